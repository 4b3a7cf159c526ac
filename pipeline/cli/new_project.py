"""Make a project: folders, ``copydesk.yaml``, and configs that list every setting as a comment."""

import json
from collections.abc import Iterator
from pathlib import Path

from pipeline.cli.project import MARKER
from pipeline.rules.defaults import DEFAULTS
from pipeline.rules.json_schema import FOLDER, all_schemas, editor_line

_PREFECT = """\
# Deployment for a Prefect server and worker of your own; `copydesk serve` needs none. In this folder:
#   prefect work-pool create local-process --type process
#   prefect --no-prompt deploy --all
#   prefect worker start --pool local-process
name: {name}
deployments:
  - name: {name}
    description: Cleans raw/ into clean/
    entrypoint: pipeline.flow.clean_corpus
    parameters:
      job: {{raw: {raw}, clean: {clean}, configs: {configs}}}
    tags: [copydesk]
    schedules:
      - {{cron: "*/15 * * * *", timezone: UTC, active: true}}
    concurrency_limit: {{limit: 1, collision_strategy: CANCEL_NEW}}
    work_pool: {{name: local-process}}
"""
_FIRST_RULE = """\
# Rules of your own for boilerplate lines. `copydesk check` runs the examples: each rule must remove all of `drops`, and
# nothing of `keeps`. A rule with the id of a default rule replaces it.
rules:
  - id: my-first-rule
    line: ["you are reading the example gazette\\\\.?"]
    drops: [You are reading the Example Gazette.]
    keeps: [You are reading the letter of a captain who lost his ship.]

# Default rules that are switched off, by id:
off: []
"""
_SITE_EXAMPLE = "sites/_example.yaml"
_MY_RULES = "configs/boilerplate/mine.yaml"
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
    for path, text in _files(folder.absolute()):
        if not (folder / path).exists():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_text(text, "utf-8")
            yield folder / path


def _files(folder: Path) -> Iterator[tuple[str, str]]:
    yield MARKER, _MARKER_TEXT
    for name in (*(path.name for path in sorted(DEFAULTS.glob("*.yaml"))), _SITE_EXAMPLE):
        yield f"configs/{name}", f"{editor_line(name)}\n{_commented_out((DEFAULTS / name).read_text('utf-8'))}"
    yield _MY_RULES, f"{editor_line(_MY_RULES.removeprefix('configs/'))}\n{_FIRST_RULE}"
    folders = {name: json.dumps(str(folder / name)) for name in ("raw", "clean", "configs")}
    yield "prefect.yaml", _PREFECT.format(name=json.dumps(folder.name or "copydesk"), **folders)
    for name, schema in all_schemas():
        yield f"configs/{FOLDER}/{name}", json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def _commented_out(text: str) -> str:
    lines = text.splitlines(keepends=True)
    return "".join(line if line.startswith(("#", "\n")) else f"# {line}" for line in lines)


def next_steps(folder: Path) -> str:
    """What to do in a new project."""
    return (
        f"Next: put pages into {folder / 'raw'}, then: cd {folder} && copydesk run\n"
        f"Your own rules: edit {folder / _MY_RULES}, then: copydesk check"
    )
