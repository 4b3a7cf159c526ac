"""Read one YAML file strictly: no duplicate keys, no words taken for booleans or dates, errors with their line."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from pipeline.errors import BadRules

_DEEPEST = 50  # levels of nesting; libyaml's composer is recursive and ends the process when they are too many
_LARGEST = 2_000_000  # values of a file with its aliases expanded


def read(path: Path) -> dict[str, Any]:
    """Read a YAML file that holds a mapping or nothing. Raises BadRules with the line of the error."""
    text = _text(path)
    try:
        _check_size(path, text)
        data = yaml.load(text, Loader=_Loader)  # noqa: S506 - a subclass of the safe loader
    except yaml.MarkedYAMLError as why:
        line = why.problem_mark.line + 1 if why.problem_mark else 0
        raise BadRules(file=str(path), line=line, problem=str(why.problem), remedy="Correct the YAML there.") from why
    except yaml.YAMLError as why:
        raise BadRules(file=str(path), problem=str(why).splitlines()[0], remedy="Save it as UTF-8 YAML.") from why
    if not isinstance(data or {}, dict):
        raise BadRules(file=str(path), line=1, problem="not a mapping of keys to values", remedy="Write `key: value`.")
    return data or {}


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8")
    except UnicodeDecodeError as why:
        raise BadRules(file=str(path), problem=str(why), remedy="Save the file as UTF-8 YAML.") from why
    except OSError as why:
        problem = why.strerror or str(why)
        raise BadRules(file=str(path), problem=problem, remedy="A rule file must be a readable file.") from why


def _check_size(path: Path, text: str) -> None:
    """Raise BadRules for nesting that is too deep, and for aliases that expand to too many values."""
    sizes: dict[str, int] = {}
    open_nodes: list[tuple[str | None, int]] = []  # anchor, and the size of what came before it
    size = 0
    for event in yaml.parse(text, Loader=yaml.CSafeLoader):
        if isinstance(event, yaml.AliasEvent):
            size += sizes.get(event.anchor or "", 0)
        elif isinstance(event, yaml.ScalarEvent):
            size += 1
            if event.anchor:
                sizes[event.anchor] = 1
        elif isinstance(event, yaml.CollectionStartEvent):
            open_nodes.append((event.anchor, size))
            size += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            anchor, before = open_nodes.pop()
            if anchor:
                sizes[anchor] = size - before
        if len(open_nodes) > _DEEPEST or size > _LARGEST:
            problem = "nested too deeply" if len(open_nodes) > _DEEPEST else "its aliases expand to too many values"
            where = event.start_mark.line + 1 if event.start_mark else 0
            raise BadRules(file=str(path), line=where, problem=problem, remedy="Write a flatter file without aliases.")


def parse(text: str) -> dict[str, Any]:
    """The mapping of a YAML text that is known to be valid. Raises yaml.YAMLError."""
    return yaml.load(text, Loader=_Loader) or {}  # noqa: S506 - a subclass of the safe loader


def dump(data: Any) -> str:
    """YAML that ``read`` reads back as the same values, in the order given."""
    return str(yaml.dump(data, Dumper=_Dumper, allow_unicode=True, sort_keys=False, width=110))


def line(path: Path, loc: Sequence[int | str]) -> int:
    """The line, from 1, of the deepest part of ``loc`` (keys and list positions) that the file has."""
    node = yaml.compose(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    found = 1
    for part in loc:
        if isinstance(node, yaml.MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == str(part)), None)
            if pair is None:
                return found
            found, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int) and part < len(node.value):
            node = node.value[part]
            found = node.start_mark.line + 1
    return found


class _Dumper(yaml.SafeDumper):
    """Writes a text of several lines as a literal block."""


def _represent_text(dumper: _Dumper, text: str) -> yaml.Node:
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style="|" if "\n" in text.strip() else None)


_Dumper.add_representer(str, _represent_text)


class _Loader(yaml.CSafeLoader):
    """YAML 1.2 scalars (only true and false are booleans, dates are strings); duplicate keys are an error."""

    def construct_object(self, node: yaml.Node, deep: bool = False) -> Any:  # noqa: FBT001, FBT002 - PyYAML's signature
        """Construct a value; a tag that does not fit its value is an error at the line of the value."""
        try:
            return super().construct_object(node, deep=deep)
        except (ValueError, TypeError, AttributeError, KeyError, OverflowError) as why:
            problem = f"the value does not fit its tag {node.tag.rpartition(':')[2]}"
            raise yaml.constructor.ConstructorError(None, None, problem, node.start_mark) from why

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - PyYAML's signature
        """Construct a mapping. Raises ConstructorError for a duplicate key."""
        mapping = super().construct_mapping(node, deep=deep)
        if len(mapping) != len(node.value):
            keys = [key.value for key, _ in node.value]
            at = next(at for at, key in enumerate(keys) if key in keys[:at])
            problem = f"duplicate key {keys[at]!r}"
            raise yaml.constructor.ConstructorError(None, None, problem, node.value[at][0].start_mark)
        return mapping


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in known if tag.rsplit(":")[-1] in {"null", "int", "float", "merge"}]
    for first, known in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)$"), list("tf"))
