"""A new project: a folder for raw pages, and configs in which every setting stands, commented out, to be edited."""

from collections.abc import Iterator
from pathlib import Path

from pipeline.rules.loading import DEFAULTS

_EXAMPLE = "sites/_example.yaml"


def make(folder: Path) -> Iterator[Path]:
    """Makes what is missing in ``folder`` and gives each path it made; what stands there already is left alone."""
    for part in ("raw", "configs", "configs/sites"):
        if not (folder / part).exists():
            (folder / part).mkdir(parents=True)
            yield folder / part
    for default in sorted(DEFAULTS.glob("*.yaml")):
        path = folder / "configs" / default.name
        if not path.exists():
            path.write_text(_commented(default.read_text("utf-8")), "utf-8")
            yield path
    example = folder / "configs" / _EXAMPLE
    if not example.exists():
        example.write_text(_commented((DEFAULTS / _EXAMPLE).read_text("utf-8")), "utf-8")
        yield example


def _commented(text: str) -> str:
    return "".join(line if line.startswith(("#", "\n")) else f"# {line}" for line in text.splitlines(keepends=True))
