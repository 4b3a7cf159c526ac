"""Finishing: removed sources, near-duplicates, the catalogue and the asides, at the end of a run."""

from dataclasses import replace

from pipeline.corpus import catalogue, duplicates, near_duplicates, shard_plan, up_to_date
from pipeline.corpus.job import Job
from pipeline.corpus.near_duplicates import Copy
from pipeline.corpus.report import Report
from pipeline.io import output_folder
from pipeline.io.asides import Aside
from pipeline.io.stores import open_store
from pipeline.io.stores.protocol import Store


def finish_run(job: Job, report: Report) -> Report:
    """Finish a run whose batches gave ``report``; returns the report of the whole run."""
    raw, clean = open_store(job.raw), open_store(job.clean)
    removed = _removed(job, raw, clean) if report.files else ()  # an empty RAW is more likely a disk not mounted
    same_asides = sorted(report.asides) == output_folder.read_asides(clean)[0]
    nothing_changed = not report.documents["cleaned"] and not removed and same_asides
    if nothing_changed and clean.stat(output_folder.CATALOGUE):
        copies = duplicates.read(clean)
    else:
        copies = _write_catalogue(job, clean, report.asides)
    dropped = frozenset(copy.source for copy in copies) if job.drop_duplicates else frozenset[str]()
    duplicates.move_copies(clean, dropped, output_format=job.to)
    output_folder.end_run(clean, report.asides)
    return replace(report, removed=removed, pruned=job.prune, duplicates=len(copies))


def _write_catalogue(job: Job, clean: Store, asides: tuple[Aside, ...]) -> list[Copy]:
    """Write the catalogue and the list of copies; returns the copies."""
    rows = catalogue.collect_rows(clean, asides, output_format=job.to)
    similarities = catalogue.known_similarities(clean)
    read_body = duplicates.body_reader(clean, output_format=job.to)
    copies = near_duplicates.find_copies(list(catalogue.known_documents(rows)), read_body, similarities)
    duplicates.write(clean, copies)
    catalogue.mark_copies(rows, {copy.source: copy for copy in copies})
    catalogue.write(clean, rows)
    return copies


def _removed(job: Job, raw: Store, clean: Store) -> tuple[str, ...]:
    """The documents whose raw file was removed; ``prune`` moves them to ``_removed``."""
    if job.to != "md":
        return shard_plan.remove_stale_shards(raw, clean, job.to, prune=job.prune)
    removed = tuple(up_to_date.removed_sources(raw, clean))
    for source in removed if job.prune else ():
        output_folder.move_to_removed(clean, source)
    return removed
