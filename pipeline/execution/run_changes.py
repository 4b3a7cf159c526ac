"""What a run changed: totals of each site, the documents, and examples of edits, for its page in Prefect's web UI."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import NamedTuple

from pipeline.corpus.job import Job
from pipeline.document import Edit, record
from pipeline.io import output_folder
from pipeline.io.paths import output_paths
from pipeline.io.result_row import ResultRow
from pipeline.io.stores import open_store
from pipeline.io.stores.protocol import Store
from pipeline.io.writers.stored import read_text

_MAX_DOCUMENTS = 200  # of the table
_MAX_RECORDS = 50  # that are read for examples
_MAX_EXAMPLES = 10
_DOUBTFUL = 0.7  # score of the classifier below which a removal is worth a look


class SiteTotals(NamedTuple):
    """The cleaned documents of one site: their number, their edits, their words before and after."""

    documents: int = 0
    edits: int = 0
    words_before: int = 0
    words_after: int = 0


class Example(NamedTuple):
    """One edit of one document."""

    source: str
    edit: Edit

    @property
    def score(self) -> float:
        """The classifier's score, which is the last part of its rule id; 1 for all other rules."""
        score = self.edit.rule.rpartition(":")[2]
        return float(score) if score.replace(".", "", 1).isdecimal() else 1.0


class RunChanges(NamedTuple):
    """What one run changed. ``documents`` are the first of the cleaned ones, as rows of a table."""

    sites: dict[str, SiteTotals]
    documents: list[dict[str, str | int]]
    examples: list[Example]
    doubtful: list[Example]


def collect_changes(job: Job) -> RunChanges:
    """What this run changed so far. Call before it is finished, which removes its rows."""
    clean = open_store(job.clean)
    sites, documents, sources = dict[str, SiteTotals](), list[dict[str, str | int]](), list[str]()
    for row in output_folder.saved_rows(clean):
        if row.outcome != "cleaned":
            continue
        sites[_site(row)] = _add(sites.get(_site(row), SiteTotals()), row)
        if len(documents) < _MAX_DOCUMENTS:
            documents.append(_table_row(row))
        if row.edits and len(sources) < _MAX_RECORDS:
            sources.append(row.source)
    edits = list(_edits(clean, sources)) if job.to == "md" else []
    doubtful = [example for example in edits if example.score < _DOUBTFUL]
    return RunChanges(sites, documents, _one_of_each_rule(edits), doubtful[:_MAX_EXAMPLES])


def _site(row: ResultRow) -> str:
    """The outlet of a document, or the folder that it is in."""
    return row.fields.get("outlet") or row.source.rpartition("/")[0].partition("/")[0] or "(no site)"


def _add(totals: SiteTotals, row: ResultRow) -> SiteTotals:
    added = (1, sum(row.edits.values()), row.words_before, row.words_after)
    return SiteTotals(*(before + more for before, more in zip(totals, added, strict=True)))


def _table_row(row: ResultRow) -> dict[str, str | int]:
    return {
        "document": row.source,
        "title": row.fields.get("title", ""),
        "url": row.fields.get("url", ""),
        "site": _site(row),
        "edits": sum(row.edits.values()),
        "words before": row.words_before,
        "words after": row.words_after,
    }


def _edits(clean: Store, sources: Iterable[str]) -> Iterator[Example]:
    """The edits of documents, read from their records; a record that cannot be read is left out."""
    for source in sources:
        with suppress(OSError, ValueError, KeyError):
            _, steps = record.load(read_text(clean, output_paths(source)[1]))
            for step in steps:
                yield from (Example(source, edit) for edit in step.findings if isinstance(edit, Edit))


def _one_of_each_rule(edits: Iterable[Example]) -> list[Example]:
    """The first edit of each rule, the rules with most edits first; edits of space alone show nothing."""
    first, counts = dict[str, Example](), Counter[str]()
    for example in edits:
        if example.edit.before.strip() == example.edit.after.strip():
            continue
        rule = example.edit.rule.partition(":")[0]
        first.setdefault(rule, example)
        counts[rule] += 1
    return [first[rule] for rule, _ in counts.most_common(_MAX_EXAMPLES)]
