"""The rule files of a run: which there are, what each holds, and how they are merged.

The rules of a stage are ``<stage>.yaml`` and every YAML file below the folder ``<stage>/``: lists are joined in the
order of file names, mappings are united. The files of the user's folder are merged with the default ones:

1. A file of the same path as a default one: each of its keys replaces that key of the default file.
2. A file of another path is added. In a list, an item with the ``id`` of a default item replaces that item; in a
   mapping, a key replaces the default one.

``sites/<host>.yaml`` holds the rules of one site.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.errors import BadRules
from pipeline.rules import yaml_file
from pipeline.rules.defaults import DEFAULTS

SITES = "sites"
_TEMPLATE = "sites/_"  # `copydesk init` copies it; no host name begins like this


class RuleFile(NamedTuple):
    """A rule file: its path, its path below its folder, its content, and whether it is from the user's folder."""

    path: Path
    name: str
    data: dict[str, Any]
    own: bool = False


class Item(NamedTuple):
    """An item of a merged list or mapping: its file, its position or key there, its value."""

    file: RuleFile
    key: int | str
    value: Any


def read_files(folder: str | None, stages: Iterable[str]) -> Mapping[str, Sequence[RuleFile]]:
    """Read all rule files by stage; ``sites/<host>`` counts as a stage. Raises BadRules."""
    by_stage: dict[str, list[RuleFile]] = {stage: [] for stage in stages}
    for name, same_name in groupby(_listed(folder), key=attrgetter("name")):
        files = list(same_name)
        stage = name.removesuffix(".yaml") if name.startswith(f"{SITES}/") else name.removesuffix(".yaml").split("/")[0]
        if name.startswith(f"{SITES}/"):
            by_stage[stage] = []
        if stage not in by_stage:
            remedy = f"Name it after one of {', '.join(stages)}, or sites/<host>."
            raise BadRules(file=str(files[-1].path), problem="no stage has this name", remedy=remedy)
        read = [file._replace(data=yaml_file.read(file.path)) for file in files]
        by_stage[stage] += [_without_keys(file, read[position + 1 :]) for position, file in enumerate(read)]
    return by_stage


def _listed(folder: str | None) -> list[RuleFile]:
    """All rule files by name, not yet read; the default file before the user's file of the same name."""
    if folder is not None and not Path(folder).is_dir():
        raise BadRules(file=folder, problem="there is no such folder", remedy="Make one with `copydesk init DIR`.")
    roots = [DEFAULTS] if folder is None else [DEFAULTS, Path(folder)]
    files = [
        RuleFile(path, path.relative_to(root).as_posix(), {}, own=root is not DEFAULTS)
        for root in roots
        for path in root.rglob("*.yaml")
    ]
    return sorted((file for file in files if not file.name.startswith(_TEMPLATE)), key=attrgetter("name"))


def _without_keys(file: RuleFile, others: Sequence[RuleFile]) -> RuleFile:
    replaced = {key for other in others for key in other.data}
    return file._replace(data={key: value for key, value in file.data.items() if key not in replaced})


def merge(files: Sequence[RuleFile]) -> dict[str, Any]:
    """The content of all files of a stage as one mapping. Raises BadRules for a value that two files set."""
    merged: dict[str, Any] = {}
    for key in dict.fromkeys(key for file in files for key in file.data):
        values = [file.data[key] for file in files if key in file.data]
        if len(values) == 1:
            merged[key] = values[0]
        elif all(isinstance(value, list) for value in values):
            merged[key] = [item.value for item in items(files, key)]
        elif all(isinstance(value, dict) for value in values):
            merged[key] = {item.key: item.value for item in items(files, key)}
        else:
            path = [file.path for file in files if key in file.data][-1]
            raise BadRules(file=str(path), key=key, problem="set in two files", remedy="Keep one of the two.")
    return merged


def items(files: Sequence[RuleFile], key: str) -> list[Item]:
    """The items of a list or mapping that several files set, each with its file. Raises BadRules for duplicate keys."""
    listed = [item for file in files for item in _items_of(file, file.data.get(key))]
    own = {_identity(item) for item in listed if item.file.own} - {None}
    kept = [item for item in listed if item.file.own or _identity(item) not in own]
    _check_unique([item for item in kept if isinstance(item.key, str)], key)
    return kept


def _items_of(file: RuleFile, value: Any) -> Iterator[Item]:
    if isinstance(value, dict):
        yield from (Item(file, key, part) for key, part in value.items())
    elif isinstance(value, list):
        yield from (Item(file, position, part) for position, part in enumerate(value))


def _identity(item: Item) -> str | None:
    """The key or id by which a user's item replaces a default one."""
    if isinstance(item.key, str):
        return item.key
    name = item.value.get("id") if isinstance(item.value, dict) else None
    return name if isinstance(name, str) else None


def _check_unique(mapped: list[Item], key: str) -> None:
    seen: set[int | str] = set()
    for item in mapped:
        if item.key in seen:
            where = yaml_file.line(item.file.path, (key, item.key))
            problem = f"{item.key} is set in two files"
            raise BadRules(
                file=str(item.file.path), line=where, key=key, problem=problem, remedy="Keep one of the two."
            )
        seen.add(item.key)


def locate(files: Sequence[RuleFile], loc: tuple[int | str, ...]) -> tuple[RuleFile | None, tuple[int | str, ...]]:
    """The file that holds a location of the merged rules, and the location in that file."""
    holders = [file for file in files if loc and str(loc[0]) in file.data]
    if len(holders) > 1 and len(loc) > 1:
        key, position, *rest = loc
        merged = items(files, str(key))
        if isinstance(position, int) and position < len(merged):
            item = merged[position]
            return item.file, (key, item.key, *rest)
        for item in merged:
            if item.key == position:
                return item.file, loc
    own = [file for file in files if file.own]
    return next(iter([*holders, *own[-1:], *files[-1:]]), None), loc
