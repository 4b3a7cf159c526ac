"""The commands about whole folders: run | serve | stats | learn."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.options import FAILED, AsJson, Clean, Configs, Engine, Form, Raw, Rules, To, book_of, wrong

if TYPE_CHECKING:
    from pipeline.configs import Rulebook
    from pipeline.document import Document
    from pipeline.runs.job import Job


_ADDRESSES = {Engine.dask: "tcp://HOST:8786", Engine.ray: "HOST:6379"}


def run(  # noqa: PLR0913 - an option each
    raw: Raw = "raw",
    clean: Clean = "clean",
    *,
    configs: Rules = None,
    to: To = Form.md,
    as_json: AsJson = False,
    workers: Annotated[int, typer.Option(min=1, help="Processes that clean at the same time.")] = 1,
    engine: Annotated[Engine, typer.Option(help="Where batches are cleaned.")] = Engine.local,
    address: Annotated[str | None, typer.Option(help="Of the cluster: tcp://... of Dask, HOST:PORT of Ray.")] = None,
    strict: Annotated[bool, typer.Option(help="Exit 1 when a document was set aside.")] = False,
    checksum: Annotated[bool, typer.Option(help="Read every raw file, also where size and time agree.")] = False,
    prune: Annotated[bool, typer.Option(help="Move documents whose raw file is gone to CLEAN/_gone.")] = False,
    drop_duplicates: Annotated[bool, typer.Option(help="Move copies of others to CLEAN/_duplicates.")] = False,
    dry_run: Annotated[bool, typer.Option(help="Say what would be done and why; write nothing.")] = False,
    against: Annotated[str | None, typer.Option(help="With --dry-run: show what changes in this CLEAN.")] = None,
    verbose: Annotated[bool, typer.Option(help="Show what Prefect says.")] = False,
) -> None:
    """Clean a folder: one run of the flow."""
    from pipeline import corpus
    from pipeline.runs import lock, server, summary
    from pipeline.storage import folder

    _refuse(raw, clean, to)
    _refuse_engine(engine, address)
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
    from pipeline import flow
    from pipeline.runs import progress

    with progress.shown(job) as tell:
        report = flow.run_once(job, tell)
    typer.echo(summary.as_json(report) if as_json else "\n".join(summary.as_text(report)))
    if strict and report.asides:
        raise typer.Exit(FAILED)


def _tell(job: "Job", book: "Rulebook", compared: str | None) -> None:
    """What a run would do; with ``compared``, what its documents would become."""
    from pipeline.runs import against

    if compared:
        typer.echo("\n".join(against.as_text(against.compare(job, compared, book))))
        return
    number = 0
    for number, (path, why) in enumerate(against.plan(job, book), 1):  # noqa: B007 - the last number is the count
        typer.echo(f"{path}: {why}")
    typer.echo(f"{number:,} to do")


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
    from pipeline import corpus
    from pipeline.runs import schedule, server
    from pipeline.runs.job import place

    _refuse(raw, clean, to)
    if (cron is None) == (every is None):
        wrong("Say when: either --cron '*/15 * * * *' or --every 15m.")
    pause = schedule.pause(every) if every else None
    if every and pause is None:
        wrong(f"{every!r} is no time span. Write a number and s, m, h or d: --every 15m.")
    paths = {"raw": place(raw), "clean": place(clean), "configs": configs and place(configs)}
    job = corpus.Job.model_validate({**paths, "to": to.value, "workers": workers, "prune": prune})
    corpus.rulebook(job)
    server.start(verbose=verbose)
    from pipeline import flow

    typer.echo(f"copydesk: {raw} is cleaned into {clean} {cron or 'every ' + str(every)}; Ctrl-C ends it.", err=True)
    flow.serve(job, name=name, cron=cron, every=pause, timezone=timezone)


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

    from pipeline import store
    from pipeline.runs import catalogue, stats
    from pipeline.storage import folder

    rows = catalogue.read(folder.at(clean))
    if not rows:
        wrong(f"{clean} has no catalogue. Clean a folder first: copydesk run RAW CLEAN.")
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


def learn(
    raw: Raw = "raw",
    *,
    into: Annotated[Path, typer.Option(help="Folder of rules the proposals are written to.")] = Path("configs"),
    configs: Configs = None,
    accept: Annotated[float, typer.Option(help="Least score of a proposal that is taken.")] = 0.9,
) -> None:
    """Propose rules from a corpus: the templates of its sites, the spellings of its names."""
    from pipeline import intake
    from pipeline.document import Document
    from pipeline.learn import names as learn_names
    from pipeline.learn import templates as learn
    from pipeline.storage import folder

    book, pages = book_of(configs), folder.at(raw)

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


def _refuse(raw: str, clean: str, to: Form) -> None:
    """Ends the command where RAW is no folder, or CLEAN none that documents can be written to."""
    from pipeline import store
    from pipeline.runs.job import overlap
    from pipeline.storage import folder

    if not folder.at(raw).exists():
        wrong(f"{raw} is not a folder. Name the folder of scraped pages: copydesk run RAW CLEAN.")
    if fault := overlap(raw, clean):
        wrong(fault)
    if fault := store.other_form(folder.at(clean), to.value):
        wrong(f"{fault}.")


def _refuse_engine(engine: Engine, address: str | None) -> None:
    """Ends the command where a cluster has no address, or its library is not installed."""
    from pipeline.runs import clusters

    if engine is not Engine.local and not address:
        wrong(f"--engine {engine} needs a cluster. Say where it listens: --address {_ADDRESSES[engine]}.")
    if clusters.missing(engine):
        wrong(f"--engine {engine} needs a library that is not installed: pip install 'copydesk[{engine}]'.")
