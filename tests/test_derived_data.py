"""Data derived from installed packages: the same with, without and with a damaged stored file."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.text.derived_data import Row, Table, stored_bytes


@pytest.fixture
def source(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    file = tmp_path / "words.txt"
    file.write_text("tide 30\nhafen 7\nébb 5\n", "utf-8")
    return file


def table(source: Path) -> tuple[dict[str, int], list[int | None], int]:
    """What a table of the source has, and how often the source was read."""
    reads = []

    def rows() -> Iterator[Row]:
        reads.append(source)
        for line in source.read_text("utf-8").splitlines():
            yield line.split()[0], int(line.split()[1])

    found = Table("words", [source], rows)
    return found.at_least(6), [found.get(word) for word in ("ébb", "tide", "tid", "")], len(reads)


CONTENT = {"hafen": 7, "tide": 30}, [5, 30, None, None]


def stored(tmp_path: Path) -> list[Path]:
    return sorted((tmp_path / "cache" / "copydesk" / "derived").iterdir())


def test_a_table_is_made_once(source: Path) -> None:
    assert table(source) == (*CONTENT, 1)
    assert table(source) == (*CONTENT, 0)


def test_a_changed_source_is_read_again(source: Path) -> None:
    table(source)
    source.write_text("tide 30\nhafen 9\nébb 5\nmole 8\n", "utf-8")
    assert table(source) == ({"hafen": 9, "mole": 8, "tide": 30}, CONTENT[1], 1)


@pytest.mark.parametrize("content", [b"", b"no table at all" * 100])
def test_a_damaged_file_is_made_again(content: bytes, source: Path, tmp_path: Path) -> None:
    table(source)
    stored(tmp_path)[0].write_bytes(content)
    assert table(source) == (*CONTENT, 1)
    assert table(source) == (*CONTENT, 0)


def test_a_damaged_page_is_noticed_when_it_is_read(source: Path, tmp_path: Path) -> None:
    table(source)
    (path,) = stored(tmp_path)
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2] + b"\xff" * (len(content) // 2))
    assert table(source) == (*CONTENT, 1)


@pytest.mark.parametrize("cut", [0, 10, 18, -1])
def test_damaged_bytes_are_derived_again(cut: int, source: Path, tmp_path: Path) -> None:
    stored_bytes("profiles", [source], lambda: b"made")
    (path,) = stored(tmp_path)
    path.write_bytes(path.read_bytes()[:cut])
    assert stored_bytes("profiles", [source], lambda: b"again") == b"again"
    assert stored_bytes("profiles", [source], lambda: b"not asked") == b"again"


def test_a_file_that_others_may_write_is_not_used(source: Path, tmp_path: Path) -> None:
    table(source)
    stored(tmp_path)[0].chmod(0o666)
    assert table(source) == (*CONTENT, 1)


def test_without_a_cache_folder_a_table_is_in_memory(source: Path, tmp_path: Path) -> None:
    (tmp_path / "cache").write_bytes(b"")  # a file where the folder would be
    assert [table(source), table(source)] == [(*CONTENT, 1)] * 2
    assert stored_bytes("profiles", [source], lambda: b"made") == b"made"


def test_only_the_latest_files_of_a_name_are_kept(source: Path, tmp_path: Path) -> None:
    for seconds in range(5):
        os.utime(source, (seconds, seconds))
        stored_bytes("profiles", [source], lambda: b"made")
        os.utime(stored(tmp_path)[-1], (seconds, seconds))
    assert len(stored(tmp_path)) <= 3
