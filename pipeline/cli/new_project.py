"""Make a project: folders, ``copydesk.yaml``, and configs that list every setting as a comment."""

from collections.abc import Iterator
from pathlib import Path

from pipeline.cli.project import MARKER
from pipeline.rules.rule_files import DEFAULTS

_SITE_EXAMPLE = "sites/_example.yaml"
_MARKER_TEXT = """\
# A copydesk project. The commands find this file from any folder below it. Paths are relative to it.
raw: raw          # scraped pages; never changed
clean: clean      # clean documents and their records
configs: configs  # your rules, over the default ones
# style: guardian   # house style of names: ap, bbc, dw, guardian, nyt, reuters, ukrainian
# schedule: 15m     # when `copydesk serve` runs: an interval, or a cron expression such as "0 6 * * *"
# timezone: UTC     # time zone of a cron expression
"""


def make(folder: Path) -> Iterator[Path]:
    """Make what ``folder`` lacks and yield each new path. Existing files are left alone."""
    for part in ("raw", "configs", "configs/sites"):
        if not (folder / part).exists():
            (folder / part).mkdir(parents=True)
            yield folder / part
    for path, text in _files():
        if not (folder / path).exists():
            (folder / path).write_text(text, "utf-8")
            yield folder / path


def _files() -> Iterator[tuple[str, str]]:
    yield MARKER, _MARKER_TEXT
    for default in sorted(DEFAULTS.glob("*.yaml")):
        yield f"configs/{default.name}", _commented_out(default.read_text("utf-8"))
    yield f"configs/{_SITE_EXAMPLE}", _commented_out((DEFAULTS / _SITE_EXAMPLE).read_text("utf-8"))


def _commented_out(text: str) -> str:
    lines = text.splitlines(keepends=True)
    return "".join(line if line.startswith(("#", "\n")) else f"# {line}" for line in lines)


def next_steps(folder: Path) -> str:
    """What to do in a new project."""
    return f"Next: put pages into {folder / 'raw'}, then: cd {folder} && copydesk run"
