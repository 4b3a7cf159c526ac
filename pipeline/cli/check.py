"""The command ``copydesk check``."""

import json

import typer

from pipeline.cli import load, terminal
from pipeline.cli.options import USAGE, AsJson, Configs


def check(*, configs: Configs = None, as_json: AsJson = False) -> None:
    """Validate every rule file and run the examples of every rule."""
    from pipeline.cli import progress
    from pipeline.rules.examples import broken_site_lines, count_examples, failed_examples

    rule_set = load.load_rule_set(configs)
    notes = list(broken_site_lines(rule_set))
    with progress.show_count("checking", "examples") as on_progress:
        failures = list(failed_examples(rule_set, on_progress))
    count = count_examples(rule_set)
    if as_json:
        found = {"examples": count, "rules": rule_set.digest, "failures": failures, "notes": notes}
        typer.echo(json.dumps(found, ensure_ascii=False))
    else:
        for line in [*notes, *failures]:
            terminal.echo(terminal.printable_line(line), err=True)
    if failures:
        raise typer.Exit(USAGE)
    if not as_json:
        typer.echo(f"{count:,} examples pass; rules {rule_set.digest}")
