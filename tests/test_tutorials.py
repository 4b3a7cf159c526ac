"""The tutorials in ``docs/tutorials`` run as they are written; ``bench.tutorials`` runs their slow parts too."""

import sys
from pathlib import Path

import pytest

from bench import tutorials

ROOT = Path(__file__).parent.parent


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder with the programs ``copydesk`` of this tree and ``python``."""
    folder = tmp_path / "programs"
    folder.mkdir()
    for name, module in (("copydesk", "-m pipeline.cli"), ("python", "")):
        (folder / name).write_text(f'#!/bin/sh\nPYTHONPATH={ROOT} exec {sys.executable} {module} "$@"\n')
        (folder / name).chmod(0o755)
    return folder


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("name", ["new-user", "python-user"])
def test_a_tutorial_runs_as_written(name: str, programs: Path, tmp_path: Path) -> None:
    home, work = tmp_path / "home", tmp_path / "work"
    home.mkdir()
    work.mkdir()
    page = tutorials.PAGES / f"{name}.md"
    assert tutorials.run_page(page, work, tutorials.environment(home, programs), slow=False) == []


def test_every_page_is_read_as_blocks() -> None:
    found = {page.stem: list(tutorials.blocks(page)) for page in tutorials.PAGES.glob("*.md")}
    assert sorted(found) == ["data-engineer", "editor", "new-user", "operator", "python-user"]
    assert all(any(block.prints for block in blocks) for blocks in found.values())
