"""The project of the current folder: the file ``copydesk.yaml``, searched upwards from it."""

import os
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

MARKER = "copydesk.yaml"


@dataclass(frozen=True)
class Project:
    """The settings of a project; folders as paths from the current folder. Without ``copydesk.yaml``: the defaults."""

    file: Path | None = None
    raw: str = "raw"
    clean: str = "clean"
    configs: str | None = None
    style: str | None = None
    schedule: str | None = None
    timezone: str = "UTC"


def find(start: Path | None = None) -> Project:
    """The project of a folder (default: the current one). Raises BadRules if its ``copydesk.yaml`` is invalid."""
    return _find((start or Path.cwd()).absolute())


@lru_cache(maxsize=1)
def _find(start: Path) -> Project:
    markers = (folder / MARKER for folder in (start, *start.parents))
    marker = next((path for path in markers if path.is_file()), None)
    if marker is None:
        return Project()
    from pipeline.cli import project_file

    content = project_file.read(marker)
    configs = _seen_from(start, marker.parent, content.configs)
    has_rules = "configs" in content.model_fields_set or Path(configs).is_dir()
    return Project(
        file=marker,
        raw=_seen_from(start, marker.parent, content.raw),
        clean=_seen_from(start, marker.parent, content.clean),
        configs=configs if has_rules else None,
        style=content.style,
        schedule=content.schedule,
        timezone=content.timezone,
    )


def _seen_from(here: Path, folder: Path, name: str) -> str:
    """A folder of the project: relative if it is below the current folder, else absolute; a URL as it is."""
    if "://" in name:
        return name
    path = Path(os.path.normpath(folder / name))
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)
