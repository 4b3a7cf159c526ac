"""Markdown page of a run for Prefect's web UI: totals, sites, what was set aside, examples of edits, documents."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from pipeline.corpus import summary
from pipeline.corpus.job import Job
from pipeline.corpus.report import Report
from pipeline.execution.run_changes import Example, RunChanges
from pipeline.text.markdown_escape import code_block, code_span, link, plain

_MAX_ROWS = 30  # of a table
_MAX_CHARACTERS = 300  # of one side of an edit


def run_page(job: Job, report: Report, changes: RunChanges) -> str:
    """The page of a finished run."""
    parts = [
        f"# {code_span(job.raw)} cleaned into {code_span(job.clean)}",
        code_block("\n".join(line.replace("\n", "\\n") for line in summary.as_text(report, list_asides=False))),
        *_sites(changes),
        *_asides(report),
        *_examples("Examples of edits", changes.examples),
        *_examples("Doubtful edits", changes.doubtful),
        *_documents(job, changes),
        *_report(job),
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
    yield "\n".join(f"- {code_span(aside.id)}: {plain(aside.reason)}. {plain(aside.remedy)}" for aside in asides)
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


def _documents(job: Job, changes: RunChanges) -> Iterator[str]:
    """The first documents that changed, each with a link to the web page that it came from."""
    if not changes.documents:
        return
    yield "## Documents"
    shown = changes.documents[:_MAX_ROWS]
    rows = [(code_span(str(row["document"])), link(str(row["title"]), str(row["url"]))) for row in shown]
    yield _table(("document", "title"), rows)
    command = f"copydesk explain {job.raw.rstrip('/')}/{shown[0]['document']}"
    yield f"Every change of a document: {code_span(command)}. All edits in a browser: {code_span('copydesk review')}."


def _report(job: Job) -> Iterator[str]:
    if job.report:
        yield f"Report: [{Path(job.report).name}]({Path(job.report).resolve().as_uri()})"


def _table(head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    return "\n".join("| " + " | ".join(row) + " |" for row in [head, ["---"] * len(head), *rows])
