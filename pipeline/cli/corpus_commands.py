"""The commands about whole folders: run | serve | stats | learn."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.options import (
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
    exit_with_usage_error,
    load_rule_set,
)

if TYPE_CHECKING:
    from pipeline.corpus.job import Job
    from pipeline.document import Document
    from pipeline.rules.loading import RuleSet


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
    from pipeline.cli import one_off_run, progress
    from pipeline.corpus import run_steps, summary

    options = {"strict": strict, "checksum": checksum, "prune": prune, "drop_duplicates": drop_duplicates}
    job = _job(raw=raw, clean=clean, configs=configs, to=to, workers=workers, engine=engine, address=address, **options)
    if dry_run or against:
        _tell(job, run_steps.load_job_rules(job), against)
        return
    with progress.show_progress(job) as on_report:
        report = one_off_run.run_job(job, on_report, verbose=verbose)
    typer.echo(summary.as_json(report) if as_json else "\n".join(summary.as_text(report)))
    if strict and report.asides:
        raise typer.Exit(FAILED)


def _job(*, raw: str, clean: str, **options: object) -> "Job":
    """What a run is asked to do. Ends the command where RAW, CLEAN and a cluster are not such that it can be done."""
    from pipeline.corpus.job import Job

    engine, address = options["engine"], options["address"]
    _refuse(raw, clean, str(options["to"]))
    if engine is not Engine.local:
        _refuse_engine(str(engine), address)
    return Job.model_validate({"raw": raw, "clean": clean, **options})


def _tell(job: "Job", rule_set: "RuleSet", compared: str | None) -> None:
    """What a run would do; with ``compared``, what its documents would become."""
    from pipeline.corpus import preview

    if compared:
        typer.echo("\n".join(preview.as_text(preview.compare(job, compared, rule_set))))
        return
    number = 0
    for number, (path, why) in enumerate(preview.planned_files(job, rule_set), 1):  # noqa: B007 - the last number is the count
        typer.echo(f"{path}: {why}")
    typer.echo(f"{number:,} to do")


def serve(  # noqa: PLR0913 - an option each
    raw: Raw = "raw",
    clean: Clean = "clean",
    *,
    cron: Annotated[str | None, typer.Option(help="Cron expression: '*/15 * * * *'.", show_default=False)] = None,
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
    from pipeline.cli import schedule
    from pipeline.corpus import run_steps
    from pipeline.corpus.job import absolute
    from pipeline.execution import prefect_server

    if fault := schedule.schedule_problem(cron=cron, every=every, timezone=timezone):
        exit_with_usage_error(fault)
    _refuse(raw, clean, to)
    options = {"strict": strict, "checksum": checksum, "prune": prune, "drop_duplicates": drop_duplicates}
    cluster = {"workers": workers, "engine": engine, "address": address}
    rules = configs and absolute(configs)
    job = _job(raw=absolute(raw), clean=absolute(clean), configs=rules, to=to, **options, **cluster)
    run_steps.load_job_rules(job)
    prefect_server.start_server(verbose=verbose)
    from pipeline import flow

    try:
        times = flow.schedule_of(cron=cron, every=schedule.parse_interval(every or ""), timezone=timezone)
    except ValueError:
        exit_with_usage_error(schedule.bad_cron_message(cron or ""))
    when = f"at {cron} ({timezone})" if cron else f"every {every}"
    typer.echo(f"copydesk: {raw} is cleaned into {clean} {when}; Ctrl-C ends it.", err=True)
    flow.serve(job, name=name, schedule=times)


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

    from pipeline.corpus import catalogue, statistics
    from pipeline.io import output_folder
    from pipeline.io.stores import open_store

    rows = catalogue.read(open_store(clean))
    if not rows:
        exit_with_usage_error(f"{clean} has no catalogue. Clean a folder first: copydesk run RAW CLEAN.")
    if csv:
        csv.write_text(catalogue.as_csv(rows), "utf-8")
        return
    before = catalogue.read(open_store(clean), output_folder.LAST_CATALOGUE)
    for found in statistics.tables(rows, before):
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
    from pipeline.document import Document
    from pipeline.io.readers.raw_files import read_documents
    from pipeline.io.sources import list_sources
    from pipeline.io.stores import open_store
    from pipeline.rules.learning import name_proposals as learn_names
    from pipeline.rules.learning import template_proposals as learn

    rule_set, pages = load_rule_set(configs), open_store(raw)

    def read() -> "Iterator[Document]":
        for source in list_sources(pages):
            for item in read_documents(pages, source, rule_set.corpus):
                if isinstance(item, Document):
                    yield item

    found = learn.files(learn.accepted(learn.templates(read, rule_set.rules), least=accept))
    found |= learn_names.files(learn_names.accepted(learn_names.clusters(read, rule_set.rules), least=accept))
    for path, text in sorted(found.items()):
        (into / path).parent.mkdir(parents=True, exist_ok=True)
        (into / path).write_text(text, "utf-8")
        typer.echo(into / path)
    typer.echo(f"{len(found):,} files of proposals. Read them, then: copydesk check --configs {into}", err=True)


def _refuse(raw: str, clean: str, to: str) -> None:
    """Ends the command where RAW is no folder, or CLEAN none that documents can be written to."""
    from pipeline.corpus.job import overlap_problem
    from pipeline.io import output_folder
    from pipeline.io.stores import open_store

    if not open_store(raw).exists():
        exit_with_usage_error(f"{raw} is not a folder. Name the folder of scraped pages: copydesk run RAW CLEAN.")
    if fault := overlap_problem(raw, clean):
        exit_with_usage_error(fault)
    if fault := output_folder.format_conflict(open_store(clean), to):
        exit_with_usage_error(f"{fault}.")


def _refuse_engine(engine: str, address: object) -> None:
    """Ends the command where a cluster has no address, or its library is not installed."""
    from pipeline.execution import clusters

    if not address:
        exit_with_usage_error(
            f"--engine {engine} needs a cluster. Say where it listens: --address {_ADDRESSES[engine]}."
        )
    if clusters.is_missing(engine):
        exit_with_usage_error(
            f"--engine {engine} needs a library that is not installed: pip install 'copydesk[{engine}]'."
        )
