"""The whole way of a folder: plan the batches, clean each, sum up."""

from collections.abc import Iterator
from dataclasses import replace

from pipeline import intake, neighbours, store
from pipeline.configs import Corpus, Rulebook
from pipeline.intake import Aside, Source
from pipeline.neighbours import Copy
from pipeline.runs import batch, catalogue, duplicates, report, sharding, standing
from pipeline.runs.entry import Entry
from pipeline.runs.job import Batch, Job, Work
from pipeline.runs.report import Report
from pipeline.runs.sharding import Ask
from pipeline.runs.standing import Standing
from pipeline.storage import stretches
from pipeline.storage.folder import Folder, at

__all__ = ["Batch", "Job", "Report", "clean_batch", "finish", "gathered", "plan", "rulebook", "total"]

_MOST_FILES = 500  # of one batch: some seconds of work, so that progress shows and a retry costs little
_MOST_BYTES = 32_000_000
_MOST_HELD = 20_000  # files found up to date before the run says so
_LIMITS = Corpus()

total = report.total


def rulebook(job: Job) -> Rulebook:
    """The rules of the job, read and checked anew. Raises BadRules."""
    return batch.rulebook(job.configs)


def plan(job: Job, digest: str = "", limits: Corpus = _LIMITS) -> Iterator[Batch]:
    """The files of ``raw/`` to be read, in batches by count and bytes; makes ``clean/`` ready.

    What is up to date by its size and time under the rules of ``digest`` is not read: batches tell of it as ``held``,
    the last one without any file if need be. Raises NotADirectoryError.
    """
    raw, clean_folder = at(job.raw), at(job.clean)
    if not raw.exists():
        raise NotADirectoryError(f"{job.raw} is not a folder")
    if other := store.other_form(clean_folder, job.to):
        raise ValueError(other)
    store.open_clean(clean_folder)
    ask = Ask(job.to, digest, limits)
    yield from _files(job, raw, clean_folder, ask) if job.to == "md" else _shards(job, raw, clean_folder, ask)


def _files(job: Job, raw: Folder, clean: Folder, ask: Ask) -> Iterator[Batch]:
    """The batches of a run that writes a file a document: what is up to date is in none of them."""
    before = Standing(clean, ask.digest, ask.limits)
    files, held = list[Source](), list[Report]()
    number = size = 0
    for source in intake.sources(raw, besides=job.clean):
        found = [] if job.checksum else before.held(source)
        if found:
            held.append(report.of(found, files=1))
        for part in () if found else stretches.parts(raw, source, _MOST_BYTES):
            share = stretches.weight(part)
            if len(files) == _MOST_FILES or (files and size + share > _MOST_BYTES):
                yield _batch(number, files, held, before)
                files, held, number, size = [], [], number + 1, 0
            files.append(part)
            size += share
        if len(held) == _MOST_HELD:
            yield Batch(number, (), report.total(held))
            held = []
    if files or held:
        yield _batch(number, files, held, before)


def _shards(job: Job, raw: Folder, clean: Folder, ask: Ask) -> Iterator[Batch]:
    """The batches of a run that writes shards: each is a shard, without files where it is up to date."""
    names = list[str]()
    for number, (name, sources) in enumerate(sharding.plan(raw, clean)):
        names.append(name)
        found = None if job.checksum else sharding.held(clean, name, sources, ask)
        if found is None:
            yield Batch(number, sources, known=sharding.asides(clean, name, ask.limits), shard=name)
        else:
            yield Batch(number, (), report.of(found, files=sum(1 for part in sources if part.last)))
    sharding.note(clean, names)


def _batch(number: int, files: list[Source], held: list[Report], before: Standing) -> Batch:
    known = {aside for source in files for aside in before.asides(source)}
    return Batch(number, tuple(files), report.total(held), tuple(sorted(known)))


def clean_batch(job: Job, batch_: Batch, digest: str) -> Report:
    """Reads the documents of a batch, cleans them, writes them and their records; tells what became of them."""
    said = batch.entries(Work(job, batch_, digest))
    return gathered(job, batch_, [entry for heard in said if isinstance(heard, list) for entry in heard])


def gathered(job: Job, batch_: Batch, entries: list[Entry]) -> Report:
    """The report of a batch; its entries are kept until the run ends."""
    store.keep(at(job.clean), batch_.number, entries)
    files = sum(1 for part in batch_.sources if part.last)
    return report.total([batch_.held, report.of(entries, files=files)])


def finish(job: Job, done: Report) -> Report:
    """Ends the run: what is gone, which are copies of which, the catalogue, what was set aside."""
    raw, clean = at(job.raw), at(job.clean)
    gone = _gone(job, raw, clean) if done.files else ()
    same = not done.documents["cleaned"] and not gone and sorted(done.asides) == store.asides(clean)[0]
    changed = not same or not clean.look(store.CATALOGUE)
    copies = _described(job, clean, done.asides) if changed else duplicates.read(clean)
    dropped = frozenset(copy.source for copy in copies) if job.drop_duplicates else frozenset[str]()
    duplicates.sort_out(clean, dropped, to=job.to)
    store.close_clean(clean, done.asides)
    return replace(done, gone=gone, pruned=job.prune, duplicates=len(copies))


def _described(job: Job, clean: Folder, asides: tuple[Aside, ...]) -> list[Copy]:
    """Writes the catalogue and the list of copies, which it gives."""
    rows = catalogue.rows(clean, asides, to=job.to)
    before = catalogue.measured(clean)
    copies = neighbours.copies(list(catalogue.known(rows)), duplicates.texts(clean, to=job.to), before)
    duplicates.write(clean, copies)
    catalogue.mark(rows, {copy.source: copy for copy in copies})
    catalogue.write(clean, rows)
    return copies


def _gone(job: Job, raw: Folder, clean: Folder) -> tuple[str, ...]:
    """The documents whose raw file is no more, moved to ``_gone`` under ``prune``.

    Not asked where ``raw/`` is empty: that is more likely a disk that is not there than a wish to have no documents.
    """
    if job.to != "md":
        return sharding.settle(raw, clean, job.to, prune=job.prune)
    gone = tuple(standing.gone(raw, clean))
    for source in gone if job.prune else ():
        store.retire(clean, source)
    return gone
