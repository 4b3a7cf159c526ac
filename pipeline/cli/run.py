"""The command ``copydesk run``."""

import json
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import jobs, options, project, terminal

if TYPE_CHECKING:
    from pipeline.corpus.job import Job
    from pipeline.rules.loading import RuleSet

_DryRun = Annotated[bool, typer.Option("--dry-run", help="List what would be cleaned and why; write nothing.")]
_Against = Annotated[
    str | None,
    typer.Option("--against", help="With --dry-run: list what would change in this CLEAN.", show_default=False),
]


def run(  # noqa: PLR0913 - one for each option
    raw: options.Raw = None,
    clean: options.Clean = None,
    *,
    configs: options.RulesFolder = None,
    to: options.To = options.Form.md,
    record: options.Record = True,
    as_json: options.AsJson = False,
    workers: options.Workers = 1,
    engine: options.ClusterEngine = options.Engine.local,
    address: options.Address = None,
    strict: options.Strict = False,
    checksum: options.Checksum = False,
    follow_links: options.FollowLinks = False,
    prune: options.Prune = False,
    drop_duplicates: options.DropDuplicates = False,
    report_file: options.ReportFile = "",
    dry_run: _DryRun = False,
    compare_with: _Against = None,
    verbose: options.Verbose = False,
) -> None:
    """Clean a folder: read what is new or changed, write clean documents and their records.

    Exit codes: 0 done; 1 documents set aside under --strict, or a disk, store or server that fails; 2 wrong usage or
    rules; 3 another run has locked CLEAN; 4 a bug in copydesk, whose documents are set aside; 130 Ctrl-C.
    """
    from pipeline.cli import one_off_run, progress
    from pipeline.corpus import summary
    from pipeline.corpus.job_rules import load_job_rules

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
    if dry_run or compare_with:
        _print_preview(job, load_job_rules(job), compare_with, as_json=as_json)
        return
    with progress.show_progress(job) as on_report:
        report = one_off_run.run_job(job, on_report, verbose=verbose)
    lines = [summary.as_json(report)] if as_json else [where(job), *summary.as_text(report)]
    terminal.echo("\n".join(map(terminal.printable_line, lines)))
    if report.bugs:
        raise typer.Exit(options.BUG)
    if strict and report.new_asides:
        raise typer.Exit(options.FAILED)


def where(job: "Job") -> str:
    """Which rules a job uses, and where its results are."""
    rules = f"rules: {job.configs} over the defaults" if job.configs else "rules: the defaults"
    file = project.find().file
    found_by = f" ({file.name} in {file.parent})" if file else ""
    return f"{rules}{found_by}; results: {job.clean}"


def _print_preview(job: "Job", rule_set: "RuleSet", compare_with: str | None, *, as_json: bool) -> None:
    """List what a run would clean; with ``compare_with``, how its documents would change."""
    from pipeline.cli import progress
    from pipeline.corpus import preview

    if compare_with:
        with progress.show_count("comparing", "documents") as on_progress:
            comparison = preview.compare(job, compare_with, rule_set, on_progress)
        found, lines = preview.as_dict(comparison), preview.as_text(comparison)
    else:
        files = dict(preview.planned_files(job, rule_set))
        found = {"files": files}
        lines = iter([*(f"{path}: {reason}" for path, reason in files.items()), f"{len(files):,} to do"])
    for line in [json.dumps(found, ensure_ascii=False)] if as_json else lines:
        terminal.echo(terminal.printable_line(line))
