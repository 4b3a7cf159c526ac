"""Planning: divides the raw files that must be read into batches."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipeline.corpus import decision_changes, shard_plan, shard_state
from pipeline.corpus.fence import split_or_whole
from pipeline.corpus.job import Batch, Job
from pipeline.corpus.report import Report
from pipeline.corpus.shard_state import ShardSettings
from pipeline.corpus.up_to_date import DAMAGED, FileState, OutputState
from pipeline.decisions import Decision
from pipeline.io import output_folder
from pipeline.io.asides import Aside
from pipeline.io.readers import chunks
from pipeline.io.sources import Source, list_sources
from pipeline.io.stores import open_store
from pipeline.io.stores.protocol import Store
from pipeline.io.writers import shards
from pipeline.rules.loading import CorpusRules

_MAX_BATCH_FILES = 500  # some seconds of work, so that progress shows and a retry costs little
_MAX_BATCH_BYTES = 32_000_000
_MAX_LINES_BYTES = 4_000_000  # of plain JSON lines, some thousand texts: a file of 8,000 has work for several workers
_REPORTED_FILES = 20_000  # found up to date, after which they are reported
_DEFAULT_LIMITS = CorpusRules()


def plan_batches(
    job: Job, digest: str = "", limits: CorpusRules = _DEFAULT_LIMITS, *, decisions: Sequence[Decision] = ()
) -> Iterator[Batch]:
    """The batches of a run; makes the output folder ready for it.

    Files that are up to date under the rules of ``digest``, by size and time, are not read: the batches report them as
    ``up_to_date``, the last batch without sources if need be. What new or withdrawn ``decisions`` can touch is read.
    Raises NotADirectoryError, ValueError.
    """
    raw, clean = open_store(job.raw), open_store(job.clean)
    if not raw.exists():
        raise NotADirectoryError(f"{job.raw} is not a folder")
    if conflict := output_folder.format_conflict(clean, job.to):
        raise ValueError(conflict)
    output_folder.begin_run(clean)
    decision_changes.apply_changes(clean, decisions)
    settings = ShardSettings(job.to, digest, limits, job.record)
    yield from _file_batches(job, raw, clean, settings) if job.to == "md" else _shards(job, raw, clean, settings)


def count_files(job: Job) -> int:
    """The number of raw files of a job."""
    return sum(1 for _ in list_sources(open_store(job.raw), exclude=job.clean, follow_links=job.follow_links))


def _file_batches(job: Job, raw: Store, clean: Store, settings: ShardSettings) -> Iterator[Batch]:
    """The batches where each document is a file."""
    state = OutputState(clean, settings.digest, settings.limits)
    sources, unchanged, number, size = list[Source](), _Unchanged(), 0, 0
    for source in list_sources(raw, exclude=job.clean, follow_links=job.follow_links):
        found = state.of(source)
        if found.stale_reason == DAMAGED:
            unchanged.repaired.append(source.path)
        if found.is_up_to_date and not job.checksum:
            unchanged.add(found)
            if unchanged.files >= _REPORTED_FILES:
                yield Batch(number, (), unchanged.report())
                unchanged = _Unchanged()
            continue
        max_bytes = _max_bytes(source.path)
        for chunk in split_or_whole(raw, source, max_bytes):
            chunk_size = chunks.size_of(chunk)
            if len(sources) == _MAX_BATCH_FILES or (sources and size + chunk_size > max_bytes):
                yield _batch(number, sources, unchanged.report(), state)
                sources, unchanged, number, size = [], _Unchanged(), number + 1, 0
            sources.append(chunk)
            size += chunk_size
    state.close()
    if sources or unchanged != _Unchanged():
        yield _batch(number, sources, unchanged.report(), state)


def _max_bytes(path: str) -> int:
    """The most bytes of a batch. A packed file has larger chunks: each is unpacked from the start of the file."""
    is_plain_lines = path.lower().endswith((".jsonl", ".ndjson"))
    return min(_MAX_LINES_BYTES, _MAX_BATCH_BYTES) if is_plain_lines else _MAX_BATCH_BYTES


@dataclass(slots=True)
class _Unchanged:
    """What was found up to date since the batch before."""

    files: int = 0
    documents: int = 0
    asides: list[Aside] = field(default_factory=list)
    repaired: list[str] = field(default_factory=list)

    def add(self, state: FileState) -> None:
        self.files += 1
        self.documents += state.unchanged
        self.asides += state.asides

    def report(self) -> Report:
        documents = Counter(unchanged=self.documents) if self.documents else Counter[str]()
        return Report(documents, asides=tuple(self.asides), files=self.files, repaired=tuple(self.repaired))


def _batch(number: int, sources: list[Source], up_to_date: Report, state: OutputState) -> Batch:
    known_asides = {aside for source in sources for aside in state.asides(source)}
    return Batch(number, tuple(sources), up_to_date, tuple(sorted(known_asides)))


def _shards(job: Job, raw: Store, clean: Store, settings: ShardSettings) -> Iterator[Batch]:
    """The batches where documents are rows: each batch is a shard, without sources where it is up to date."""
    names = list[str]()
    for number, (name, sources) in enumerate(shard_plan.plan_shards(raw, clean, follow_links=job.follow_links)):
        names.append(name)
        state, counted = shard_state.state_of(clean, name, sources, settings), _Unchanged()
        if state.is_up_to_date and not job.checksum:
            counted.add(state)
            counted.files = sum(1 for source in sources if source.last)
            yield Batch(number, (), counted.report())
        else:
            if state.stale_reason == DAMAGED:
                counted.repaired.append(shards.shard_path(name, job.to))
            known_asides = shard_state.known_asides(clean, name, settings.limits)
            yield Batch(number, sources, counted.report(), known_asides, name)
    shard_plan.write_plan(clean, names)
