"""What a run would do, and what other rules would do to a corpus; nothing is written."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from pipeline import canonical, intake, record
from pipeline.configs import Rulebook
from pipeline.document import Document, Step
from pipeline.edits import Edit
from pipeline.intake import Aside
from pipeline.runs import sharding, standing
from pipeline.runs.batch import attempt
from pipeline.runs.job import Job
from pipeline.runs.sharding import Ask
from pipeline.runs.standing import RULES, Standing
from pipeline.storage import shards
from pipeline.storage.folder import Folder, at
from pipeline.storage.tree import places, text_at

_MOST_EXAMPLES = 10  # of each rule
_SHOWN = 60  # characters of an edit


def plan(job: Job, book: Rulebook) -> Iterator[tuple[str, str]]:
    """Each file that a run would read and why, each document it would report as gone."""
    raw, clean = at(job.raw), at(job.clean)
    if job.checksum:
        yield from ((source.path, "--checksum") for source in intake.sources(raw, besides=job.clean))
    elif job.to == "md":
        before = Standing(clean, book.digest, book.corpus)
        told = ((source.path, before.why(source)) for source in intake.sources(raw, besides=job.clean))
        yield from (found for found in told if found[1])
    else:
        for name, sources in sharding.plan(raw, clean, keep=False):
            yield from sharding.reasons(clean, name, sources, Ask(job.to, book.digest, book.corpus))
    gone = standing.gone(raw, clean) if job.to == "md" else sharding.gone(raw, clean)
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


def compare(job: Job, against: str, book: Rulebook) -> Comparison:
    """What the rules of ``book`` make of the documents of ``job.raw``, held against the records of ``against``."""
    raw, clean, told = at(job.raw), at(against), Comparison()
    form = shards.form(clean)
    before = partial(_row, shards.Rows(clean, form)) if form in {"jsonl", "parquet"} else partial(_file, clean)
    for source in intake.sources(raw, besides=job.clean):
        for item in intake.documents(raw, source, book.corpus):
            _one(attempt(item, book), before, told)
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
        told.touched += record.markdown(done, _rules(text)) != text
        _edits(name, Counter(_of(done.steps)), Counter(_of(steps)), told)


def _row(rows: shards.Rows, name: str) -> tuple[tuple[Step, ...], str | None]:
    """The steps and the text of a document as they stand in a shard."""
    try:
        row = rows.of(name)
    except KeyError:
        return (), None
    return record.steps_of(row["record"]), canonical.render(row, row["text"])


def _file(clean: Folder, name: str) -> tuple[tuple[Step, ...], str | None]:
    """The steps and the text of a document as they stand in ``clean/``."""
    document, its_record = places(name)
    try:
        _, steps = record.load(text_at(clean, its_record))
        return steps, text_at(clean, document)
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
