"""The command ``copydesk check``."""

import typer

from pipeline.cli import load, terminal
from pipeline.cli.options import USAGE, Configs


def check(*, configs: Configs = None) -> None:
    """Validate every rule file and run the examples of every rule."""
    from pipeline.rules.examples import broken_site_lines, count_examples, failed_examples

    rule_set = load.load_rule_set(configs)
    for note in broken_site_lines(rule_set):
        terminal.echo(terminal.printable_line(note), err=True)
    failures = list(failed_examples(rule_set))
    for failure in failures:
        terminal.echo(terminal.printable_line(failure), err=True)
    if failures:
        raise typer.Exit(USAGE)
    typer.echo(f"{count_examples(rule_set):,} examples pass; rules {rule_set.digest}")
