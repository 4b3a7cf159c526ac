"""WARC files as raw: a page a record, whatever else a crawler wrote is passed over, what is torn is set aside."""

import gzip
import io
import zlib
from pathlib import Path

import pytest
from local_run import run_locally

from pipeline.corpus.report import Report
from pipeline.document import Document, record, replay
from pipeline.io.asides import Aside
from pipeline.io.readers import chunks, warc
from pipeline.io.readers.raw_files import read_documents
from pipeline.io.sources import list_sources
from pipeline.io.stores import open_store
from pipeline.rules.loading import CorpusRules

STORY = (
    "<!doctype html><html><head><title>Harbour of {0} reopens</title></head><body><article><h1>Harbour of {0} reopens"
    "</h1><p>The harbour of {0} reopened on Monday, two days after a storm had closed it, its master said at noon.</p>"
    "<p>Eleven ships with grain left {0} for Egypt before noon, and nine more were to follow in the night.</p>"
    "</article></body></html>"
)
NAMES = ["Reni", "Izmail", "Kilia", "Vylkove"]


def http(body: bytes, *headers: str, status: str = "200 OK", kind: str = "text/html; charset=utf-8") -> bytes:
    head = [f"HTTP/1.1 {status}", *([f"Content-Type: {kind}"] if kind else []), *headers]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


def one(name: str, block: bytes, *, kind: str = "response", of: str = "application/http; msgtype=response") -> bytes:
    head = [
        "WARC/1.1",
        f"WARC-Type: {kind}",
        f"WARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-{zlib.crc32(name.encode()):012}>",
        "WARC-Date: 2024-05-01T06:00:00Z",
        f"WARC-Target-URI: https://example.org/{name}",
        f"Content-Type: {of}",
        f"Content-Length: {len(block)}",
    ]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + block + b"\r\n\r\n"


def crawl() -> list[bytes]:
    """A crawl's first record, then a request and a page each."""
    records = [one("crawl", b"software: test\r\n", kind="warcinfo", of="application/warc-fields")]
    for name in NAMES:
        records.append(one(name, b"GET / HTTP/1.1\r\n\r\n", kind="request", of="application/http; msgtype=request"))
        records.append(one(name, http(STORY.format(name).encode())))
    return records


def packed(records: list[bytes]) -> bytes:
    return b"".join(map(gzip.compress, records))


def pages(data: bytes, max_bytes: int = 100_000) -> list[tuple[int, str]]:
    """The number of each page's record, and its address or why there is none."""
    found = warc.pages(io.BytesIO(data), warc.Chunk(), max_bytes=max_bytes)
    return [(number, page.url if isinstance(page, warc.Page) else page.rule) for number, page in found]


WHOLE = [(3 + 2 * at, f"https://example.org/{name}") for at, name in enumerate(NAMES)]


@pytest.mark.parametrize(
    "block",
    [
        pytest.param(http(b"png", kind="image/png"), id="an image"),
        pytest.param(http(b"{}", kind="application/json"), id="data"),
        pytest.param(http(b"<html>Moved", status="301 Moved Permanently"), id="a redirect: its target has a record"),
    ],
)
def test_records_without_a_page_are_skipped(block: bytes) -> None:
    assert pages(one("a", block)) == []


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"".join(crawl()), id="plain"),
        pytest.param(packed(crawl()), id="packed record by record, as crawlers do"),
        pytest.param(gzip.compress(b"".join(crawl())), id="packed as a whole, as people do"),
    ],
)
def test_each_record_gives_its_page(data: bytes) -> None:
    assert pages(data) == WHOLE


@pytest.mark.parametrize(
    ("body", "headers"),
    [
        pytest.param(gzip.compress(STORY.encode()), ["Content-Encoding: gzip"], id="gzip"),
        pytest.param(
            b"%x\r\n%s\r\n0\r\n\r\n" % (len(STORY), STORY.encode()), ["Transfer-Encoding: chunked"], id="chunked"
        ),
        pytest.param(STORY.encode(), [], id="as it is"),
    ],
)
def test_a_page_is_unpacked_as_a_browser_would(body: bytes, headers: list[str]) -> None:
    ((_, page),) = warc.pages(io.BytesIO(one("a", http(body, *headers))), warc.Chunk(), max_bytes=10_000)
    assert isinstance(page, warc.Page)
    assert page.body.decode() == STORY


