"""The commands about whole folders: run | serve | stats | learn."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.options import (
    FAILED,
    Address,
    AsJson,
    Checksum,
    Clean,
    Configs,
    Drop,
    Engine,
    Form,
    Prune,
    Raw,
    Rules,
    Strict,
    To,
    Verbose,
    Where,
    Workers,
    book_of,
    wrong,
)

if TYPE_CHECKING:
    from pipeline.configs import Rulebook
    from pipeline.document import Document
    from pipeline.runs.job import Job


_ADDRESSES = {"dask": "tcp://HOST:8786", "ray": "HOST:6379"}


def run(  # noqa: PLR0913 - an option each
    raw: Raw = "raw",
    clean: Clean = "clean",
    *,
    configs: Rules = None,
    to: To = Form.md,
    as_json: AsJson = False,
    workers: Workers = 1,
    engine: Where = Engine.local,
    address: Address = None,
    strict: Strict = False,
    checksum: Checksum = False,
    prune: Prune = False,
    drop_duplicates: Drop = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Say what would be done and why; write nothing.")] = False,
    against: Annotated[str | None, typer.Option(help="With --dry-run: show what changes in this CLEAN.")] = None,
    verbose: Verbose = False,
) -> None:
    """Clean a folder: one run of the flow."""
    from pipeline import corpus
    from pipeline.runs import lock, server, summary
    from pipeline.storage import folder

    options = {"strict": strict, "checksum": checksum, "prune": prune, "drop_duplicates": drop_duplicates}
    job = _job(raw=raw, clean=clean, configs=configs, to=to, workers=workers, engine=engine, address=address, **options)
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


def _job(*, raw: str, clean: str, **options: object) -> "Job":
    """What a run is asked to do. Ends the command where RAW, CLEAN and a cluster are not such that it can be done."""
    from pipeline.runs.job import Job

    engine, address = options["engine"], options["address"]
    _refuse(raw, clean, str(options["to"]))
    if engine is not Engine.local:
        _refuse_engine(str(engine), address)
    return Job.model_validate({"raw": raw, "clean": clean, **options})


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
    workers: Workers = 1,
    engine: Where = Engine.local,
    address: Address = None,
    strict: Strict = False,
    checksum: Checksum = False,
    prune: Prune = False,
    drop_duplicates: Drop = False,
    verbose: Verbose = False,
) -> None:
    """Clean a folder again and again, on a schedule, until Ctrl-C."""
    from pipeline import corpus
    from pipeline.runs import schedule, server
    from pipeline.runs.job import place

    if fault := schedule.fault(cron=cron, every=every, timezone=timezone):
        wrong(fault)
    _refuse(raw, clean, to)
    options = {"strict": strict, "checksum": checksum, "prune": prune, "drop_duplicates": drop_duplicates}
    cluster = {"workers": workers, "engine": engine, "address": address}
    rules = configs and place(configs)
    job = _job(raw=place(raw), clean=place(clean), configs=rules, to=to, **options, **cluster)
    corpus.rulebook(job)
    server.start(verbose=verbose)
    from pipeline import flow

    try:
        times = flow.times(cron=cron, every=schedule.pause(every or ""), timezone=timezone)
    except ValueError:
        wrong(schedule.no_cron(cron or ""))
    when = f"at {cron} ({timezone})" if cron else f"every {every}"
    typer.echo(f"copydesk: {raw} is cleaned into {clean} {when}; Ctrl-C ends it.", err=True)
    flow.serve(job, name=name, times=times)


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


def _refuse(raw: str, clean: str, to: str) -> None:
    """Ends the command where RAW is no folder, or CLEAN none that documents can be written to."""
    from pipeline import store
    from pipeline.runs.job import overlap
    from pipeline.storage import folder

    if not folder.at(raw).exists():
        wrong(f"{raw} is not a folder. Name the folder of scraped pages: copydesk run RAW CLEAN.")
    if fault := overlap(raw, clean):
        wrong(fault)
    if fault := store.other_form(folder.at(clean), to):
        wrong(f"{fault}.")


def _refuse_engine(engine: str, address: object) -> None:
    """Ends the command where a cluster has no address, or its library is not installed."""
    from pipeline.runs import clusters

    if not address:
        wrong(f"--engine {engine} needs a cluster. Say where it listens: --address {_ADDRESSES[engine]}.")
    if clusters.missing(engine):
        wrong(f"--engine {engine} needs a library that is not installed: pip install 'copydesk[{engine}]'.")
