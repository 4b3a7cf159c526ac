"""What the documentation claims: its Python examples run, its commands exist, the reference matches the schemas.

``python -m tests.test_docs`` writes ``docs/rules.md`` and the figures of ``docs/benchmarks.md`` anew.
"""

import doctest
import json
import os
import re
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from pipeline.rules import reference
from pipeline.rules.loading import SCHEMAS

ROOT = Path(__file__).parent.parent
DOCS = sorted((ROOT / "docs").glob("*.md"))
RULES, BENCHMARKS = ROOT / "docs" / "rules.md", ROOT / "docs" / "benchmarks.md"
FIGURES = ROOT / "bench" / "figures.json"
_FIGURE = re.compile(r"(?<![\w.-])(-?[\d,]*\.?\d+)<!-- ([a-z0-9_.-]+) -->")
_HEAD = """# Rules

Every key of every config file, generated from the schemas. A file of yours in `configs/` replaces single keys of the
default file of the same path; a file of any other path adds to its stage. `copydesk check` validates all files and runs
the examples in them.

"""


def rules_page() -> str:
    files = {name: f"`{name}.yaml`" for name in SCHEMAS}
    return _HEAD + reference.markdown(SCHEMAS, files)


def test_the_reference_of_rules_is_that_of_the_schemas() -> None:
    assert RULES.read_text("utf-8") == rules_page(), "run: python -m tests.test_docs"


def test_every_config_key_is_described() -> None:
    assert reference.undescribed(SCHEMAS) == []


def test_python_examples_run() -> None:
    result = doctest.testfile(str(ROOT / "docs" / "python-api.md"), module_relative=False)
    assert result.attempted > 10
    assert result.failed == 0


@cache
def help_of(command: str) -> str:
    call = [sys.executable, "-m", "pipeline.cli", command, "--help"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "200"}
    return subprocess.run(call, env=environment, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("path", DOCS, ids=lambda path: path.name)
def test_commands_and_options_exist(path: Path) -> None:
    blocks = re.findall(r"```sh\n(.*?)```", path.read_text("utf-8"), re.DOTALL)
    for line in "".join(blocks).split("\n"):
        command, *words = line.partition("#")[0].split() or [""]
        if command == "copydesk" and words and not words[0].startswith("-"):
            shown = help_of(words[0])
            for option in re.findall(r"(?<!\S)--?[a-z][a-z-]*", " ".join(words)):
                assert option in shown, f"{path.name}: copydesk {words[0]} has no {option}"


@pytest.mark.parametrize("path", [ROOT / "README.md", *DOCS], ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", path.read_text("utf-8")):
        if "://" not in target:
            assert (path.parent / target).exists(), f"{path.name}: {target}"


def formatted(value: float, like: str) -> str:
    """A figure with as many decimals as the one it replaces; a share without its leading zero."""
    text = f"{value:z,.{len(like.partition('.')[2])}f}"
    return re.sub(r"^(-?)0(?=\.)", r"\1", text)


def with_figures(text: str) -> str:
    """A page with each figure as last measured: ``.955<!-- text.block_text.f1 -->``."""
    measured = json.loads(FIGURES.read_text("utf-8"))
    return _FIGURE.sub(lambda found: f"{formatted(measured[found[2]], found[1])}<!-- {found[2]} -->", text)


def test_figures_are_those_of_the_last_measurement() -> None:
    text = BENCHMARKS.read_text("utf-8")
    assert len(_FIGURE.findall(text)) > 20
    assert text == with_figures(text), "run: python -m tests.test_docs"


if __name__ == "__main__":
    RULES.write_text(rules_page(), "utf-8")
    BENCHMARKS.write_text(with_figures(BENCHMARKS.read_text("utf-8")), "utf-8")
