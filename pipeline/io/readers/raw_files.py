"""What stands in ``raw/``, read as documents; ``raw/`` itself is never written to.

Names decide how a file is opened (``.jsonl`` is a document a line, ``.parquet`` one a row, ``.warc`` one a record;
``.gz`` and ``.zst`` are unpacked); what a page is, HTML or text, its content decides later. Hidden files (``.git``,
``.DS_Store``) are no documents and passed over.
"""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from pipeline.document import Document, Fact
from pipeline.errors import Unreadable
from pipeline.io.asides import Aside, aside_of
from pipeline.io.readers import parquet, warc
from pipeline.io.readers.compression import open_unpacked, read_unpacked
from pipeline.io.sources import Source, holds_many_documents, is_parquet, is_warc, suffix_of
from pipeline.io.stores import open_store
from pipeline.io.stores.protocol import Store
from pipeline.rules.loading import CorpusRules

_PAGES = frozenset({".html", ".htm", ".xhtml", ".txt", ".text", ".md", ".markdown", ""})
_HTML_SIGNS = (b"<!doctype html", b"<html", b"<head", b"<body")
_SNIFFED = 2048  # bytes in which a page of unknown suffix must show that it is HTML


def read_documents(raw: Store | Path, source: Source, limits: CorpusRules) -> Iterator[Document | Aside]:
    """The documents of one file, or why there is none: one for a page, one a line, row or record."""
    folder = raw if not isinstance(raw, Path) else open_store(str(raw))
    shown = source.path.encode(errors="backslashreplace").decode()
    if shown != source.path:
        yield aside_of(shown, Unreadable("intake/name", "its name is not UTF-8", "Rename the file."))
        return
    try:
        if is_parquet(source.path):
            yield from _rows(folder, source, limits)
        elif is_warc(source.path):
            yield from _records(folder, source, limits)
        elif holds_many_documents(source.path):
            yield from _lines(folder, source, limits)
        else:
            yield Document(source.path, _page(folder, source.path, limits))
    except Unreadable as why:
        yield aside_of(source.path, why)
    except OSError as why:
        remedy = "Look at the file and its permissions, then run again."
        yield aside_of(source.path, Unreadable("intake/unreadable", why.strerror or str(why), remedy))


def _page(raw: Store, path: str, limits: CorpusRules) -> bytes:
    with open_unpacked(raw, path) as file:
        page = read_unpacked(file, limits.max_bytes + 1)
    if len(page) > limits.max_bytes:
        raise _too_large(limits)
    suffix = suffix_of(path)
    if suffix not in _PAGES and not any(sign in page[:_SNIFFED].lower() for sign in _HTML_SIGNS):
        remedy = "If it is an article, give it the suffix .txt or .html; else remove it."
        raise Unreadable("intake/suffix", f"{suffix} is not a kind of file that holds articles", remedy)
    return page


def _too_large(limits: CorpusRules) -> Unreadable:
    remedy = "Raise max_bytes in corpus.yaml if it is an article."
    return Unreadable("intake/too-large", f"larger than max_bytes, {limits.max_bytes}", remedy)


def _lines(raw: Store, source: Source, limits: CorpusRules) -> Iterator[Document | Aside]:
    with open_unpacked(raw, source.path) as file:
        file.seek(source.offset)
        left, number = source.length or sys.maxsize, source.first
        while left > 0 and (line := read_unpacked(file, limits.max_bytes + 2, line=True)):
            name = f"{source.path}#{number}"
            left -= len(line)
            if len(line.rstrip(b"\r\n")) > limits.max_bytes:
                left -= _skip(file, line, limits)
                yield aside_of(name, _too_large(limits))
            elif line.strip():
                yield Document(name, line.rstrip(b"\r\n"), "line")
            number += 1


def _rows(raw: Store, source: Source, limits: CorpusRules) -> Iterator[Document | Aside]:
    with raw.open(source.path) as file:
        for number, line in enumerate(
            parquet.json_lines(file, offset=source.offset, length=source.length), source.first
        ):
            name = f"{source.path}#{number}"
            yield aside_of(name, _too_large(limits)) if len(line) > limits.max_bytes else Document(name, line, "line")


def _records(raw: Store, source: Source, limits: CorpusRules) -> Iterator[Document | Aside]:
    with raw.open(source.path) as file:
        span = {"offset": source.offset, "length": source.length, "first": source.first}
        for number, page in warc.pages(file, **span, most=limits.max_bytes):
            name = f"{source.path}#{number}"
            if isinstance(page, Unreadable):
                yield aside_of(name, page)
            else:
                facts = [Fact(key, value, "intake/warc") for key, value in page._asdict().items() if key != "body"]
                yield Document(name, page.body).take("intake", [fact for fact in facts if fact.value])


def _skip(file: BinaryIO, line: bytes, limits: CorpusRules) -> int:
    """Reads on to the end of a line that is too long to hold; gives the bytes read."""
    skipped = 0
    while line and not line.endswith(b"\n"):
        line = read_unpacked(file, limits.max_bytes, line=True)
        skipped += len(line)
    return skipped
