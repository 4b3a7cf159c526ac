"""Look up one rule by its id: where it is defined, its definition, its examples."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.rules import rule_files, yaml_file
from pipeline.rules.loading import SCHEMAS, RuleSet
from pipeline.rules.rule_files import RuleFile
from pipeline.stage import Example

_ID_KEYS = ("id", "prefLabel", "name")
_Loc = tuple[int | str, ...]


class RuleInfo(NamedTuple):
    """A rule: where it is defined (no file: built into the stage), its definition, what it does, its examples."""

    id: str
    file: Path | None
    line: int
    definition: Any
    does: str
    examples: tuple[Example, ...]


def look_up(rule: str, rule_set: RuleSet, folder: str | None) -> RuleInfo | None:
    """A rule by its id ``stage/name``; None if no config and no example has it."""
    stage, _, name = rule.partition("/")
    files = rule_files.read_files(folder, SCHEMAS).get(stage, ())
    rules = rule_set.rules.get(stage)
    examples = tuple(example for example in rules.examples() if example.rule == rule) if rules else ()
    place = next(_places(files, name), None)
    if place is None and not examples:
        return None
    file, loc, definition = place or (None, (), None)
    line = yaml_file.line(file.path, loc) if file else 0
    return RuleInfo(rule, file.path if file else None, line, definition, _does(definition, files), examples)


def known_ids(rule_set: RuleSet) -> list[str]:
    """The ids of all rules that have examples."""
    return sorted({example.rule for rules in rule_set.rules.values() for example in rules.examples()})


def _places(files: Sequence[RuleFile], name: str) -> Iterator[tuple[RuleFile, _Loc, Any]]:
    """The entries called ``name``; the user's files first."""
    for file in sorted(files, key=lambda file: not file.own):
        for loc, value in _entries(file.data, name, ()):
            yield file, loc, value


def _entries(value: Any, name: str, loc: _Loc) -> Iterator[tuple[_Loc, Any]]:
    """List items whose id is ``name``, and mapping keys ``name``, with their locations."""
    if isinstance(value, dict):
        if any(value.get(key) == name for key in _ID_KEYS):
            yield loc, value
        for key, part in value.items():
            if key == name:
                yield (*loc, key), {key: part}
            elif isinstance(part, (dict, list)):
                yield from _entries(part, name, (*loc, key))
    elif isinstance(value, list):
        for position, part in enumerate(value):
            yield from _entries(part, name, (*loc, position))


def _does(definition: Any, files: Sequence[RuleFile]) -> str:
    """What the group of a boilerplate rule does; empty for other rules."""
    if not isinstance(definition, Mapping) or "keeps" not in definition:
        return ""
    groups = {name: group for file in files for name, group in file.data.get("groups", {}).items()}
    group = groups.get(definition.get("group", "page_elements"), {})
    return str(group.get("does", "")) if isinstance(group, Mapping) else ""
