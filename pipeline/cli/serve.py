"""The command ``copydesk serve``."""

from typing import Annotated

import typer

from pipeline.cli import jobs, project, schedule, terminal
from pipeline.cli.options import (
    Address,
    Checksum,
    Clean,
    ClusterEngine,
    DropDuplicates,
    Engine,
    FollowLinks,
    Form,
    Prune,
    Raw,
    ReportFile,
    RulesFolder,
    Strict,
    To,
    Verbose,
    Workers,
    exit_with_usage_error,
)


def serve(  # noqa: PLR0913 - one for each option
    raw: Raw = None,
    clean: Clean = None,
    *,
    cron: Annotated[str | None, typer.Option(help="Cron expression: '*/15 * * * *'.", show_default=False)] = None,
    every: Annotated[str | None, typer.Option(help="Interval: 30s, 15m, 2h, 1d.", show_default=False)] = None,
    timezone: Annotated[str | None, typer.Option(help="Time zone of the schedule.", show_default="UTC")] = None,
    name: Annotated[
        str | None, typer.Option(help="Name of the deployment.", show_default="after the folder CLEAN")
    ] = None,
    configs: RulesFolder = None,
    to: To = Form.md,
    workers: Workers = 1,
    engine: ClusterEngine = Engine.local,
    address: Address = None,
    strict: Strict = False,
    checksum: Checksum = False,
    follow_links: FollowLinks = False,
    prune: Prune = False,
    drop_duplicates: DropDuplicates = False,
    report_file: ReportFile = "",
    verbose: Verbose = False,
) -> None:
    """Clean a folder on a schedule, until Ctrl-C."""
    from pipeline.corpus.job import absolute
    from pipeline.corpus.job_rules import load_job_rules
    from pipeline.execution import prefect_server
    from pipeline.execution.prefect_settings import project_name

    found = project.find()
    timezone = timezone or found.timezone
    if cron is None and every is None and found.schedule:
        cron, every = schedule.cron_or_interval(found.schedule)
    if problem := schedule.schedule_problem(cron=cron, every=every, timezone=timezone):
        exit_with_usage_error(problem)
    options = {
        "strict": strict,
        "checksum": checksum,
        "follow_links": follow_links,
        "prune": prune,
        "drop_duplicates": drop_duplicates,
        "report": report_file,
    }
    cluster = {"workers": workers, "engine": engine, "address": address}
    job = jobs.job_of(raw=raw, clean=clean, configs=configs, to=to, **options, **cluster)
    load_job_rules(job)
    folders = {"raw": absolute(job.raw), "clean": absolute(job.clean), "configs": job.configs and absolute(job.configs)}
    job = job.model_copy(update=folders)
    server = prefect_server.start_server(job.clean, verbose=verbose, ui=True)
    from pipeline import flow

    try:
        times = flow.schedule_of(cron=cron, every=schedule.parse_interval(every or ""), timezone=timezone)
    except ValueError:
        exit_with_usage_error(schedule.bad_cron_message(cron or ""))
    when = f"at {cron} ({timezone})" if cron else f"every {every}"
    terminal.echo(f"copydesk: cleans {job.raw} into {job.clean} {when}; Ctrl-C ends it.", err=True)
    if server:
        server.wait_until_ready()
        terminal.echo(f"copydesk: web page: {server.address} (its login is in {server.login_file()})", err=True)
    flow.serve(job, name=name or project_name(job.clean), schedule=times)
