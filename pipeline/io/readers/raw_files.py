"""Reader of raw files: the documents of one file. The raw folder is never written to.

The name decides how a file is opened: ``.jsonl`` and ``.ndjson`` have a document in each line, ``.csv``, ``.tsv`` and
``.parquet`` in each row, ``.warc`` in each record; ``.json`` is one; ``.gz`` and ``.zst`` are unpacked. The content
decides later whether a page is HTML or text. Hidden files (``.git``, ``.DS_Store``) are skipped.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from pipeline.document import Document, Fact
from pipeline.errors import Unreadable
from pipeline.io.asides import Aside, aside_of
from pipeline.io.readers import csv_rows, parquet, reasons, warc
from pipeline.io.readers.compression import open_unpacked, read_unpacked
from pipeline.io.sources import (
    Source,
    holds_many_documents,
    is_csv,
    is_parquet,
    is_warc,
    line_name,
    page_name,
    suffix_of,
)
from pipeline.io.stores import open_store
from pipeline.io.stores.protocol import Store
from pipeline.rules.loading import CorpusRules

_PAGE_SUFFIXES = frozenset({".html", ".htm", ".xhtml", ".txt", ".text", ".md", ".markdown", ""})
_JSON = ".json"
_HTML_TAGS = (b"<!doctype html", b"<html", b"<head", b"<body")
_SNIFFED_BYTES = 2048  # in which a page of unknown suffix must show that it is HTML


def read_documents(raw: Store | Path, source: Source, limits: CorpusRules) -> Iterator[Document | Aside]:
    """The documents of one file or chunk: one for a page, else one for each line, row or record.

    What cannot be read is given as an Aside with its reason.
    """
    store = open_store(str(raw)) if isinstance(raw, Path) else raw
    name = page_name(source.path)
    try:
        if problem := reasons.unopened(source.path, source.problem):
            raise problem
        yield from _documents(store, source, limits)
    except Unreadable as why:
        yield aside_of(_printable_name(name), why)
    except OSError as why:
        remedy = "Look at the file and its permissions, then run again."
        yield aside_of(name, Unreadable("reader/unreadable", why.strerror or str(why), remedy))


def _printable_name(name: str) -> str:
    """The name; one that is not UTF-8 is shown as ``./`` and its escaped bytes, which no other file is called."""
    shown = name.encode(errors="backslashreplace").decode()
    return name if shown == name else f"./{shown}"


def _documents(raw: Store, source: Source, limits: CorpusRules) -> Iterator[Document | Aside]:
    if is_parquet(source.path):
        yield from _rows(raw, source, limits)
    elif is_csv(source.path):
        yield from _csv_rows(raw, source, limits)
    elif is_warc(source.path):
        yield from _records(raw, source, limits)
    elif holds_many_documents(source.path):
        yield from _lines(raw, source, limits)
    else:
        page = _page(raw, source.path, limits)
        yield Document(page_name(source.path), page, "line" if suffix_of(source.path) == _JSON else "page")


def _page(raw: Store, path: str, limits: CorpusRules) -> bytes:
    with open_unpacked(raw, path) as file:
        page = read_unpacked(file, limits.max_bytes + 1)
    if len(page) > limits.max_bytes:
        raise reasons.too_large(limits.max_bytes)
    _check_kind(suffix_of(path), page)
    return page


def _check_kind(suffix: str, page: bytes) -> None:
    """Raise Unreadable for a file that is no article by its suffix and its content."""
    if suffix == _JSON:
        if not page.lstrip().startswith(b"{"):
            remedy = "Convert it to JSONL, one object with `text` or `html` a line: jq -c '.[]' a.json > a.jsonl"
            raise Unreadable("reader/json", "it is JSON, but no object of one article", remedy)
    elif suffix not in _PAGE_SUFFIXES and not any(tag in page[:_SNIFFED_BYTES].lower() for tag in _HTML_TAGS):
        remedy = "If it is an article, give it the suffix .txt or .html; else remove it."
        raise Unreadable("reader/suffix", f"{suffix} is not a kind of file that holds articles", remedy)


def _lines(raw: Store, source: Source, limits: CorpusRules) -> Iterator[Document | Aside]:
    with open_unpacked(raw, source.path) as file:
        file.seek(source.offset)
        remaining, number = source.length or sys.maxsize, source.first
        while remaining > 0 and (line := read_unpacked(file, limits.max_bytes + 2, line=True)):
            name = line_name(source.path, number)
            remaining -= len(line)
            content = line.rstrip(b"\r\n")
            if len(content) > limits.max_bytes:
                remaining -= _skip_line(file, line, limits)
                yield aside_of(name, reasons.too_large(limits.max_bytes))
            elif line.strip():
                yield Document(name, content, "line")
            number += 1


def _skip_line(file: BinaryIO, line: bytes, limits: CorpusRules) -> int:
    """Read to the end of a line that is too long to keep; returns the number of bytes read."""
    skipped = 0
    while line and not line.endswith(b"\n"):
        line = read_unpacked(file, limits.max_bytes, line=True)
        skipped += len(line)
    return skipped


def _rows(raw: Store, source: Source, limits: CorpusRules) -> Iterator[Document | Aside]:
    with raw.open(source.path) as file:
        lines = parquet.json_lines(file, offset=source.offset, length=source.length)
        for number, line in enumerate(lines, source.first):
            name = line_name(source.path, number)
            if len(line) > limits.max_bytes:
                yield aside_of(name, reasons.too_large(limits.max_bytes))
            else:
                yield Document(name, line, "line")


def _csv_rows(raw: Store, source: Source, limits: CorpusRules) -> Iterator[Document | Aside]:
    with open_unpacked(raw, source.path) as file:
        for number, line in enumerate(csv_rows.json_lines(file, max_bytes=limits.max_bytes), 1):
            yield Document(line_name(source.path, number), line, "line")


def _records(raw: Store, source: Source, limits: CorpusRules) -> Iterator[Document | Aside]:
    with raw.open(source.path) as file:
        chunk = warc.Chunk(source.first, source.offset, source.length)
        for number, page in warc.pages(file, chunk, max_bytes=limits.max_bytes):
            name = line_name(source.path, number)
            if isinstance(page, Unreadable):
                yield aside_of(name, page)
            else:
                known = {"id": page.id, "url": page.url, "meta.warc_date": page.date}
                facts = [Fact(key, value, "reader/warc") for key, value in known.items() if value]
                yield Document(name, page.body).take("reader", facts)
