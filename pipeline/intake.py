"""What stands in ``raw/``, read as documents; ``raw/`` itself is never written to.

Names decide how a file is opened (``.jsonl`` is a document a line, ``.gz`` and ``.zst`` are unpacked); what a page is,
HTML or text, its content decides later. Hidden files (``.git``, ``.DS_Store``) are no documents and passed over.
"""

import gzip
import sys
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple, cast

from pipeline.configs import Corpus
from pipeline.document import Document
from pipeline.errors import Unreadable
from pipeline.folder import Folder, at

_PAGES = frozenset({".html", ".htm", ".xhtml", ".txt", ".text", ".md", ".markdown", ""})
_LINES = frozenset({".jsonl", ".ndjson"})
_PACKED = frozenset({".gz", ".zst"})
_HTML_SIGNS = (b"<!doctype html", b"<html", b"<head", b"<body")
_BLOCK = 1 << 20  # bytes read at once where only line ends are sought
_SNIFFED = 2048  # bytes in which a page of unknown suffix must show that it is HTML


class Source(NamedTuple):
    """A file below ``raw/``, or a stretch of one of many documents.

    ``path`` has forward slashes; ``size`` is that of the file in bytes; its times are those of ``folder.Found``.
    A stretch begins at byte ``offset`` of what is unpacked, with line ``first``, and has ``length`` bytes; 0 is all.
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
    """Whether a file holds a document a line."""
    return _suffix(path) in _LINES


def parts(raw: Folder, source: Source, most: int) -> Iterator[Source]:
    """A file in stretches of whole lines of about ``most`` bytes (unpacked); a page, or what can't be read, is one.

    ``last`` says of the last stretch that it is.
    """
    if not has_lines(source.path) or (source.size <= most and PurePosixPath(source.path).suffix.lower() not in _PACKED):
        yield source
        return
    try:
        with _opened(raw, source.path) as file:
            found = list(_stretches(file, source, most))
    except (Unreadable, OSError):
        found = []
    found = found or [source]
    yield from (part._replace(last=part is found[-1]) for part in found)


def _stretches(file: BinaryIO, source: Source, most: int) -> Iterator[Source]:
    first, offset = 1, 0  # where the stretch under way begins
    lines, position = 0, 0  # line ends in it so far, bytes read in all
    while block := _read(file, _BLOCK):
        lines += block.count(b"\n")
        end = position + block.rfind(b"\n") + 1
        position += len(block)
        if b"\n" in block and end - offset >= most:
            yield source._replace(first=first, offset=offset, length=end - offset)
            first, offset, lines = first + lines, end, 0
    if position > offset or not offset:
        yield source._replace(first=first, offset=offset, length=position - offset)


def documents(raw: Folder | Path, source: Source, limits: Corpus) -> Iterator[Document | Aside]:
    """The documents of one file, or why there is none: one for a page, one a line for JSONL."""
    folder = raw if not isinstance(raw, Path) else at(str(raw))
    shown = source.path.encode(errors="backslashreplace").decode()
    if shown != source.path:
        yield aside(shown, Unreadable("intake/name", "its name is not UTF-8", "Rename the file."))
        return
    try:
        if has_lines(source.path):
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
    return PurePosixPath(name.stem if name.suffix.lower() in _PACKED else name.name).suffix.lower()


def _page(raw: Folder, path: str, limits: Corpus) -> bytes:
    with _opened(raw, path) as file:
        page = _read(file, limits.max_bytes + 1)
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
    with _opened(raw, source.path) as file:
        file.seek(source.offset)
        left, number = source.length or sys.maxsize, source.first
        while left > 0 and (line := _read(file, limits.max_bytes + 2, line=True)):
            name = f"{source.path}#{number}"
            left -= len(line)
            if len(line.rstrip(b"\r\n")) > limits.max_bytes:
                left -= _skip(file, line, limits)
                yield aside(name, _too_large(limits))
            elif line.strip():
                yield Document(name, line.rstrip(b"\r\n"), "line")
            number += 1


def _skip(file: BinaryIO, line: bytes, limits: Corpus) -> int:
    """Reads on to the end of a line that is too long to hold; gives the bytes read."""
    skipped = 0
    while line and not line.endswith(b"\n"):
        line = _read(file, limits.max_bytes, line=True)
        skipped += len(line)
    return skipped


@contextmanager
def _opened(raw: Folder, path: str) -> Iterator[BinaryIO]:
    """The file, unpacked."""
    suffix = PurePosixPath(path).suffix.lower()
    with raw.open(path) as file:
        if suffix == ".gz":
            with gzip.open(file) as unpacked:
                yield cast("BinaryIO", unpacked)
        elif suffix == ".zst":
            from backports import zstd

            with zstd.open(file) as unpacked:
                yield cast("BinaryIO", unpacked)
        else:
            yield file


def _read(file: BinaryIO, size: int, *, line: bool = False) -> bytes:
    """At most ``size`` bytes, or a line of at most that; Unreadable when what is packed is torn."""
    try:
        return file.readline(size) if line else file.read(size)
    except _unpacking_errors() as why:
        raise Unreadable("intake/torn", f"cannot be unpacked: {why}", "Fetch the file again.") from why


def _unpacking_errors() -> tuple[type[Exception], ...]:
    from backports import zstd

    return gzip.BadGzipFile, EOFError, zlib.error, zstd.ZstdError
