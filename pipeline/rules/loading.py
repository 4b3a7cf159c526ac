"""configs/ becomes checked rules, or BadRules naming file, line and key.

The rules of a stage are ``<stage>.yaml`` and every YAML file below the folder ``<stage>/``, merged: lists are joined in
the order of file names, mappings united. A user's folder is laid over the default one: in a file of the same path each
key stands for the default one, and a file of any other path is added.

``sites/<host>.yaml`` is the rule of one site and part of the rules of ``extract``. So are the files of the folder that
``site_config`` in ``extract.yaml`` names, as they are.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any, TypeVar

import pydantic

from pipeline import __version__
from pipeline.errors import BadRules
from pipeline.rules import yaml_file
from pipeline.stage import Rules, stage_name
from pipeline.stages import STAGES
from pipeline.stages.extract.site_rules import Site

_HERE = Path(__file__).parent.parent
DEFAULTS = next(path for path in (_HERE / "defaults", _HERE.parent / "configs") if path.is_dir())
"""The rules copydesk comes with: inside the installed package, or beside it in a checkout."""

_DECIDE_TOO = (
    *("trafilatura", "htmldate", "ftfy", "langdetect", "chardet"),
    *("symspellpy", "pyspellchecker", "names", "dateparser"),
)
"""Distributions whose version decides what comes out, so a change of theirs is a change of rules."""


class CorpusRules(Rules):
    """``corpus.yaml``: what a run takes from ``raw/`` and what it sets aside unread."""

    max_bytes: int = pydantic.Field(
        default=20_000_000, gt=0, description="largest document read, in bytes after unpacking"
    )
    max_seconds: float = pydantic.Field(default=120, gt=0, description="longest time for one document, in seconds")
    max_memory: int = pydantic.Field(default=4_000_000_000, gt=0, description="most memory of a worker, in bytes")


_OF_THE_MACHINE = frozenset({"max_seconds", "max_memory"})
"""Settings on which no clean document depends: ``runs.limits`` says what does."""

SCHEMAS: Mapping[str, type[Rules]] = {**{stage_name(stage): stage.Rules for stage in STAGES}, "corpus": CorpusRules}
"""What each config must look like: one shape a stage, and that of the run."""


@dataclass(frozen=True)
class RuleSet:
    """All rules of a run, checked. ``digest`` names them: equal digests clean equally."""

    rules: Mapping[str, Rules]
    digest: str

    @property
    def corpus(self) -> CorpusRules:
        """What a run takes and sets aside."""
        found = self.rules["corpus"]
        assert isinstance(found, CorpusRules)  # noqa: S101 - for mypy; SHAPES says so
        return found


def load_rules(folder: str | None = None) -> RuleSet:
    """The default rules with those of ``folder`` laid over them. Raises BadRules on the first thing wrong."""
    parts = _by_stage(_files(folder))
    data = {stage: _merged(said) for stage, said in parts.items()}
    data["extract"] |= {"site_config": _site_config(data["extract"].get("site_config"), parts["extract"])}
    sites = {"sites": _sites(data, parts)}
    given = {**data, "extract": data["extract"] | sites}
    rules = {stage: _checked(shape, given[stage], parts[stage]) for stage, shape in SCHEMAS.items()}
    return RuleSet(rules, _digest(data))


_SITES = "sites"
_EXAMPLE = "sites/_"  # no host begins so: an example, which `copydesk init` copies
_Shape = TypeVar("_Shape", bound=pydantic.BaseModel)
Parts = Sequence[tuple[Path, dict[str, Any]]]


def _files(folder: str | None) -> list[tuple[str, Path]]:
    """Every rule file and its path below its folder, by name; the default one before the user's of the same name."""
    if folder is not None and not Path(folder).is_dir():
        raise BadRules(file=folder, problem="there is no such folder", remedy="Make one with `copydesk init DIR`.")
    roots = [DEFAULTS] if folder is None else [DEFAULTS, Path(folder)]
    found = [(path.relative_to(root).as_posix(), path) for root in roots for path in root.rglob("*.yaml")]
    return sorted((each for each in found if not each[0].startswith(_EXAMPLE)), key=itemgetter(0))


