"""The whole way of a folder: plan the batches, clean each, sum up."""

from collections.abc import Iterator
from dataclasses import replace

from pipeline.corpus import catalogue, duplicates, near_duplicates, shard_plan, up_to_date
from pipeline.corpus.batch import clean_sources, load_rules_from
from pipeline.corpus.job import Batch, Job, Work
from pipeline.corpus.near_duplicates import Copy
from pipeline.corpus.report import Report, report_of, total_report
from pipeline.corpus.shard_plan import ShardQuery
from pipeline.corpus.up_to_date import OutputState
from pipeline.io import output_folder
from pipeline.io.asides import Aside
from pipeline.io.readers import chunks
from pipeline.io.result_row import ResultRow
from pipeline.io.sources import Source, list_sources
from pipeline.io.stores import open_store
from pipeline.io.stores.protocol import Store
from pipeline.rules.loading import CorpusRules, RuleSet

_MOST_FILES = 500  # of one batch: some seconds of work, so that progress shows and a retry costs little
_MOST_BYTES = 32_000_000
_MOST_HELD = 20_000  # files found up to date before the run says so
_LIMITS = CorpusRules()


def load_job_rules(job: Job) -> RuleSet:
    """The rules of the job, read and checked anew. Raises BadRules."""
    return load_rules_from(job.configs, style=job.style)


def plan(job: Job, digest: str = "", limits: CorpusRules = _LIMITS) -> Iterator[Batch]:
    """The files of ``raw/`` to be read, in batches by count and bytes; makes ``clean/`` ready.

    What is up to date by its size and time under the rules of ``digest`` is not read: batches tell of it as ``held``,
    the last one without any file if need be. Raises NotADirectoryError.
    """
    raw, clean_folder = open_store(job.raw), open_store(job.clean)
    if not raw.exists():
        raise NotADirectoryError(f"{job.raw} is not a folder")
    if other := output_folder.format_conflict(clean_folder, job.to):
        raise ValueError(other)
    output_folder.open_clean(clean_folder)
    ask = ShardQuery(job.to, digest, limits)
    yield from _files(job, raw, clean_folder, ask) if job.to == "md" else _shards(job, raw, clean_folder, ask)


def _files(job: Job, raw: Store, clean: Store, ask: ShardQuery) -> Iterator[Batch]:
    """The batches of a run that writes a file a document: what is up to date is in none of them."""
    before = OutputState(clean, ask.digest, ask.limits)
    files, held = list[Source](), list[Report]()
    number = size = 0
    for source in list_sources(raw, besides=job.clean):
        found = [] if job.checksum else before.held(source)
        if found:
            held.append(report_of(found, files=1))
        for part in () if found else chunks.split_source(raw, source, _MOST_BYTES):
            share = chunks.size_of(part)
            if len(files) == _MOST_FILES or (files and size + share > _MOST_BYTES):
                yield _batch(number, files, held, before)
                files, held, number, size = [], [], number + 1, 0
            files.append(part)
            size += share
        if len(held) == _MOST_HELD:
            yield Batch(number, (), total_report(held))
            held = []
    if files or held:
        yield _batch(number, files, held, before)


def _shards(job: Job, raw: Store, clean: Store, ask: ShardQuery) -> Iterator[Batch]:
    """The batches of a run that writes shards: each is a shard, without files where it is up to date."""
    names = list[str]()
    for number, (name, sources) in enumerate(shard_plan.plan_shards(raw, clean)):
        names.append(name)
        found = None if job.checksum else shard_plan.rows_up_to_date(clean, name, sources, ask)
        if found is None:
            yield Batch(number, sources, known=shard_plan.known_asides(clean, name, ask.limits), shard=name)
        else:
            yield Batch(number, (), report_of(found, files=sum(1 for part in sources if part.last)))
    shard_plan.write_plan(clean, names)


def _batch(number: int, files: list[Source], held: list[Report], before: OutputState) -> Batch:
    known = {aside for source in files for aside in before.asides(source)}
    return Batch(number, tuple(files), total_report(held), tuple(sorted(known)))


def clean_batch(job: Job, batch_: Batch, digest: str) -> Report:
    """Reads the documents of a batch, cleans them, writes them and their records; tells what became of them."""
    said = clean_sources(Work(job, batch_, digest))
    return collect_batch(job, batch_, [entry for heard in said if isinstance(heard, list) for entry in heard])


def collect_batch(job: Job, batch_: Batch, entries: list[ResultRow]) -> Report:
    """The report of a batch; its entries are kept until the run ends."""
    output_folder.save_rows(open_store(job.clean), batch_.number, entries)
    files = sum(1 for part in batch_.sources if part.last)
    return total_report([batch_.held, report_of(entries, files=files)])


def finish(job: Job, done: Report) -> Report:
    """Ends the run: what is gone, which are copies of which, the catalogue, what was set aside."""
    raw, clean = open_store(job.raw), open_store(job.clean)
    gone = _gone(job, raw, clean) if done.files else ()
    same = not done.documents["cleaned"] and not gone and sorted(done.asides) == output_folder.read_asides(clean)[0]
    changed = not same or not clean.look(output_folder.CATALOGUE)
    copies = _described(job, clean, done.asides) if changed else duplicates.read(clean)
    dropped = frozenset(copy.source for copy in copies) if job.drop_duplicates else frozenset[str]()
    duplicates.move_copies(clean, dropped, to=job.to)
    output_folder.close_clean(clean, done.asides)
    return replace(done, gone=gone, pruned=job.prune, duplicates=len(copies))


def _described(job: Job, clean: Store, asides: tuple[Aside, ...]) -> list[Copy]:
    """Writes the catalogue and the list of copies, which it gives."""
    rows = catalogue.rows(clean, asides, to=job.to)
    before = catalogue.known_similarities(clean)
    copies = near_duplicates.find_copies(
        list(catalogue.known_documents(rows)), duplicates.text_reader(clean, to=job.to), before
    )
    duplicates.write(clean, copies)
    catalogue.mark_copies(rows, {copy.source: copy for copy in copies})
    catalogue.write(clean, rows)
    return copies


def _gone(job: Job, raw: Store, clean: Store) -> tuple[str, ...]:
    """The documents whose raw file is no more, moved to ``_gone`` under ``prune``.

    Not asked where ``raw/`` is empty: that is more likely a disk that is not there than a wish to have no documents.
    """
    if job.to != "md":
        return shard_plan.remove_stale_shards(raw, clean, job.to, prune=job.prune)
    gone = tuple(up_to_date.missing_sources(raw, clean))
    for source in gone if job.prune else ():
        output_folder.move_to_gone(clean, source)
    return gone
