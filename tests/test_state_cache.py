"""The cache of states: a second run opens no record, and every change since is noticed as without a cache."""

import os
import time
from collections.abc import Callable
from pathlib import Path

import platformdirs
import pytest
from local_run import default_digest, run_locally

from pipeline.corpus import state_cache
from pipeline.corpus.state_cache import StateCache
from pipeline.io.sources import list_sources
from pipeline.io.stores import open_store
from pipeline.io.writers import stored

NAMES = ("a.txt", "b/c.txt", "_d/e.md/f.txt", os.fsdecode(b"caf\xe9.txt"))
TEXT = "Harbour {} reopens\n\nThe harbour of Odesa reopened on Monday, two days after a storm had closed it.\n"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A raw and a clean folder, a cache of their own, and files that are old enough to be cached at once."""
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda _: tmp_path / "cache")
    monkeypatch.setattr(state_cache, "CLOCK_TICK_NS", -1_000_000_000)
    for number, name in enumerate(NAMES):
        path = tmp_path / "raw" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEXT.format(number))
        os.utime(path, (time.time() - 100,) * 2)
    run_locally(tmp_path / "raw", tmp_path / "clean")
    return tmp_path


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The records that were opened."""
    paths = list[str]()
    real = stored.read_head

    def read_head(clean: object, path: str) -> object:
        paths.append(path)
        return real(clean, path)  # type: ignore[arg-type]  # passed through as it came

    monkeypatch.setattr(stored, "read_head", read_head)
    return paths


def tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and not path.name.startswith("_catalogue"))
    return {str(path): path.read_bytes() for path in files}


def cached(folder: Path) -> Path:
    (path,) = (folder / "cache/states").glob("*.sqlite")
    return path


def run(folder: Path) -> dict[str, int]:
    return dict(run_locally(folder / "raw", folder / "clean").documents)


def test_a_second_run_opens_no_record(folder: Path, opened: list[str]) -> None:
    before = tree(folder / "clean")
    assert run(folder) == {"unchanged": 3}
    assert opened == []
    assert tree(folder / "clean") == before


def change(path: Path, edit: Callable[[bytes], bytes]) -> None:
    """Change a file and set its mtime back."""
    times = path.stat()
    path.write_bytes(edit(path.read_bytes()))
    os.utime(path, ns=(times.st_atime_ns, times.st_mtime_ns))


@pytest.mark.parametrize("name", ["clean/b/c.txt.md", "clean/_record/b/c.txt.json"])
@pytest.mark.parametrize("edit", [lambda _: b"", lambda data: data[:-5], lambda data: data + b"\n"])
def test_a_damaged_output_is_written_again(folder: Path, name: str, edit: Callable[[bytes], bytes]) -> None:
    before = tree(folder / "clean")
    change(folder / name, edit)
    assert run(folder) == {"cleaned": 1, "unchanged": 2}
    assert tree(folder / "clean") == before
    assert run(folder) == {"unchanged": 3}


@pytest.mark.parametrize("name", ["clean/b/c.txt.md", "clean/_record/b/c.txt.json"])
def test_a_deleted_output_is_written_again(folder: Path, name: str) -> None:
    before = tree(folder / "clean")
    (folder / name).unlink()
    assert run(folder) == {"cleaned": 1, "unchanged": 2}
    assert tree(folder / "clean") == before


def test_an_edit_of_equal_size_and_time_is_looked_at(folder: Path, opened: list[str]) -> None:
    change(folder / "clean/a.txt.md", lambda data: data.replace(b"storm", b"flood"))
    run(folder)
    assert "_record/a.txt.json" in opened


def test_a_changed_raw_file_is_read(folder: Path) -> None:
    path = folder / "raw/a.txt"
    path.write_text(TEXT.format("X"))
    os.utime(path, (time.time() - 50,) * 2)
    assert run(folder) == {"cleaned": 1, "unchanged": 2}
    assert "Harbour X reopens" in (folder / "clean/a.txt.md").read_text("utf-8")


def test_a_cache_of_other_rules_is_not_used(folder: Path) -> None:
    clean = open_store(str(folder / "clean"))
    source = next(list_sources(folder / "raw"))
    assert StateCache(clean, default_digest()).is_up_to_date(source)
    assert not StateCache(clean, "other rules").is_up_to_date(source)


@pytest.mark.parametrize(
    "damaged", [lambda _: b"", lambda _: b"no database", lambda data: data[:4096] + b"x" * (len(data) - 4096)]
)
def test_a_damaged_cache_is_made_again(folder: Path, opened: list[str], damaged: Callable[[bytes], bytes]) -> None:
    cached(folder).write_bytes(damaged(cached(folder).read_bytes()))
    assert run(folder) == {"unchanged": 3}
    assert len(opened) == 3
    opened.clear()
    assert run(folder) == {"unchanged": 3}
    assert opened == []


def test_a_file_that_changed_a_moment_ago_is_not_cached(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cached(folder).unlink()
    monkeypatch.setattr(state_cache, "CLOCK_TICK_NS", 2_000_000_000)
    run(folder)
    assert not list((folder / "cache/states").glob("*.sqlite"))


def test_folders_of_many_files_are_read_in_pages(
    folder: Path, opened: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(7):
        path = folder / "raw/b" / f"{number}.txt"
        path.write_text(TEXT.format(number + 10))
        os.utime(path, (time.time() - 100,) * 2)
    run(folder)
    opened.clear()
    monkeypatch.setattr(state_cache, "_PAGE", 3)
    assert run(folder) == {"unchanged": 10}
    assert opened == []
