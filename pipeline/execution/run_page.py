"""Markdown page of a run for Prefect's web UI: totals, sites, what was set aside, examples of edits."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.corpus import summary
from pipeline.corpus.job import Job
from pipeline.corpus.report import Report
from pipeline.execution.run_changes import Example, RunChanges
from pipeline.text.markdown_escape import code_block, code_span

_MAX_ROWS = 30  # of a table
_MAX_CHARACTERS = 300  # of one side of an edit


def run_page(job: Job, report: Report, changes: RunChanges) -> str:
    """The page of a finished run."""
    parts = [
        f"# {code_span(job.raw)} cleaned into {code_span(job.clean)}",
        code_block("\n".join(line.replace("\n", "\\n") for line in summary.as_text(report))),
        *_sites(changes),
        *_asides(report),
        *_examples("Examples of edits", changes.examples),
        *_examples("Doubtful edits", changes.doubtful),
        *_links(job, changes),
    ]
    return "\n\n".join(parts) + "\n"


def _sites(changes: RunChanges) -> Iterator[str]:
    if not changes.sites:
        return
    yield "## Sites"
    ranked = sorted(changes.sites.items(), key=lambda item: (-item[1].documents, item[0]))
    rows = [(code_span(site), *(f"{number:,}" for number in totals)) for site, totals in ranked[:_MAX_ROWS]]
    yield _table(("site", "cleaned", "edits", "words before", "words after"), rows)
    if len(ranked) > _MAX_ROWS:
        yield f"{len(ranked) - _MAX_ROWS:,} more sites are in the catalogue."


def _asides(report: Report) -> Iterator[str]:
    if not report.asides:
        return
    yield "## Set aside"
    asides = sorted(report.asides)[:_MAX_ROWS]
    rows = [(code_span(aside.id), code_span(aside.reason), code_span(aside.remedy)) for aside in asides]
    yield _table(("document", "reason", "remedy"), rows)
    if len(report.asides) > _MAX_ROWS:
        yield f"{len(report.asides) - _MAX_ROWS:,} more are in `_aside.jsonl`."


def _examples(title: str, examples: Sequence[Example]) -> Iterator[str]:
    if examples:
        yield f"## {title}"
    for source, edit in examples:
        yield f"{code_span(edit.rule)} in {code_span(source)}"
        yield code_block("\n".join([*_side("-", edit.before), *_side("+", edit.after)]), "diff")


def _side(sign: str, text: str) -> Iterator[str]:
    shown = text if len(text) <= _MAX_CHARACTERS else f"{text[:_MAX_CHARACTERS]} ..."
    yield from (f"{sign} {line}" for line in shown.split("\n") if line)


def _links(job: Job, changes: RunChanges) -> Iterator[str]:
    if changes.documents:
        first = changes.documents[0]["document"]
        command = f"copydesk explain {job.raw.rstrip('/')}/{first}"
        yield f"Every change of a document: {code_span(command)}"
    yield f"Every edit, to accept or refuse: {code_span(f'copydesk review {job.clean}')}"
    if job.report:
        yield f"Report: [{Path(job.report).name}]({Path(job.report).resolve().as_uri()})"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows])
