"""The command ``copydesk diff``."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import project, schedule, terminal
from pipeline.cli.edits import check_clean
from pipeline.cli.options import AsJson, Clean, exit_with_usage_error

if TYPE_CHECKING:
    from pipeline.corpus.catalogue_diff import CatalogueDiff
    from pipeline.corpus.change_log import RunChange

_MOST_DOCUMENTS = 20  # of a list
_MOST_RUNS = 5  # that an error message names
_RUN = re.compile(r"\d{8}T\d{6}\.\d{3}Z")
_Since = Annotated[
    str | None,
    typer.Option(
        help="Not only the last run: all since a run id, a time (2026-02-27T06:15, UTC), an age (2d); or compare with "
        "another clean folder.",
        show_default="the run before",
    ),
]


def diff(clean: Clean = None, *, since: _Since = None, as_json: AsJson = False) -> None:
    """Show what the last run changed in CLEAN: by document, and by rule."""
    from pipeline.corpus import catalogue, catalogue_diff, change_log
    from pipeline.io.stores import open_store

    clean = clean or project.find().clean
    check_clean(clean)
    store = open_store(clean)
    if since and _is_clean_folder(since):
        runs = list[str]()
        found = catalogue_diff.compare(catalogue.read(open_store(since)), catalogue.read(store))
    else:
        log = change_log.read(store)
        if log.damaged:
            terminal.echo(f"copydesk: the change log is damaged; runs left out: {log.damaged}.", err=True)
        chosen = _chosen(log.runs, since)
        runs = [run.run for run in chosen]
        found = change_log.merge(run.changes for run in chosen)
    if as_json:
        typer.echo(json.dumps({"runs": runs, **found.as_dict()}, ensure_ascii=False))
    else:
        for line in _lines(found, runs):
            terminal.echo(terminal.printable_line(line))


def _is_clean_folder(name: str) -> bool:
    from pipeline.io.stores import open_store
    from pipeline.io.writers import shards

    return _start_of(name) is None and bool(shards.output_format(open_store(name)))


def _chosen(runs: "list[RunChange]", since: str | None) -> "list[RunChange]":
    """The last run that changed something; or all runs since a run id or a time."""
    from pipeline.corpus import change_log

    if since is None:
        return runs[-1:]
    start = _start_of(since)
    if start is None or (_RUN.fullmatch(start) and start not in {run.run for run in runs}):
        last = ", ".join(run.run for run in runs[-_MOST_RUNS:]) or "none"
        exit_with_usage_error(
            f"--since {since} is no run, no time and no clean folder. The last runs that changed documents: {last}."
        )
    return change_log.since(runs, start)


def _start_of(since: str) -> str | None:
    """A run id as it is; a time or an age as the beginning of the ids of that second; None for anything else.

    >>> _start_of("2026-02-27T06:15"), _start_of("20260227T061500.123Z"), _start_of("clean-old")
    ('20260227T061500', '20260227T061500.123Z', None)
    """
    if _RUN.fullmatch(since):
        return since
    if age := schedule.parse_interval(since):
        return f"{datetime.now(UTC) - age:%Y%m%dT%H%M%S}"
    try:
        time = datetime.fromisoformat(since)
    except ValueError:
        return None
    return f"{time.astimezone(UTC) if time.tzinfo else time:%Y%m%dT%H%M%S}"


def _lines(found: "CatalogueDiff", runs: list[str]) -> Iterator[str]:
    if runs:
        yield f"run {runs[0]}" if len(runs) == 1 else f"{len(runs):,} runs, {runs[0]} to {runs[-1]}"
    for name, sources in found.documents.items():
        yield f"{name}: {len(sources):,}"
        yield from (f"  {source}" for source in sources[:_MOST_DOCUMENTS])
        if len(sources) > _MOST_DOCUMENTS:
            yield f"  and {len(sources) - _MOST_DOCUMENTS:,} more; --json lists all"
    if found.rules:
        yield "edits by rule:"
        yield from (f"  {change:>+7,}  {rule}" for rule, change in found.rules.items())
