"""What stands in ``raw/``, read as documents; ``raw/`` itself is never written to.

Names decide how a file is opened (``.jsonl`` is a document a line, ``.parquet`` one a row, ``.warc`` one a record;
``.gz`` and ``.zst`` are unpacked); what a page is, HTML or text, its content decides later. Hidden files (``.git``,
``.DS_Store``) are no documents and passed over.
"""

import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple

from pipeline import parquet, warc
from pipeline.configs import Corpus
from pipeline.document import Document, Fact
from pipeline.errors import Unreadable
from pipeline.storage.folder import Folder, at
from pipeline.storage.packing import SUFFIXES, opened, read

_PAGES = frozenset({".html", ".htm", ".xhtml", ".txt", ".text", ".md", ".markdown", ""})
_LINES = frozenset({".jsonl", ".ndjson"})
_HTML_SIGNS = (b"<!doctype html", b"<html", b"<head", b"<body")
_SNIFFED = 2048  # bytes in which a page of unknown suffix must show that it is HTML


class Source(NamedTuple):
    """A file below ``raw/``, or a stretch of one of many documents.

    ``path`` has forward slashes; ``size`` is that of the file in bytes; its times are those of ``folder.Found``.
    A stretch begins at byte ``offset`` of what is unpacked, with line ``first``, and has ``length`` bytes; 0 is all. In
    Parquet both are rows; in WARC they are bytes of the file as it is, for its records are packed one by one.
    """

    path: str
    size: int
    mtime_ns: int
    touched_ns: int = 0
    first: int = 1
    offset: int = 0
    length: int = 0
    last: bool = True


class Aside(NamedTuple):
    """A document that could not be cleaned: ``rule`` is ``stage/reason-in-short``, ``cure`` says what to do.

    The rest says which bytes, rules and version it was judged by, as in ``record.Head``; empty where that is unknown.
    """

    id: str
    reason: str
    stage: str
    rule: str
    cure: str
    raw_sha256: str = ""
    rules: str = ""
    copydesk: str = ""
    raw_bytes: int = 0


def aside(source: str, why: Unreadable) -> Aside:
    """The line of ``_aside.jsonl`` for a document that a stage or the intake found unreadable."""
    return Aside(source, why.reason, why.rule.partition("/")[0], why.rule, why.cure)


def sources(raw: Folder | Path, *, besides: Path | str = "") -> Iterator[Source]:
    """Every file below ``raw`` by name, folder by folder, but for the folder ``besides`` (a ``clean/`` inside it)."""
    folder = raw if not isinstance(raw, Path) else at(str(raw))
    for found in folder.walk(besides=str(besides)):
        yield Source(*found)


def source(path: Path) -> Source:
    """One file, named on its own."""
    stat = path.stat()
    return Source(path.name, stat.st_size, stat.st_mtime_ns)


def has_lines(path: str) -> bool:
    """Whether a file holds many documents: one a line, a row or a record."""
    return _suffix(path) in _LINES or is_parquet(path) or is_warc(path)


def is_parquet(path: str) -> bool:
    """Whether a file holds a document a row."""
    return path.lower().endswith(".parquet")


def is_warc(path: str) -> bool:
    """Whether a file holds what a crawler fetched, a page a record."""
    return _suffix(path) == ".warc"


def file_of(source: str) -> str:
    """The file that a document is from.

    >>> file_of("a/b.jsonl#12"), file_of("a/c.html")
    ('a/b.jsonl', 'a/c.html')
    """
    file, _, line = source.rpartition("#")
    return file if line.isdecimal() and has_lines(file) else source


def documents(raw: Folder | Path, source: Source, limits: Corpus) -> Iterator[Document | Aside]:
    """The documents of one file, or why there is none: one for a page, one a line, row or record."""
    folder = raw if not isinstance(raw, Path) else at(str(raw))
    shown = source.path.encode(errors="backslashreplace").decode()
    if shown != source.path:
        yield aside(shown, Unreadable("intake/name", "its name is not UTF-8", "Rename the file."))
        return
    try:
        if is_parquet(source.path):
            yield from _rows(folder, source, limits)
        elif is_warc(source.path):
            yield from _records(folder, source, limits)
        elif has_lines(source.path):
            yield from _lines(folder, source, limits)
        else:
            yield Document(source.path, _page(folder, source.path, limits))
    except Unreadable as why:
        yield aside(source.path, why)
    except OSError as why:
        cure = "Look at the file and its permissions, then run again."
        yield aside(source.path, Unreadable("intake/unreadable", why.strerror or str(why), cure))


def _suffix(path: str) -> str:
    """The suffix that says how to read a file, without that of its packing."""
    name = PurePosixPath(path)
    return PurePosixPath(name.stem if name.suffix.lower() in SUFFIXES else name.name).suffix.lower()


def _page(raw: Folder, path: str, limits: Corpus) -> bytes:
    with opened(raw, path) as file:
        page = read(file, limits.max_bytes + 1)
    if len(page) > limits.max_bytes:
        raise _too_large(limits)
    suffix = _suffix(path)
    if suffix not in _PAGES and not any(sign in page[:_SNIFFED].lower() for sign in _HTML_SIGNS):
        cure = "If it is an article, give it the suffix .txt or .html; else remove it."
        raise Unreadable("intake/suffix", f"{suffix} is not a kind of file that holds articles", cure)
    return page


def _too_large(limits: Corpus) -> Unreadable:
    cure = "Raise max_bytes in corpus.yaml if it is an article."
    return Unreadable("intake/too-large", f"larger than max_bytes, {limits.max_bytes}", cure)


def _lines(raw: Folder, source: Source, limits: Corpus) -> Iterator[Document | Aside]:
    with opened(raw, source.path) as file:
        file.seek(source.offset)
        left, number = source.length or sys.maxsize, source.first
        while left > 0 and (line := read(file, limits.max_bytes + 2, line=True)):
            name = f"{source.path}#{number}"
            left -= len(line)
            if len(line.rstrip(b"\r\n")) > limits.max_bytes:
                left -= _skip(file, line, limits)
                yield aside(name, _too_large(limits))
            elif line.strip():
                yield Document(name, line.rstrip(b"\r\n"), "line")
            number += 1


def _rows(raw: Folder, source: Source, limits: Corpus) -> Iterator[Document | Aside]:
    with raw.open(source.path) as file:
        for number, line in enumerate(parquet.lines(file, offset=source.offset, length=source.length), source.first):
            name = f"{source.path}#{number}"
            yield aside(name, _too_large(limits)) if len(line) > limits.max_bytes else Document(name, line, "line")


def _records(raw: Folder, source: Source, limits: Corpus) -> Iterator[Document | Aside]:
    with raw.open(source.path) as file:
        span = {"offset": source.offset, "length": source.length, "first": source.first}
        for number, page in warc.pages(file, **span, most=limits.max_bytes):
            name = f"{source.path}#{number}"
            if isinstance(page, Unreadable):
                yield aside(name, page)
            else:
                facts = [Fact(key, value, "intake/warc") for key, value in page._asdict().items() if key != "body"]
                yield Document(name, page.body).take("intake", [fact for fact in facts if fact.value])


def _skip(file: BinaryIO, line: bytes, limits: Corpus) -> int:
    """Reads on to the end of a line that is too long to hold; gives the bytes read."""
    skipped = 0
    while line and not line.endswith(b"\n"):
        line = read(file, limits.max_bytes, line=True)
        skipped += len(line)
    return skipped
