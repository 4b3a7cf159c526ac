"""Progress on standard error: a bar or a count on a terminal; of a run, a line every few seconds elsewhere."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from pipeline.corpus.job import Job
from pipeline.corpus.planning import count_files
from pipeline.corpus.report import Report

_LINE_SECONDS = 5.0  # between two lines where there is no terminal


@contextmanager
def show_progress(job: Job) -> Iterator[Callable[[Report], None]]:
    """Show progress while the block runs; gives the function to call with the report of each batch."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield _line_printer(console)
        return
    files = count_files(job)
    unit = TextColumn("files, {task.fields[documents]:,} documents")
    columns = TextColumn("cleaning"), BarColumn(), MofNCompleteColumn(), unit, TimeRemainingColumn()
    with Progress(*columns, console=console, transient=True) as bar:
        task, documents = bar.add_task("clean", total=files, documents=0), 0

        def on_report(report: Report) -> None:
            nonlocal documents
            documents += _documents(report)
            bar.update(task, advance=report.files, documents=documents)

        yield on_report


def _documents(report: Report) -> int:
    """The documents of a report: a large file has many, and is one file only at its end."""
    return report.documents.total() + len(report.asides)


def _line_printer(console: Console) -> Callable[[Report], None]:
    files, documents, last = 0, 0, time.monotonic()

    def on_report(report: Report) -> None:
        nonlocal files, documents, last
        files += report.files
        documents += _documents(report)
        if time.monotonic() - last > _LINE_SECONDS:
            last = time.monotonic()
            console.print(f"copydesk: {files:,} files, {documents:,} documents done", highlight=False)

    return on_report


@contextmanager
def show_count(doing: str, things: str) -> Iterator[Callable[[int], None]]:
    """Show a count on a terminal while the block runs; gives the function to call with the number so far."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status(doing) as status:
        yield lambda count: status.update(f"{doing}: {count:,} {things}")
