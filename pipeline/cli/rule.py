"""The command ``copydesk rule``."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import load, project, terminal
from pipeline.cli.options import Configs, exit_with_usage_error

if TYPE_CHECKING:
    from pipeline.rules.rule_lookup import RuleInfo
    from pipeline.stage import Example

_Id = Annotated[str, typer.Argument(metavar="ID", help="Id of the rule, stage/name, as explain shows it.")]
_CleanOption = Annotated[
    str | None, typer.Option("--clean", help="Clean folder in which its edits are counted.", show_default="clean")
]


def rule(name: _Id, *, configs: Configs = None, clean: _CleanOption = None) -> None:
    """Show a rule: what it does, its examples, where it is defined, how often it acted in CLEAN."""
    from pipeline.rules import rule_lookup
    from pipeline.rules.validation import did_you_mean

    rule_set = load.load_rule_set(configs)
    folder = str(configs) if configs else project.find().configs
    name = name.partition(":")[0]
    info = rule_lookup.look_up(name, rule_set, folder)
    uses = _uses(name, clean or project.find().clean)
    if info is None and not uses:
        exit_with_usage_error(f"there is no rule {name}{did_you_mean(name, rule_lookup.known_ids(rule_set))}")
    for line in [*(_lines(info) if info else [f"{name}: built into the stage"]), uses or "no edits in CLEAN"]:
        terminal.echo(line)


def _lines(info: "RuleInfo") -> Iterator[str]:
    from pipeline.rules import yaml_file

    yield f"{info.id}: {info.does}" if info.does else info.id
    yield f"defined in {info.file}:{info.line}" if info.file else "built into the stage"
    if info.definition is not None:
        yield yaml_file.dump(info.definition).rstrip()
    if not _has_examples(info.definition):
        yield from (_example(example) for example in info.examples)
    yield f"switch it off: off: [{info.id}]"


def _has_examples(definition: object) -> bool:
    return isinstance(definition, dict) and not definition.keys().isdisjoint(("drops", "keeps", "fixes", "changes"))


def _example(example: "Example") -> str:
    before = terminal.printable_line(example.before)
    if example.after is None:
        return f"  keeps {before!r}"
    return f"  {before!r} -> {terminal.printable_line(example.after)!r}"


def _uses(name: str, clean: str) -> str:
    """How many edits of the rule the documents of CLEAN have; empty if none."""
    from pipeline.corpus import catalogue
    from pipeline.io.stores import open_store

    rows = [row for row in catalogue.read(open_store(clean)) if row["by_rule"].get(name)]
    edits = sum(row["by_rule"][name] for row in rows)
    return f"{edits:,} edits in {len(rows):,} documents of {clean}" if edits else ""
