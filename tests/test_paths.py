"""Paths of documents: every raw name has one of its own, and no raw name reaches copydesk's own files."""

import json
import os
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from local_run import run_locally

from pipeline.io.own_files import OWN_NAMES
from pipeline.io.paths import chunk_path, output_paths, source_of_record
from pipeline.io.sources import holds_many_documents, line_name, page_name, split_name
from pipeline.io.stores import open_store
from pipeline.io.stores.protocol import NewFile

ARTICLE = (
    "Harbour of {0} reopens after storm\n\n"
    "The harbour of {0} reopened on Monday, two days after a storm had closed it, its master said.\n\n"
    "Eleven ships with grain left {0} for Egypt before noon, and nine more were to follow in the night.\n"
)
PARTS = [
    "a",
    "_",
    "__",
    "#",
    "#1",
    "##2",
    ".md",
    ".json",
    ".jsonl",
    ".gz",
    ".warc",
    ".parquet",
    "_tmp",
    "12",
    "\n",
    "é",
]
NAME = st.lists(st.sampled_from(PARTS), min_size=1, max_size=5).map("".join).filter(lambda name: name[0] != ".")
TREE = st.lists(st.lists(NAME, min_size=1, max_size=3).map("/".join), max_size=12)


def possible_on_a_disk(paths: list[str]) -> list[str]:
    """The paths without those that need a folder of the name of another file."""
    folders = {path[:at] for path in paths for at, char in enumerate(path) if char == "/"}
    return sorted(set(paths) - folders)


def sources_of(paths: list[str]) -> list[str]:
    """The sources of raw files: two lines of a file of many documents, else one page."""
    sources = list[str]()
    for path in paths:
        sources += [line_name(path, number) for number in (1, 12)] if holds_many_documents(path) else [page_name(path)]
    return sources


@given(TREE)
@example(["a.txt", "a.txt.md/b.txt"])
@example(["p.jsonl", "p.jsonl#1", "p.jsonl##1"])
@example(["p.jsonl", "p.jsonl_/1", "p.jsonl__/1"])
@example(["_tmp/x.txt", "__tmp/x.txt", "tmp/x.txt"])
@example(["_record/a.json", "a", "_record/a"])
@example(["x.json/y", "x", "x.json_/y"])
def test_every_source_has_paths_of_its_own(tree: list[str]) -> None:
    paths = possible_on_a_disk(tree)
    sources = sources_of(paths)
    assert len(set(sources)) == len(sources)
    written = [path for source in sources for path in output_paths(source)]
    written += [chunk_path(path, 0) for path in paths if holds_many_documents(path)]
    assert possible_on_a_disk(written) == sorted(written)
    records = {output_paths(source)[1] for source in sources}
    own = {path.partition("/")[0] for path in written if path not in records and not path.startswith("_record/")}
    assert not own & OWN_NAMES


@given(TREE)
def test_a_record_gives_its_source(tree: list[str]) -> None:
    for path in possible_on_a_disk(tree):
        for source in sources_of([path]):
            assert split_name(source)[0] == path
            assert source_of_record(output_paths(source)[1]) == source
        if holds_many_documents(path):
            assert source_of_record(chunk_path(path, 7)) == path


def put(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = ARTICLE.format(f"Port {len(name)}{name[-1]}")
        path.write_text(json.dumps({"text": text}) if holds_many_documents(name) else text)
        os.utime(path, (1_700_000_000, 1_700_000_000))


def tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("_catalogue"))
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


HOSTILE = [
    *("_tmp/x.txt", "_duplicates/g.txt", "g.txt", "_record/a.txt", "_removed/b.txt", "_shards/s.txt", "_lock/l.txt"),
    *("_tmp.txt", "__tmp/x.txt", "a.txt", "a.txt.md/b.txt", "a.txt.json/b.txt", "p.jsonl", "documents/d.txt"),
    *("_aside.jsonl", "_duplicates.jsonl", "_chunks/c.txt", "_decisions.json.txt", "w.jsonl.txt", "line\nfeed.txt"),
]


