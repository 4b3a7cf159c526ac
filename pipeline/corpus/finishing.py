"""Finishing: accounting, removed sources, near-duplicates, the catalogue and the asides, at the end of a run."""

from collections import Counter
from dataclasses import replace

from pipeline.corpus import (
    accounting,
    catalogue,
    catalogue_diff,
    catalogue_rows,
    change_log,
    duplicates,
    near_duplicates,
    shard_removal,
    similarity_cache,
    state_cache,
    up_to_date,
)
from pipeline.corpus.job import Job
from pipeline.corpus.near_duplicates import Copy
from pipeline.corpus.report import Report
from pipeline.io import output_folder
from pipeline.io.own_files import PREVIOUS_CATALOGUE
from pipeline.io.stores import open_store
from pipeline.io.stores.protocol import Store


def finish_run(job: Job, report: Report) -> Report:
    """Finish a run whose batches gave ``report``; returns the report of the whole run. Raises LostDocuments."""
    raw, clean = open_store(job.raw), open_store(job.clean)
    counts = report.documents + Counter(aside=len(report.asides))
    accounting.check_outputs(clean, counts, output_format=job.to)
    if job.to == "md":
        state_cache.add_cleaned(clean, output_folder.saved_rows(clean))
    removed = _removed(job, raw, clean) if report.files else ()  # an empty RAW is more likely a disk not mounted
    report = replace(report, removed=removed, pruned=job.prune)
    copies = None if _has_changed(clean, report) else catalogue.read_copies(clean)
    if copies is None:
        copies, report = _write_catalogue(job, clean, report)
    elif duplicates.read(clean) != copies:
        duplicates.write(clean, copies)
    duplicates.mark_and_move(clean, copies, drop=job.drop_duplicates, output_format=job.to)
    known = frozenset(output_folder.read_asides(clean)[0])
    output_folder.end_run(clean, report.asides)
    new_asides = sum(aside not in known for aside in report.asides)
    return replace(report, duplicates=len(copies), new_asides=new_asides)


def _has_changed(clean: Store, report: Report) -> bool:
    """Whether the catalogue of the last run does not describe the folder as it is now."""
    same_asides = sorted(report.asides) == output_folder.read_asides(clean)[0]
    return bool(report.documents["cleaned"] or report.removed or not same_asides)


def _write_catalogue(job: Job, clean: Store, report: Report) -> tuple[list[Copy], Report]:
    """Write the catalogue and the list of copies; returns the copies, and the report with what was found damaged."""
    previous = catalogue.read(clean) or catalogue.read(clean, PREVIOUS_CATALOGUE)
    rows, damaged, bugs = catalogue_rows.collect_rows(clean, report.asides, previous, output_format=job.to)
    similarities = {**similarity_cache.read(clean), **catalogue.known_similarities(clean)}
    known = len(similarities)
    read_body = duplicates.body_reader(clean, output_format=job.to)
    copies = near_duplicates.find_copies(list(catalogue_rows.known_documents(rows)), read_body, similarities)
    if len(similarities) > known:
        similarity_cache.write(clean, similarities, {str(row["text_sha256"]) for row in rows})
    duplicates.write(clean, copies)
    catalogue_rows.mark_copies(rows, {copy.source: copy for copy in copies})
    catalogue.write(clean, rows)
    _log_changes(clean, previous, rows)
    return copies, replace(report, damaged=tuple(sorted(damaged)), asides=(*report.asides, *bugs))


def _log_changes(clean: Store, previous: list[catalogue_rows.Row], rows: list[catalogue_rows.Row]) -> None:
    """Log what this run changed; without a catalogue of the last run, the documents that this run cleaned."""
    run = output_folder.run_id(clean)
    now = rows if previous else [row for row in rows if row["run"] == run]
    change_log.append(clean, run, catalogue_diff.compare(previous, now))


def _removed(job: Job, raw: Store, clean: Store) -> tuple[str, ...]:
    """The documents whose raw file was removed; ``prune`` moves them to ``_removed``."""
    if job.to != "md":
        return shard_removal.remove_stale_shards(raw, clean, job.to, prune=job.prune)
    removed = tuple(up_to_date.removed_sources(raw, clean))
    for source in removed if job.prune else ():
        output_folder.move_to_removed(clean, source)
    return removed