def _by_stage(files: Iterable[tuple[str, Path]]) -> Mapping[str, Parts]:
    """What each stage's files say, without the default keys that a user's file of the same name sets."""
    parts: dict[str, list[tuple[Path, dict[str, Any]]]] = {stage: [] for stage in SCHEMAS}
    for short, same in groupby(files, key=itemgetter(0)):
        paths = [path for _, path in same]
        stage = short.removesuffix(".yaml").split("/")[0]
        if stage == _SITES and "/" in short:
            stage = short.removesuffix(".yaml")
            parts[stage] = []
        if stage not in parts:
            remedy = f"Name it after one of {', '.join(SCHEMAS)}, or sites/<host>."
            raise BadRules(file=str(paths[-1]), problem="no stage has this name", remedy=remedy)
        said = [(path, yaml_file.read(path)) for path in paths]
        default = {key: value for key, value in said[0][1].items() if key not in said[-1][1] or len(said) == 1}
        parts[stage] += [(paths[0], default), *said[1:]]
    return parts


def _sites(data: Mapping[str, dict[str, Any]], parts: Mapping[str, Parts]) -> dict[str, Site]:
    """The rule of each site by its host."""
    named = [stage for stage in parts if stage.startswith(f"{_SITES}/")]
    return {stage.partition("/")[2].lower(): _checked(Site, data[stage], parts[stage]) for stage in named}


def _site_config(folder: Any, parts: Parts) -> dict[str, str]:
    """The files in ftr-site-config format by name; ``folder`` is looked for beside the file that names it."""
    if not folder:
        return {}
    path = next(path for path, said in reversed(parts) if said.get("site_config") == folder)
    place = path.parent / str(folder)
    if not place.is_dir():
        at = yaml_file.line(path, ("site_config",))
        remedy = "Name a folder, from this file's own folder on or from the root."
        raise BadRules(file=str(path), line=at, key="site_config", problem=f"{place} is no folder", remedy=remedy)
    return {file.name: file.read_text("utf-8", "replace") for file in sorted(place.glob("*.txt"))}


def _merged(parts: Parts) -> dict[str, Any]:
    whole: dict[str, Any] = {}
    for path, part in parts:
        for key, value in part.items():
            if key not in whole:
                whole[key] = value
            elif isinstance(value, list) and isinstance(whole[key], list):
                whole[key] = whole[key] + value
            elif isinstance(value, dict) and isinstance(whole[key], dict) and not value.keys() & whole[key].keys():
                whole[key] = whole[key] | value
            else:
                raise BadRules(file=str(path), key=key, problem="set in two files", remedy="Keep one of the two.")
    return whole


def _checked(shape: type[_Shape], data: dict[str, Any], parts: Parts) -> _Shape:
    try:
        return shape.model_validate(data)
    except pydantic.ValidationError as why:
        first = why.errors()[0]
        path, line = _place(first["loc"], parts)
        problem = first["msg"].removeprefix("Value error, ")
        shown = f"; it is {first['input']!r:.80}" if first["type"] != "missing" else ""
        key = ".".join(str(part) for part in first["loc"]) or "rules"
        remedy = _CURES.get(first["type"], "Mend it there.")
        raise BadRules(file=str(path), line=line, key=key, problem=problem + shown, remedy=remedy) from None


_CURES = {"extra_forbidden": "Remove the key, or mend its spelling.", "missing": "Add the key."}


def _place(loc: tuple[int | str, ...], parts: Parts) -> tuple[Path | str, int]:
    """The file and line in which a place of the merged rules stands; line 0 where only the stage is known."""
    path: Path | str = parts[-1][0] if parts else "configs"
    for path, part in parts:
        value = part.get(str(loc[0])) if loc else None
        if isinstance(value, list) and len(loc) > 1 and isinstance(loc[1], int) and loc[1] >= len(value):
            loc = (loc[0], loc[1] - len(value), *loc[2:])
        elif value is not None and (not isinstance(value, dict) or len(loc) < 2 or loc[1] in value):  # noqa: PLR2004 - a key in it
            return path, yaml_file.line(path, loc)
    return path, 0


def _digest(data: Mapping[str, Any]) -> str:
    data = {**data, "corpus": {key: value for key, value in data["corpus"].items() if key not in _OF_THE_MACHINE}}
    tools = [f"{tool} {version(tool)}" for tool in _DECIDE_TOO]
    whole = json.dumps([__version__, tools, data], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()[:16]
