"""Preview of a run: which files it would read, and how other rules would change the documents. Writes nothing."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from pipeline.corpus import shard_plan, shard_removal, shard_state, up_to_date
from pipeline.corpus.document_cleaning import clean_or_set_aside
from pipeline.corpus.job import Job
from pipeline.corpus.shard_state import ShardSettings
from pipeline.corpus.up_to_date import RULES, OutputState
from pipeline.document import Document, Edit, Step, canonical, record
from pipeline.io.asides import Aside
from pipeline.io.paths import output_paths
from pipeline.io.readers.raw_files import read_documents
from pipeline.io.sources import list_sources
from pipeline.io.stores import open_store
from pipeline.io.stores.protocol import Store
from pipeline.io.writers import shards, stored
from pipeline.io.writers.stored import read_text
from pipeline.rules.loading import RuleSet

_MAX_EXAMPLES = 10  # of each rule
_SHOWN = 60  # characters of an edit


def planned_files(job: Job, rule_set: RuleSet) -> Iterator[tuple[str, str]]:
    """Each file that a run would read, and each document it would report as removed, with the reason."""
    raw, clean = open_store(job.raw), open_store(job.clean)
    sources = list_sources(raw, exclude=job.clean, follow_links=job.follow_links)
    if job.checksum:
        yield from ((source.path, "--checksum") for source in sources)
    elif job.to == "md":
        state = OutputState(clean, rule_set.digest, rule_set.corpus)
        reasons = ((source.path, state.of(source).stale_reason) for source in sources)
        yield from ((path, reason) for path, reason in reasons if reason)
    else:
        settings = ShardSettings(job.to, rule_set.digest, rule_set.corpus, job.record)
        for name, files in shard_plan.plan_shards(raw, clean, save_chunks=False, follow_links=job.follow_links):
            yield from shard_state.stale_files(clean, name, files, settings)
    module = up_to_date if job.to == "md" else shard_removal
    yield from ((source, "removed from raw/") for source in module.removed_sources(raw, clean))


@dataclass(slots=True)
class Comparison:
    """How documents would differ: edits ``gained`` and ``lost`` by rule, with ``examples`` by sign and rule."""

    documents: int = 0
    changed: int = 0
    new: int = 0
    asides: int = 0
    gained: Counter[str] = field(default_factory=Counter)
    lost: Counter[str] = field(default_factory=Counter)
    examples: dict[str, list[str]] = field(default_factory=dict)


Previous = Callable[[str], tuple[tuple[Step, ...], str | None]]
"""A function from a source to the steps and the text of its present document; no steps and None where it has none."""


def compare(
    job: Job, folder: str, rule_set: RuleSet, on_progress: Callable[[int], None] = lambda _: None
) -> Comparison:
    """Compare the documents that ``rule_set`` would make from ``job.raw`` with those in another output folder."""
    raw, clean, comparison = open_store(job.raw), open_store(folder), Comparison()
    output_format = shards.output_format(clean)
    if output_format in {"jsonl", "parquet"}:
        previous: Previous = partial(_previous_row, shards.RowReader(clean, output_format))
    else:
        previous = partial(_previous_file, clean)
    for source in list_sources(raw, exclude=job.clean, follow_links=job.follow_links):
        for item in read_documents(raw, source, rule_set.corpus):
            _compare_one(clean_or_set_aside(item, rule_set), previous, comparison)
            on_progress(comparison.documents)
    return comparison


def _compare_one(result: Document | Aside, previous: Previous, comparison: Comparison) -> None:
    source = result.source if isinstance(result, Document) else result.id
    steps, text = previous(source)
    comparison.documents += 1
    if isinstance(result, Aside):
        comparison.asides += text is not None
    elif text is None:
        comparison.new += 1
    else:
        comparison.changed += record.as_markdown(result, _rules_digest(text)) != text
        _compare_edits(source, Counter(_edits(result.steps)), Counter(_edits(steps)), comparison)


def _previous_row(reader: shards.RowReader, source: str) -> tuple[tuple[Step, ...], str | None]:
    """The steps and the text of a document in a shard."""
    try:
        row = reader.read(source)
    except KeyError:
        return (), None
    return record.steps_of({"steps": (), **row["record"]}), canonical.render(row, row["text"])


def _previous_file(clean: Store, source: str) -> tuple[tuple[Step, ...], str | None]:
    """The steps and the text of a document that is a file."""
    document, record_path = output_paths(source)
    try:
        _, steps = record.load(read_text(clean, record_path))
        return steps, read_text(clean, document)
    except (OSError, *stored.DAMAGED):
        return (), None


def _rules_digest(text: str) -> str:
    """The digest of rules in the front matter of a document, so that a comparison ignores it."""
    lines = (line.partition(": ") for line in text.split("\n"))
    return next((value.strip('"') for key, _, value in lines if key == "rules"), RULES)


def _edits(steps: tuple[Step, ...]) -> Iterator[tuple[str, str, str]]:
    for step in steps:
        for finding in step.findings:
            if isinstance(finding, Edit):
                yield finding.rule.partition(":")[0], finding.before, finding.after


def _compare_edits(
    source: str,
    current: Counter[tuple[str, str, str]],
    previous: Counter[tuple[str, str, str]],
    comparison: Comparison,
) -> None:
    differences = (("+", comparison.gained, current - previous), ("-", comparison.lost, previous - current))
    for sign, counts, edits in differences:
        for (rule, before, after), number in edits.items():
            counts[rule] += number
            examples = comparison.examples.setdefault(sign + rule, [])
            if len(examples) < _MAX_EXAMPLES:
                examples.append(f"{source}: {before[:_SHOWN]!r} -> {after[:_SHOWN]!r}")


def as_dict(comparison: Comparison) -> dict[str, object]:
    """The comparison as plain values for JSON; ``examples`` by sign and rule."""
    return {
        "documents": comparison.documents,
        "changed": comparison.changed,
        "new": comparison.new,
        "aside": comparison.asides,
        "gained": dict(comparison.gained.most_common()),
        "lost": dict(comparison.lost.most_common()),
        "examples": comparison.examples,
    }


def as_text(comparison: Comparison) -> Iterator[str]:
    """The comparison line by line."""
    yield f"{comparison.documents:,} documents looked at, {comparison.changed:,} would differ"
    yield f"{comparison.new:,} would be new, {comparison.asides:,} would be set aside"
    for sign, word, counts in (("+", "gained", comparison.gained), ("-", "lost", comparison.lost)):
        for rule, number in sorted(counts.items(), key=lambda item: (-item[1], item[0])):
            yield f"{word} {number:>7,}  {rule}"
            yield from (f"    {example}" for example in comparison.examples[sign + rule])
