"""The command ``copydesk``: run | serve | stats | learn | clean | explain | check | init."""

import sys
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from pipeline import __version__
from pipeline.errors import BadRules, Held

if TYPE_CHECKING:
    from pipeline.configs import Rulebook
    from pipeline.document import Document
    from pipeline.intake import Aside
    from pipeline.job import Job

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)

_FAILED, _USAGE, _HELD = 1, 2, 3


class Form(StrEnum):
    """How clean documents are written."""

    md = "md"
    jsonl = "jsonl"


class Engine(StrEnum):
    """Where batches are cleaned."""

    local = "local"
    dask = "dask"


Raw = Annotated[str, typer.Argument(help="Folder or URL of scraped pages; never written to.")]
Clean = Annotated[str, typer.Argument(help="Folder or URL of clean documents.")]
Rules = Annotated[str | None, typer.Option(help="Folder or URL of rules over the default ones.", show_default=False)]
Configs = Annotated[Path | None, typer.Option(help="Folder of rules laid over the default ones.", show_default=False)]
To = Annotated[Form, typer.Option(help="A Markdown document each, or a line of JSON each.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]
Files = Annotated[list[str], typer.Argument(help="Raw files; - is standard input.", show_default=False)]


@app.callback(invoke_without_command=True)
def copydesk(*, version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """From scraped news pages to clean documents, with every change on record."""
    if version:
        typer.echo(f"copydesk {__version__}")
        raise typer.Exit


@app.command()
def run(  # noqa: PLR0913 - an option each
    raw: Raw = "raw",
    clean: Clean = "clean",
    *,
    configs: Rules = None,
    to: To = Form.md,
    as_json: AsJson = False,
    workers: Annotated[int, typer.Option(min=1, help="Processes that clean at the same time.")] = 1,
    engine: Annotated[Engine, typer.Option(help="Where batches are cleaned.")] = Engine.local,
    address: Annotated[str | None, typer.Option(help="Scheduler of a Dask cluster, tcp://...")] = None,
    strict: Annotated[bool, typer.Option(help="Exit 1 when a document was set aside.")] = False,
    checksum: Annotated[bool, typer.Option(help="Read every raw file, also where size and time agree.")] = False,
    prune: Annotated[bool, typer.Option(help="Move documents whose raw file is gone to CLEAN/_gone.")] = False,
    drop_duplicates: Annotated[bool, typer.Option(help="Move copies of others to CLEAN/_duplicates.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Say what would be done and why; write nothing.")] = False,
    against: Annotated[str | None, typer.Option(help="With --dry-run: show what changes in this CLEAN.")] = None,
    verbose: Annotated[bool, typer.Option(help="Show what Prefect says.")] = False,
) -> None:
    """Clean a folder: one run of the flow."""
    from pipeline import corpus, folder, lock, server, summary

    if not folder.at(raw).exists():
        _wrong(f"{raw} is not a folder. Name the folder of scraped pages: copydesk run RAW CLEAN.")
    if _place(raw) == _place(clean):
        _wrong("RAW and CLEAN are the same folder. Raw files are never overwritten: name another one for CLEAN.")
    job = corpus.Job(
        raw=raw,
        clean=clean,
        configs=configs,
        to=to.value,
        workers=workers,
        engine=engine.value,
        address=address,
        strict=strict,
        checksum=checksum,
        prune=prune,
        drop_duplicates=drop_duplicates,
    )
    book = corpus.rulebook(job)
    if dry_run or against:
        _tell(job, book, against)
        return
    lock.ask(folder.at(job.clean))
    server.start(verbose=verbose)
    from pipeline import flow, progress

    with progress.shown(job) as tell:
        report = flow.run_once(job, tell)
    typer.echo(summary.as_json(report) if as_json else "\n".join(summary.as_text(report)))
    if strict and report.asides:
        raise typer.Exit(_FAILED)


def _tell(job: "Job", book: "Rulebook", compared: str | None) -> None:
    """What a run would do; with ``compared``, what its documents would become."""
    from pipeline import against

    if compared:
        typer.echo("\n".join(against.as_text(against.compare(job, compared, book))))
        return
    number = 0
    for number, (path, why) in enumerate(against.plan(job, book), 1):  # noqa: B007 - the last number is the count
        typer.echo(f"{path}: {why}")
    typer.echo(f"{number:,} to do")


@app.command()
def serve(  # noqa: PLR0913 - an option each
    raw: Raw = "raw",
    clean: Clean = "clean",
    *,
    cron: Annotated[str | None, typer.Option(help="When, as cron says it: '*/15 * * * *'.", show_default=False)] = None,
    every: Annotated[str | None, typer.Option(help="How often: 30s, 15m, 2h, 1d.", show_default=False)] = None,
    timezone: Annotated[str, typer.Option(help="Time zone of the schedule.")] = "UTC",
    name: Annotated[str, typer.Option(help="Name of the deployment.")] = "scheduled",
    configs: Rules = None,
    to: To = Form.md,
    workers: Annotated[int, typer.Option(min=1, help="Processes that clean at the same time.")] = 1,
    prune: Annotated[bool, typer.Option(help="Move documents whose raw file is gone to CLEAN/_gone.")] = False,
    verbose: Annotated[bool, typer.Option(help="Show what Prefect says.")] = False,
) -> None:
    """Clean a folder again and again, on a schedule, until Ctrl-C."""
    from pipeline import corpus, schedule, server

    if (cron is None) == (every is None):
        _wrong("Say when: either --cron '*/15 * * * *' or --every 15m.")
    pause = schedule.pause(every) if every else None
    if every and pause is None:
        _wrong(f"{every!r} is no time span. Write a number and s, m, h or d: --every 15m.")
    paths = {"raw": _place(raw), "clean": _place(clean), "configs": configs and _place(configs)}
    job = corpus.Job.model_validate({**paths, "to": to.value, "workers": workers, "prune": prune})
    corpus.rulebook(job)
    server.start(verbose=verbose)
    from pipeline import flow

    typer.echo(f"copydesk: {raw} is cleaned into {clean} {cron or 'every ' + str(every)}; Ctrl-C ends it.", err=True)
    flow.serve(job, name=name, cron=cron, every=pause, timezone=timezone)


@app.command()
def stats(
    clean: Clean = "clean",
    *,
    csv: Annotated[
        Path | None, typer.Option(help="Write the catalogue as CSV to this file.", show_default=False)
    ] = None,
) -> None:
    """Show what stands in CLEAN: by site, by rule, over time."""
    from rich.console import Console
    from rich.table import Table

    from pipeline import catalogue, folder, stats, store

    rows = catalogue.read(folder.at(clean))
    if not rows:
        _wrong(f"{clean} has no catalogue. Clean a folder first: copydesk run RAW CLEAN.")
    if csv:
        csv.write_text(catalogue.as_csv(rows), "utf-8")
        return
    before = catalogue.read(folder.at(clean), store.LAST_CATALOGUE)
    for found in stats.tables(rows, before):
        if found.rows:
            shown = Table(*found.columns, title=found.title, title_justify="left")
            for row in found.rows:
                shown.add_row(*row)
            Console(highlight=False).print(shown)


@app.command()
def learn(
    raw: Raw = "raw",
    *,
    into: Annotated[Path, typer.Option(help="Folder of rules the proposals are written to.")] = Path("configs"),
    configs: Configs = None,
    accept: Annotated[float, typer.Option(help="Least score of a proposal that is taken.")] = 0.9,
) -> None:
    """Propose rules from a corpus: the templates of its sites, the spellings of its names."""
    from pipeline import folder, intake, learn, learn_names
    from pipeline.document import Document

    book, pages = _book(configs), folder.at(raw)

    def read() -> "Iterator[Document]":
        for source in intake.sources(pages):
            for item in intake.documents(pages, source, book.corpus):
                if isinstance(item, Document):
                    yield item

    found = learn.files(learn.accepted(learn.templates(read, book.rules), least=accept))
    found |= learn_names.files(learn_names.accepted(learn_names.clusters(read, book.rules), least=accept))
    for path, text in sorted(found.items()):
        (into / path).parent.mkdir(parents=True, exist_ok=True)
        (into / path).write_text(text, "utf-8")
        typer.echo(into / path)
    typer.echo(f"{len(found):,} files of proposals. Read them, then: copydesk check --configs {into}", err=True)


@app.command()
def clean(files: Files, *, configs: Configs = None, to: To = Form.md) -> None:
    """Clean files or standard input; canonical documents go to standard output."""
    from pipeline import record

    book = _book(configs)
    for doc in _cleaned(files, book):
        written = record.json_line(doc, book.digest) if to is Form.jsonl else record.markdown(doc, book.digest)
        sys.stdout.buffer.write(written.encode())


@app.command()
def explain(files: Files, *, configs: Configs = None, as_json: AsJson = False) -> None:
    """Show what is done to files: each change with its rule, by stage, and the facts found."""
    from rich.console import Console

    from pipeline import explain, record

    book = _book(configs)
    console = Console(highlight=False)
    for doc in _cleaned(files, book):
        if as_json:
            typer.echo(record.dump(doc, book.digest), nl=False)
        else:
            explain.show(doc, console)


@app.command()
def check(*, configs: Configs = None) -> None:
    """Validate every rule file and run each rule's own examples."""
    from pipeline import proof

    book = _book(configs)
    failures = list(proof.failures(book))
    for failure in failures:
        typer.echo(failure, err=True)
    if failures:
        raise typer.Exit(_USAGE)
    typer.echo(f"{proof.count(book):,} examples hold; rules {book.digest}")


@app.command()
def init(folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to make it.", show_default=False)]) -> None:
    """Make a project folder: raw/ for the pages, configs/ with every setting to edit."""
    from pipeline import project

    for path in project.make(folder):
        typer.echo(path)


def _book(configs: Path | None) -> "Rulebook":
    from pipeline import configs as rules

    return rules.load(str(configs) if configs else None)


def _cleaned(files: list[str], book: "Rulebook") -> "Iterator[Document]":
    """The cleaned documents of the files; those set aside are said on standard error, and exit 1 follows."""
    from pipeline import batch
    from pipeline.intake import Aside

    failed = False
    for item in _documents(files, book):
        done = batch.attempt(item, book)
        if isinstance(done, Aside):
            failed = True
            typer.echo(f"copydesk: {done.id}: {done.reason}. {done.cure}", err=True)
        else:
            yield done
    if failed:
        raise typer.Exit(_FAILED)


def _documents(files: list[str], book: "Rulebook") -> "Iterator[Document | Aside]":
    from pipeline import intake
    from pipeline.document import Document

    for name in files:
        if name == "-":
            yield Document("-", sys.stdin.buffer.read())
        elif Path(name).is_file():
            yield from intake.documents(Path(name).parent, intake.source(Path(name)), book.corpus)
        else:
            _wrong(f"{name} is not a file. To clean a folder: copydesk run RAW CLEAN.")


def _place(place: str) -> str:
    """A URL as it is, a path from the root."""
    return place if "://" in place else str(Path(place).resolve())


def _wrong(sentence: str) -> NoReturn:
    typer.echo(f"copydesk: {sentence}", err=True)
    raise typer.Exit(_USAGE)


def main() -> None:
    """The command. Exits 0 when done, 1 on asides under --strict, 2 on wrong usage, 3 when held, 130 on Ctrl-C."""
    try:
        app()
    except BadRules as why:
        typer.echo(f"copydesk: {why}", err=True)
        sys.exit(_USAGE)
    except Held as why:
        typer.echo(f"copydesk: {why}.", err=True)
        sys.exit(_HELD)


if __name__ == "__main__":
    main()