@pytest.mark.parametrize("to", ["md", "jsonl"])
def test_no_document_is_lost_whatever_it_is_called(tmp_path: Path, to: str) -> None:
    raw, clean = tmp_path / "raw", tmp_path / "clean"
    put(raw, *HOSTILE)
    page = f"<html><body><article><p>{ARTICLE.format('Vylkove')}</p></article></body></html>"
    (raw / "p.jsonl#1").write_text(page)
    os.utime(raw / "p.jsonl#1", (1_700_000_000, 1_700_000_000))
    assert run_locally(raw, clean, to=to).documents == {"cleaned": len(HOSTILE) + 1}
    before = tree(clean)
    again = run_locally(raw, clean, to=to)
    assert (sum(again.documents.values()), again.removed) == (len(HOSTILE) + 1, ())
    run_locally(raw, clean, to=to, drop_duplicates=True)
    run_locally(raw, clean, to=to)
    assert tree(clean) == before
    (raw / "_tmp/x.txt").unlink()
    assert run_locally(raw, clean, to=to).removed == ("_tmp/x.txt",)


def test_an_output_folder_can_be_cleaned_itself(tmp_path: Path) -> None:
    put(tmp_path / "raw", "a.txt", "_b/c.txt")
    (tmp_path / "raw/empty.txt").write_text("")
    run_locally(tmp_path / "raw", tmp_path / "once")
    report = run_locally(tmp_path / "once", tmp_path / "twice")
    assert (report.documents, report.asides) == ({"cleaned": 2}, ())
    assert {"a.txt.md.md", "___b/c.txt.md.md"} <= tree(tmp_path / "twice").keys()


def test_links_are_followed_inside_raw_and_elsewhere_only_under_the_option(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    put(raw, "a.txt", "folder/b.txt")
    put(tmp_path / "outside", "secret.txt", "more/c.txt")
    (raw / "inside.txt").symlink_to(raw / "a.txt")
    (raw / "outside.txt").symlink_to(tmp_path / "outside/secret.txt")
    (raw / "more").symlink_to(tmp_path / "outside/more")
    (raw / "folder/loop").symlink_to(raw)
    report = run_locally(raw, tmp_path / "clean")
    assert report.documents == {"cleaned": 3}
    assert {aside.id: aside.rule for aside in report.asides} == dict.fromkeys(
        ["folder/loop", "more", "outside.txt"], "reader/link"
    )
    report = run_locally(raw, tmp_path / "clean", follow_links=True)
    assert sum(report.documents.values()) == 5
    assert {aside.id: aside.rule for aside in report.asides} == {"folder/loop": "reader/link"}


@pytest.mark.parametrize("name", ["p.txt", "p.jsonl", "p.jsonl.gz", "p.parquet", "p.warc", "p.warc.gz"])
@pytest.mark.parametrize("to", ["md", "jsonl"])
def test_a_pipe_or_a_device_is_set_aside_unopened(tmp_path: Path, name: str, to: str) -> None:
    raw = tmp_path / "raw"
    put(raw, "a.txt")
    os.mkfifo(raw / name)
    (raw / f"zero-{name}").symlink_to("/dev/zero")
    report = run_locally(raw, tmp_path / "clean", to=to, follow_links=True)
    assert report.documents == {"cleaned": 1}
    assert {aside.id: aside.rule for aside in report.asides} == {
        name: "reader/special",
        f"zero-{name}": "reader/special",
    }


def test_a_folder_that_cannot_be_listed_is_set_aside_and_its_documents_stay(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    raw = tmp_path / "raw"
    put(raw, "a.txt", "b/c.txt")
    run_locally(raw, tmp_path / "clean")
    scandir = os.scandir

    def refuse(path: str) -> object:
        if str(path).endswith("/b"):
            raise PermissionError(13, "Permission denied")
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    report = run_locally(raw, tmp_path / "clean", prune=True)
    assert ([(aside.id, aside.rule) for aside in report.asides], report.removed) == ([("b", "reader/folder")], ())
    assert (tmp_path / "clean/b/c.txt.md").exists()


def test_keys_of_an_object_store_that_are_no_paths_are_set_aside(tmp_path: Path) -> None:
    url = f"memory://{tmp_path.name}/raw"
    texts = {name: ARTICLE.format(name).encode() for name in ("a/b.txt", "a//b.txt")}
    open_store(url).put([NewFile(name, text) for name, text in texts.items()])
    report = run_locally(url, tmp_path / "clean")
    assert report.documents == {"cleaned": 1}
    assert [(aside.id, aside.rule) for aside in report.asides] == [("a//b.txt", "reader/name")]
    assert "a/b.txt.md" in tree(tmp_path / "clean")


def test_a_key_below_a_file_of_lines_has_a_path_of_its_own() -> None:
    assert output_paths("p.jsonl#1")[0] == "p.jsonl/1.md"
    assert output_paths("p.jsonl/1")[0] == "p.jsonl_/1.md"
