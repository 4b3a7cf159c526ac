"""The command ``copydesk serve``."""

from typing import Annotated

import typer

from pipeline.cli import jobs, options, project, schedule, terminal


def serve(  # noqa: PLR0913 - one for each option
    raw: options.Raw = None,
    clean: options.Clean = None,
    *,
    cron: Annotated[str | None, typer.Option(help="Cron expression: '*/15 * * * *'.", show_default=False)] = None,
    every: Annotated[str | None, typer.Option(help="Interval: 30s, 15m, 2h, 1d.", show_default=False)] = None,
    timezone: Annotated[str | None, typer.Option(help="Time zone of the schedule.", show_default="UTC")] = None,
    name: Annotated[
        str | None, typer.Option(help="Name of the deployment.", show_default="after the folder CLEAN")
    ] = None,
    configs: options.RulesFolder = None,
    to: options.To = options.Form.md,
    record: options.Record = True,
    workers: options.Workers = 1,
    engine: options.ClusterEngine = options.Engine.local,
    address: options.Address = None,
    strict: options.Strict = False,
    checksum: options.Checksum = False,
    follow_links: options.FollowLinks = False,
    prune: options.Prune = False,
    drop_duplicates: options.DropDuplicates = False,
    report_file: options.ReportFile = "",
    verbose: options.Verbose = False,
) -> None:
    """Clean a folder on a schedule, until Ctrl-C."""
    from pipeline.corpus.job import absolute
    from pipeline.corpus.job_rules import load_job_rules
    from pipeline.errors import FolderLocked
    from pipeline.execution import prefect_server, running_server
    from pipeline.execution.prefect_settings import project_folder, project_name

    found = project.find()
    timezone = timezone or found.timezone
    if cron is None and every is None and found.schedule:
        cron, every = schedule.cron_or_interval(found.schedule)
    if problem := schedule.schedule_problem(cron=cron, every=every, timezone=timezone):
        options.exit_with_usage_error(problem)
    switches = {
        "strict": strict,
        "checksum": checksum,
        "follow_links": follow_links,
        "prune": prune,
        "drop_duplicates": drop_duplicates,
        "report": report_file,
        "record": record,
    }
    cluster = {"workers": workers, "engine": engine, "address": address}
    job = jobs.job_of(raw=raw, clean=clean, configs=configs, to=to, **switches, **cluster)
    load_job_rules(job)
    folders = {"raw": absolute(job.raw), "clean": absolute(job.clean), "configs": job.configs and absolute(job.configs)}
    job = job.model_copy(update=folders)
    if running := running_server.find(project_folder(job.clean)):
        raise FolderLocked(f"{job.clean} is served already, by the server at {running.address}")
    server = prefect_server.start_server(job.clean, verbose=verbose, ui=True)
    from pipeline import flow

    try:
        times = flow.schedule_of(cron=cron, every=schedule.parse_interval(every or ""), timezone=timezone)
    except ValueError:
        options.exit_with_usage_error(schedule.bad_cron_message(cron or ""))
    when = f"at {cron} ({timezone})" if cron else f"every {every}"
    terminal.echo(f"copydesk: cleans {job.raw} into {job.clean} {when}; Ctrl-C ends it.", err=True)
    if server:
        server.wait_until_ready()
        server.announce()
        terminal.echo(f"copydesk: web page: {server.address} (its login is in {server.login_file()})", err=True)
    flow.serve(job, name=name or project_name(job.clean), schedule=times)
