"""What a run would do, and what other rules would do to a corpus; nothing is written."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from pipeline.corpus import shard_plan, up_to_date
from pipeline.corpus.batch import clean_or_set_aside
from pipeline.corpus.job import Job
from pipeline.corpus.shard_plan import ShardQuery
from pipeline.corpus.up_to_date import RULES, OutputState
from pipeline.document import Document, Edit, Step, canonical, record
from pipeline.io.asides import Aside
from pipeline.io.readers.raw_files import read_documents
from pipeline.io.sources import list_sources
from pipeline.io.stores import open_store
from pipeline.io.stores.protocol import Store
from pipeline.io.writers import shards
from pipeline.io.writers.markdown import output_paths, read_text
from pipeline.rules.loading import RuleSet

_MOST_EXAMPLES = 10  # of each rule
_SHOWN = 60  # characters of an edit


def planned_files(job: Job, rule_set: RuleSet) -> Iterator[tuple[str, str]]:
    """Each file that a run would read and why, each document it would report as gone."""
    raw, clean = open_store(job.raw), open_store(job.clean)
    if job.checksum:
        yield from ((source.path, "--checksum") for source in list_sources(raw, besides=job.clean))
    elif job.to == "md":
        before = OutputState(clean, rule_set.digest, rule_set.corpus)
        told = ((source.path, before.why(source)) for source in list_sources(raw, besides=job.clean))
        yield from (found for found in told if found[1])
    else:
        for name, sources in shard_plan.plan_shards(raw, clean, keep=False):
            yield from shard_plan.stale_files(
                clean, name, sources, ShardQuery(job.to, rule_set.digest, rule_set.corpus)
            )
    gone = up_to_date.missing_sources(raw, clean) if job.to == "md" else shard_plan.missing_sources(raw, clean)
    yield from ((source, "gone from raw/") for source in gone)


@dataclass(slots=True)
class Comparison:
    """How clean documents would differ: edits ``gained`` and ``lost`` by rule, with ``examples`` of each."""

    documents: int = 0
    touched: int = 0
    new: int = 0
    aside: int = 0
    gained: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)


def compare(job: Job, against: str, rule_set: RuleSet) -> Comparison:
    """What the rules of ``book`` make of the documents of ``job.raw``, held against the records of ``against``."""
    raw, clean, told = open_store(job.raw), open_store(against), Comparison()
    form = shards.output_format(clean)
    before = partial(_row, shards.RowReader(clean, form)) if form in {"jsonl", "parquet"} else partial(_file, clean)
    for source in list_sources(raw, besides=job.clean):
        for item in read_documents(raw, source, rule_set.corpus):
            _one(clean_or_set_aside(item, rule_set), before, told)
    return told


Before = Callable[[str], tuple[tuple[Step, ...], str | None]]


def _one(done: Document | Aside, before: Before, told: Comparison) -> None:
    name = done.source if isinstance(done, Document) else done.id
    steps, text = before(name)
    told.documents += 1
    if isinstance(done, Aside):
        told.aside += text is not None
    elif text is None:
        told.new += 1
    else:
        told.touched += record.as_markdown(done, _rules(text)) != text
        _edits(name, Counter(_of(done.steps)), Counter(_of(steps)), told)


def _row(rows: shards.RowReader, name: str) -> tuple[tuple[Step, ...], str | None]:
    """The steps and the text of a document as they stand in a shard."""
    try:
        row = rows.of(name)
    except KeyError:
        return (), None
    return record.steps_of(row["record"]), canonical.render(row, row["text"])


def _file(clean: Store, name: str) -> tuple[tuple[Step, ...], str | None]:
    """The steps and the text of a document as they stand in ``clean/``."""
    document, its_record = output_paths(name)
    try:
        _, steps = record.load(read_text(clean, its_record))
        return steps, read_text(clean, document)
    except (OSError, ValueError, KeyError):
        return (), None


def _rules(text: str) -> str:
    """The digest of rules that a document names, so that only what it says is compared."""
    lines = (line.partition(": ") for line in text.split("\n"))
    return next((value.strip('"') for key, _, value in lines if key == "rules"), RULES)


def _of(steps: tuple[Step, ...]) -> Iterator[tuple[str, str, str]]:
    for step in steps:
        for found in step.findings:
            if isinstance(found, Edit):
                yield found.rule.partition(":")[0], found.before, found.after


def _edits(
    name: str, now: Counter[tuple[str, str, str]], then: Counter[tuple[str, str, str]], told: Comparison
) -> None:
    for sign, counted, changes in (("+", told.gained, now - then), ("-", told.lost, then - now)):
        for (rule, before, after), number in changes.items():
            counted[rule] += number
            shown = told.examples.setdefault(sign + rule, [])
            if len(shown) < _MOST_EXAMPLES:
                shown.append(f"{name}: {before[:_SHOWN]!r} -> {after[:_SHOWN]!r}")


def as_text(told: Comparison) -> Iterator[str]:
    """The comparison line by line."""
    yield f"{told.documents:,} documents looked at, {told.touched:,} would differ"
    yield f"{told.new:,} would be new, {told.aside:,} would be set aside"
    for sign, word, counted in (("+", "gained", told.gained), ("-", "lost", told.lost)):
        for rule, number in sorted(counted.items(), key=lambda item: (-item[1], item[0])):
            yield f"{word} {number:>7,}  {rule}"
            yield from (f"    {example}" for example in told.examples[sign + rule])
