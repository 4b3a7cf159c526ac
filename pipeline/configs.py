"""configs/ becomes checked rules, or BadRules naming file, line and key.

The rules of a stage are ``<stage>.yaml`` and every YAML file below the folder ``<stage>/``, merged: lists are joined in
the order of file names, mappings united. A user's folder is laid over the default one file by file: a file of the same
path stands for the default one, any other is added.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pydantic

from pipeline import __version__, yamlfile
from pipeline.errors import BadRules
from pipeline.stage import Rules, name
from pipeline.stages import STAGES

_HERE = Path(__file__).parent
DEFAULTS = next(path for path in (_HERE / "configs", _HERE.parent / "configs") if path.is_dir())
"""The rules copydesk comes with: inside the installed package, or beside it in a checkout."""

_DECIDE_TOO = ("trafilatura", "htmldate", "ftfy", "langdetect", "chardet")
"""Distributions whose version decides what comes out, so a change of theirs is a change of rules."""


class Corpus(Rules):
    """``corpus.yaml``: what a run takes from ``raw/`` and what it sets aside unread."""

    max_bytes: int = pydantic.Field(20_000_000, gt=0, description="largest document read, in bytes after unpacking")


SHAPES: Mapping[str, type[Rules]] = {**{name(stage): stage.Rules for stage in STAGES}, "corpus": Corpus}
"""What each config must look like: one shape a stage, and that of the run."""


@dataclass(frozen=True)
class Rulebook:
    """All rules of a run, checked. ``digest`` names them: equal digests clean equally."""

    rules: Mapping[str, Rules]
    digest: str

    @property
    def corpus(self) -> Corpus:
        """What a run takes and sets aside."""
        found = self.rules["corpus"]
        assert isinstance(found, Corpus)  # noqa: S101 - for mypy; SHAPES says so
        return found


def load(folder: str | None = None) -> Rulebook:
    """The default rules with those of ``folder`` laid over them. Raises BadRules on the first thing wrong."""
    files = _files(folder)
    data = {stage: _merged(_of_stage(stage, files)) for stage in SHAPES}
    _refuse_strays(files)
    rules = {stage: _checked(stage, shape, data[stage], files) for stage, shape in SHAPES.items()}
    return Rulebook(rules, _digest(data))


def _files(folder: str | None) -> dict[str, Path]:
    """Every rule file by its path below its folder, in the order of names; the user's over the default."""
    if folder is not None and not Path(folder).is_dir():
        raise BadRules(file=folder, problem="there is no such folder", cure="Make one with `copydesk init DIR`.")
    roots = [DEFAULTS] if folder is None else [DEFAULTS, Path(folder)]
    found = {path.relative_to(root).as_posix(): path for root in roots for path in root.rglob("*.yaml")}
    return dict(sorted(found.items()))


def _of_stage(stage: str, files: Mapping[str, Path]) -> Iterator[tuple[Path, dict[str, Any]]]:
    for short, path in files.items():
        if short == f"{stage}.yaml" or short.startswith(f"{stage}/"):
            yield path, yamlfile.read(path)


def _refuse_strays(files: Mapping[str, Path]) -> None:
    for short, path in files.items():
        if short.removesuffix(".yaml").split("/")[0] not in SHAPES:
            raise BadRules(file=str(path), problem="no stage has this name", cure=f"Stages are {', '.join(SHAPES)}.")


def _merged(parts: Iterable[tuple[Path, dict[str, Any]]]) -> dict[str, Any]:
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
                raise BadRules(file=str(path), key=key, problem="set in two files", cure="Keep one of the two.")
    return whole


def _checked(stage: str, shape: type[Rules], data: dict[str, Any], files: Mapping[str, Path]) -> Rules:
    try:
        return shape.model_validate(data)
    except pydantic.ValidationError as why:
        first = why.errors()[0]
        path, line = _place(first["loc"], _of_stage(stage, files))
        problem = first["msg"].removeprefix("Value error, ")
        shown = f"; it is {first['input']!r:.80}" if first["type"] != "missing" else ""
        key = ".".join(str(part) for part in first["loc"]) or stage
        cure = _CURES.get(first["type"], "Mend it there.")
        raise BadRules(file=str(path), line=line, key=key, problem=problem + shown, cure=cure) from why


_CURES = {"extra_forbidden": "Remove the key, or mend its spelling.", "missing": "Add the key."}


def _place(loc: tuple[int | str, ...], parts: Iterable[tuple[Path, dict[str, Any]]]) -> tuple[Path | str, int]:
    """The file and line in which a place of the merged rules stands; line 0 where only the stage is known."""
    path: Path | str = "configs"
    for path, part in parts:
        value = part.get(str(loc[0])) if loc else None
        if isinstance(value, list) and len(loc) > 1 and isinstance(loc[1], int) and loc[1] >= len(value):
            loc = (loc[0], loc[1] - len(value), *loc[2:])
        elif value is not None and (not isinstance(value, dict) or len(loc) < 2 or loc[1] in value):  # noqa: PLR2004
            return path, yamlfile.line(path, loc)
    return path, 0


def _digest(data: Mapping[str, Any]) -> str:
    tools = [f"{tool} {version(tool)}" for tool in _DECIDE_TOO]
    whole = json.dumps([__version__, tools, data], sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()[:16]
