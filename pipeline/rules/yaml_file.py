"""One YAML file, read strictly: no key twice, no word taken for a boolean or a date, errors with their line."""

import re
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import yaml

from pipeline.errors import BadRules


def read(path: Path) -> dict[str, Any]:
    """One YAML file, which must hold a mapping or nothing. Raises BadRules with the line of a syntax error."""
    try:
        data = yaml.load(path.read_text("utf-8"), Loader=_Loader)  # noqa: S506 - a subclass of the safe loader
    except yaml.MarkedYAMLError as why:
        line = why.problem_mark.line + 1 if why.problem_mark else 0
        raise BadRules(file=str(path), line=line, problem=str(why.problem), remedy="Mend the YAML there.") from why
    except (yaml.YAMLError, UnicodeDecodeError) as why:
        raise BadRules(file=str(path), problem=str(why).splitlines()[0], remedy="Save the file as UTF-8 YAML.") from why
    if not isinstance(data or {}, dict):
        raise BadRules(file=str(path), line=1, problem="not a mapping of keys to values", remedy="Write `key: value`.")
    return data or {}


def line(path: Path, loc: Sequence[int | str]) -> int:
    """The line, from 1, of the deepest place in the file on the way that ``loc`` names: keys and list positions."""
    node = yaml.compose(path.read_text("utf-8"), Loader=yaml.CSafeLoader)
    found = 1
    for part in loc:
        if isinstance(node, yaml.MappingNode):
            pair = next((pair for pair in node.value if pair[0].value == str(part)), None)
            if pair is None:
                return found
            found, node = pair[0].start_mark.line + 1, pair[1]
        elif isinstance(node, yaml.SequenceNode) and isinstance(part, int):
            node = node.value[part]
            found = node.start_mark.line + 1
    return found


class _Loader(yaml.CSafeLoader):
    """YAML as 1.2 has it: only true and false are booleans, a day is a string; and no key may stand twice."""

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:  # noqa: FBT001, FBT002 - so in PyYAML
        """As in PyYAML, whose signature this is; raises ConstructorError for a key that stands twice."""
        made = super().construct_mapping(node, deep=deep)
        if len(made) != len(node.value):
            keys = [key.value for key, _ in node.value]
            at = next(at for at, key in enumerate(keys) if key in keys[:at])
            problem = f"the key {keys[at]!r} stands twice"
            raise yaml.constructor.ConstructorError(None, None, problem, node.value[at][0].start_mark)
        return made


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in known if tag.rsplit(":")[-1] in {"null", "int", "float", "merge"}]
    for first, known in yaml.CSafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"(?:true|false)$"), list("tf"))
