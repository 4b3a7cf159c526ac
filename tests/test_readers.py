"""Readers of raw files: every kind of file, and the reason for each that cannot be read."""

import gzip
import io
import os
from pathlib import Path

import pytest
from backports import zstd

from pipeline.document import Document
from pipeline.io.asides import Aside
from pipeline.io.readers import chunks
from pipeline.io.readers.raw_files import read_documents
from pipeline.io.sources import Source, list_sources
from pipeline.io.stores import open_store
from pipeline.rules.loading import CorpusRules

LIMITS = CorpusRules(max_bytes=1000)


def read(raw: Path) -> list[Document | Aside]:
    return [item for source in list_sources(raw) for item in read_documents(raw, source, LIMITS)]


def only(raw: Path, name: str, content: bytes) -> Document | Aside:
    (raw / name).parent.mkdir(parents=True, exist_ok=True)
    (raw / name).write_bytes(content)
    (item,) = read(raw)
    return item


@pytest.mark.parametrize(
    "name", ["a.html", "a.htm", "a.xhtml", "a.txt", "a.md", "a", "b/c/A.TXT", "sp ace.txt", "ü.txt"]
)
def test_a_page_is_its_bytes(tmp_path: Path, name: str) -> None:
    assert only(tmp_path, name, b"Reporting.") == Document(name, b"Reporting.")


def test_html_is_recognised_by_its_content_whatever_its_suffix(tmp_path: Path) -> None:
    assert only(tmp_path, "story.php", b"<!DOCTYPE html><p>x") == Document("story.php", b"<!DOCTYPE html><p>x")


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".zst", zstd.compress)])
def test_compressed_pages_are_unpacked(tmp_path: Path, suffix: str, pack: "type") -> None:
    assert only(tmp_path, f"a.html{suffix}", pack(b"Reporting.")) == Document(f"a.html{suffix}", b"Reporting.")


@pytest.mark.parametrize(("suffix", "pack"), [("", bytes), (".gz", gzip.compress), (".zst", zstd.compress)])
def test_each_line_is_a_document(tmp_path: Path, suffix: str, pack: "type") -> None:
    name = f"a.jsonl{suffix}"
    (tmp_path / name).write_bytes(pack(b'{"text": "One."}\r\n\n{"text": "Three."}'))
    assert read(tmp_path) == [
        Document(f"{name}#1", b'{"text": "One."}', "line"),
        Document(f"{name}#3", b'{"text": "Three."}', "line"),
    ]


@pytest.mark.parametrize("suffix", [".gz", ".zst"])
@pytest.mark.parametrize("cut", [slice(0, 20), slice(5, None)], ids=["its end is missing", "its head is missing"])
def test_a_corrupt_compressed_file_is_set_aside(tmp_path: Path, suffix: str, cut: slice) -> None:
    packed = (gzip.compress if suffix == ".gz" else zstd.compress)(os.urandom(500))[cut]
    item = only(tmp_path, f"a.txt{suffix}", packed)
    assert isinstance(item, Aside)
    assert (item.id, item.rule, item.remedy) == (f"a.txt{suffix}", "reader/corrupt", "Fetch the file again.")


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        pytest.param("a.txt", b"x" * 1001, "reader/too-large", id="a page past max_bytes"),
        pytest.param(
            "a.txt.gz", gzip.compress(b"x" * 100_000), "reader/too-large", id="a small compressed file of a large page"
        ),
        pytest.param("a.xml", b"<a/>", "reader/suffix", id="data"),
        pytest.param("a.css", b"p {}", "reader/suffix", id="code"),
    ],
)
def test_other_files_than_articles_are_set_aside(tmp_path: Path, name: str, content: bytes, rule: str) -> None:
    item = only(tmp_path, name, content)
    assert isinstance(item, Aside)
    assert (item.id, item.stage, item.rule) == (name, "reader", rule)


def test_a_line_too_long_is_set_aside_and_the_next_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_bytes(b"1\n" + b"x" * 5000 + b"\n3\n" + b"y" * 1001)
    assert [getattr(item, "source", item[0] if isinstance(item, Aside) else "") for item in read(tmp_path)] == [
        "a.jsonl#1",
        "a.jsonl#2",
        "a.jsonl#3",
        "a.jsonl#4",
    ]


