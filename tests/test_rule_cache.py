"""The cache of validated rules: the same rules, and none of a file that changed."""

import os
import pickle
from pathlib import Path

import platformdirs
import pytest

from pipeline.rules import building, cache
from pipeline.rules.loading import load_rules
from pipeline.stages import STAGES


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of rules whose files are old enough to be cached, and a cache folder of its own."""
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda _: tmp_path / "cache")
    monkeypatch.setattr(cache, "_SETTLED_SECONDS", -1)
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "corpus.yaml").write_text("max_bytes: 7\n")
    return tmp_path / "configs"


def entries(folder: Path) -> list[Path]:
    return list((folder.parent / "cache" / "rules").glob("*.rules"))


def no_building(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(building, "build", lambda *_, **__: pytest.fail("the rules were built again"))


def test_cached_rules_are_those_of_the_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    built = building.build(str(folder), style=None, stages=STAGES)
    assert load_rules(str(folder)) == built
    no_building(monkeypatch)
    cached = load_rules(str(folder))
    assert (cached.digest, cached.rules) == (built.digest, built.rules)
    assert [list(rules.examples()) for rules in cached.rules.values()] == [
        list(rules.examples()) for rules in built.rules.values()
    ]


@pytest.mark.parametrize("change", ["content", "new file", "style", "touched"])
def test_a_change_is_noticed(folder: Path, change: str) -> None:
    load_rules(str(folder))
    if change == "content":
        (folder / "corpus.yaml").write_text("max_bytes: 8\n")
    elif change == "new file":
        (folder / "typos.yaml").write_text("pairs: {}\n")
    elif change == "touched":
        os.utime(folder / "corpus.yaml", (1, 1))
    load_rules(str(folder), style="guardian" if change == "style" else None)
    assert len(entries(folder)) == 2


def test_a_file_that_changed_a_moment_ago_is_not_cached(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_SETTLED_SECONDS", 60)
    load_rules(str(folder))
    assert entries(folder) == []


def test_site_files_elsewhere_are_not_cached(folder: Path) -> None:
    (folder / "sites-of-others").mkdir()
    (folder / "sites-of-others" / "planet.example.txt").write_text("body: //div\n")
    (folder / "extract.yaml").write_text("site_config: sites-of-others\n")
    load_rules(str(folder))
    assert entries(folder) == []


@pytest.mark.parametrize("content", [b"", b"x", pickle.dumps(3), b"\x80\x05cos\nno_such\n."])
def test_a_damaged_entry_is_built_again(folder: Path, content: bytes) -> None:
    digest = load_rules(str(folder)).digest
    entries(folder)[0].write_bytes(content)
    assert load_rules(str(folder)).digest == digest


def test_an_entry_that_others_may_write_is_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    load_rules(str(folder))
    assert entries(folder)[0].stat().st_mode & 0o777 == 0o600
    entries(folder)[0].chmod(0o666)
    used: list[object] = []
    monkeypatch.setattr(pickle, "load", used.append)
    load_rules(str(folder))
    assert used == []


def test_an_unusable_cache_folder_is_no_error(folder: Path) -> None:
    (folder.parent / "cache").write_text("a file")
    assert load_rules(str(folder)).corpus.max_bytes == 7


def test_old_entries_are_removed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "_KEPT_ENTRIES", 1)
    for style in ("bbc", "guardian"):
        load_rules(str(folder), style=style)
    assert len(entries(folder)) == 1