def test_a_resource_is_a_page_without_a_server() -> None:
    assert pages(one("a", STORY.encode(), kind="resource", of="text/html")) == [(1, "https://example.org/a")]


def test_an_error_of_the_server_is_set_aside() -> None:
    assert pages(one("a", http(b"<html>Not here", status="404 Not Found"))) == [(1, "reader/http-error")]


def test_a_page_too_large_before_or_after_unpacking_is_set_aside() -> None:
    bomb = one("a", http(gzip.compress(bytes(1_000_000)), "Content-Encoding: gzip"))
    assert pages(one("a", http(bytes(5000))) + bomb, max_bytes=4000) == [
        (1, "reader/too-large"),
        (2, "reader/too-large"),
    ]


@pytest.mark.parametrize("gz", [True, False], ids=["packed", "plain"])
@pytest.mark.parametrize("left", [30, 150, 300])
def test_an_incomplete_record_is_set_aside(gz: bool, left: int) -> None:  # noqa: FBT001 - a parameter of the test
    records = [gzip.compress(record) for record in crawl()] if gz else crawl()
    assert pages(b"".join(records[:-1]) + records[-1][:left])[:3] == WHOLE[:3]
    assert pages(b"".join(records[:-1]) + records[-1][:left])[3:] == [(9, "reader/corrupt")]


@pytest.mark.parametrize("at", [60, 200, 330])
def test_after_a_damaged_record_the_next_is_read(at: int) -> None:
    records = [bytearray(gzip.compress(record)) for record in crawl()]
    records[4][at] ^= 0xFF
    records[4][at + 1] ^= 0x55
    found = pages(b"".join(records))
    assert found[0] == WHOLE[0]
    assert [result for _, result in found[1:-2]] == ["reader/corrupt"] * len(found[1:-2])
    assert [result for _, result in found[-2:]] == [result for _, result in WHOLE[2:]]


def test_a_file_that_is_not_warc_is_set_aside() -> None:
    assert pages(b"<html>no archive") == [(1, "reader/corrupt")]


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw/news.warc.gz").write_bytes(packed(crawl()))
    return tmp_path / "raw"


def run(tmp_path: Path) -> Report:
    return run_locally(tmp_path / "raw", tmp_path / "clean")


def test_chunks_have_whole_records(raw: Path) -> None:
    (source,) = list_sources(raw)
    parts = list(chunks.split_source(open_store(str(raw)), source, 300))
    assert len(parts) > 2
    assert [part.last for part in parts] == [False] * (len(parts) - 1) + [True]
    items = [item for part in parts for item in read_documents(raw, part, CorpusRules())]
    assert [item.source for item in items if isinstance(item, Document)] == [f"news.warc.gz#{at}" for at, _ in WHOLE]


def test_a_file_compressed_as_a_whole_is_one_chunk(raw: Path) -> None:
    (raw / "news.warc.gz").write_bytes(gzip.compress(b"".join(crawl())))
    (source,) = list_sources(raw)
    (part,) = chunks.split_source(open_store(str(raw)), source, 100)
    assert len(list(read_documents(raw, part, CorpusRules()))) == 4


def test_a_run_reads_pages_with_their_record_id_and_url(raw: Path, tmp_path: Path) -> None:
    assert run(tmp_path).documents == {"cleaned": 4}
    page = (tmp_path / "clean/news.warc.gz/3.md").read_text()
    assert page.startswith('---\nid: "urn:uuid:00000000-0000-0000-0000-')
    assert 'url: "https://example.org/Reni"\nsource: "news.warc.gz#3"\n' in page
    head, steps = record.load((tmp_path / "clean/_record/news.warc.gz/3.json").read_text())
    (item, *_) = read_documents(raw, next(list_sources(raw)), CorpusRules())
    assert isinstance(item, Document)
    again = replay(Document(item.source, item.raw), steps)
    assert record.as_markdown(again, head.rules) == page
    assert run(tmp_path).documents == {"unchanged": 4}


def test_a_corrupt_file_loses_no_page_and_is_reported(raw: Path, tmp_path: Path) -> None:
    (raw / "news.warc.gz").write_bytes(packed(crawl())[:-40])
    report = run(tmp_path)
    assert (report.documents, [aside.id for aside in report.asides]) == ({"cleaned": 3}, ["news.warc.gz#9"])
    assert isinstance(report.asides[0], Aside)