def test_files_are_listed_by_name_without_hidden_ones(tmp_path: Path) -> None:
    for name in ("b.txt", "a/z.txt", ".git/x.txt", "a/.DS_Store", "a/a.txt", "clean/out.md"):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text("x")
    found = [source.path for source in list_sources(tmp_path, exclude=tmp_path / "clean")]
    assert found == ["b.txt", "a/a.txt", "a/z.txt"]


def test_a_dangling_link_is_set_aside(tmp_path: Path) -> None:
    (tmp_path / "a.txt").symlink_to(tmp_path / "gone.txt")
    (item,) = read(tmp_path)
    assert isinstance(item, Aside)
    assert (item.rule, item.reason) == ("reader/unreadable", "No such file or directory")


def test_a_name_that_is_not_utf_8_is_set_aside(tmp_path: Path) -> None:
    Path(os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.txt")).write_text("x")
    (item,) = read(tmp_path)
    assert isinstance(item, Aside)
    assert (item.id, item.rule) == ("./caf\\udce9.txt", "reader/name")


@pytest.mark.parametrize(("suffix", "pack"), [(".gz", gzip.compress), (".zst", zstd.compress)])
def test_a_file_that_unpacks_to_far_more_than_its_size_is_not_unpacked_to_split_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, pack: "type"
) -> None:
    monkeypatch.setattr(chunks, "_MIN_SCANNED", 0)
    monkeypatch.setattr(chunks, "_BLOCK", 1000)
    first = b"".join(b'{"text": "%d"}\n' % number for number in range(1000))
    (tmp_path / f"a.jsonl{suffix}").write_bytes(pack(first + b"x" * 20_000_000))
    (source,) = list_sources(tmp_path)
    parts = list(chunks.split_source(open_store(str(tmp_path)), source, 5000))
    assert [(part.length, part.last) for part in parts[-1:]] == [(0, True)]
    assert parts[-1].offset < 110 * source.size
    items = [item for part in parts for item in read_documents(tmp_path, part, LIMITS)]
    assert [item.source for item in items if isinstance(item, Document)] == [
        f"a.jsonl{suffix}#{n}" for n in range(1, 1001)
    ]
    assert [(item.id, item.rule) for item in items if isinstance(item, Aside)] == [
        (f"a.jsonl{suffix}#1001", "reader/too-large")
    ]


CSV = 'id;text;Section name\n7;"One.\n\nTwo.";Sport\n\n8;Three.;\n'


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_each_row_of_csv_is_a_document_with_its_cells(tmp_path: Path, separator: str) -> None:
    (tmp_path / "a.csv").write_text(CSV.replace(";", separator))
    assert read(tmp_path) == [
        Document("a.csv#1", b'{"id": "7", "text": "One.\\n\\nTwo.", "Section name": "Sport"}', "line"),
        Document("a.csv#2", b'{"id": "8", "text": "Three."}', "line"),
    ]


def test_csv_with_a_byte_order_mark_other_charset_and_a_column_too_many(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"\xef\xbb\xbftext,\ncaf\xe9,b,c\n")
    assert read(tmp_path) == [
        Document("a.csv#1", '{"text": "café", "column_2": "b", "column_3": "c"}'.encode(), "line")
    ]


@pytest.mark.parametrize(
    ("name", "content", "rule"),
    [
        ("a.csv", "id,title\n1,x\n", "reader/no-text-column"),
        ("a.csv", "", "reader/no-text-column"),
        ("a.csv", f'text\n"{"x" * 2000}\n', "reader/corrupt"),
        ("a.json", "[1]", "reader/json"),
    ],
)
def test_a_table_or_list_without_articles_is_one_aside(tmp_path: Path, name: str, content: str, rule: str) -> None:
    found = only(tmp_path, name, content.encode())
    assert isinstance(found, Aside)
    assert (found.id, found.rule) == (name, rule)


def test_a_json_object_is_one_document(tmp_path: Path) -> None:
    content = b'{\n "text": "One."\n}\n'
    assert only(tmp_path, "a.json", content) == Document("a.json", content, "line")


def test_csv_is_never_split_inside_a_cell(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(CSV * 50)
    (source,) = list_sources(tmp_path)
    assert list(chunks.split_source(open_store(str(tmp_path)), source, 100)) == [source]


def test_the_first_chunk_is_known_before_the_rest_of_a_file_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(chunks, "_BLOCK", 500)
    file = io.BytesIO(b"a line\n" * 1000)
    next(chunks._line_chunks(file, Source("a.jsonl", 7000, 0), 1000))  # noqa: SLF001 - what a run reads, piece by piece
    assert file.tell() < 2000
