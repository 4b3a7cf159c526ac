"""What stands in ``raw/``, read as documents; ``raw/`` itself is never written to.

Names decide how a file is opened (``.jsonl`` is a document a line, ``.gz`` and ``.zst`` are unpacked); what a page is,
HTML or text, its content decides later. Hidden files (``.git``, ``.DS_Store``) are no documents and passed over.
"""

import gzip
import os
import zlib
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import BinaryIO, NamedTuple, cast

from pipeline.configs import Corpus
from pipeline.document import Document
from pipeline.errors import Unreadable

_PAGES = frozenset({".html", ".htm", ".xhtml", ".txt", ".text", ".md", ".markdown", ""})
_LINES = frozenset({".jsonl", ".ndjson"})
_PACKED = frozenset({".gz", ".zst"})
_HTML_SIGNS = (b"<!doctype html", b"<html", b"<head", b"<body")
_SNIFFED = 2048  # bytes in which a page of unknown suffix must show that it is HTML


class Source(NamedTuple):
    """A file below ``raw/``: its path with forward slashes, its size in bytes, its time of change in nanoseconds."""

    path: str
    size: int
    mtime_ns: int


class Aside(NamedTuple):
    """A document that could not be cleaned: ``rule`` is ``stage/reason-in-short``, ``cure`` says what to do."""

    id: str
    reason: str
    stage: str
    rule: str
    cure: str


def aside(source: str, why: Unreadable) -> Aside:
    """The line of ``_aside.jsonl`` for a document that a stage or the intake found unreadable."""
    return Aside(source, why.reason, why.rule.partition("/")[0], why.rule, why.cure)


def sources(raw: Path, *, besides: Path | None = None) -> Iterator[Source]:
    """Every file below ``raw`` by name, folder by folder, but for the folder ``besides`` (a ``clean/`` inside it)."""
    skipped = besides.resolve() if besides else None
    for folder, folders, files in os.walk(raw):
        here = Path(folder)
        folders[:] = sorted(name for name in folders if name[0] != "." and (here / name).resolve() != skipped)
        for name in sorted(name for name in files if name[0] != "."):
            stat = (here / name).stat(follow_symlinks=(here / name).exists())
            yield Source((here / name).relative_to(raw).as_posix(), stat.st_size, stat.st_mtime_ns)


def source(path: Path) -> Source:
    """One file, named on its own."""
    stat = path.stat()
    return Source(path.name, stat.st_size, stat.st_mtime_ns)


def documents(raw: Path, source: Source, limits: Corpus) -> Iterator[Document | Aside]:
    """The documents of one file, or why there is none: one for a page, one a line for JSONL."""
    shown = source.path.encode(errors="backslashreplace").decode()
    if shown != source.path:
        yield aside(shown, Unreadable("intake/name", "its name is not UTF-8", "Rename the file."))
        return
    try:
        if _suffix(source.path) in _LINES:
            yield from _lines(raw / source.path, source, limits)
        else:
            yield Document(source.path, _page(raw / source.path, limits))
    except Unreadable as why:
        yield aside(source.path, why)
    except OSError as why:
        cure = "Look at the file and its permissions, then run again."
        yield aside(source.path, Unreadable("intake/unreadable", why.strerror or str(why), cure))


def _suffix(path: str) -> str:
    """The suffix that says how to read a file, without that of its packing."""
    name = PurePosixPath(path)
    return PurePosixPath(name.stem if name.suffix.lower() in _PACKED else name.name).suffix.lower()


def _page(path: Path, limits: Corpus) -> bytes:
    with _opened(path) as file:
        raw = _read(file, limits.max_bytes + 1)
    if len(raw) > limits.max_bytes:
        raise _too_large(limits)
    suffix = _suffix(path.name)
    if suffix not in _PAGES and not any(sign in raw[:_SNIFFED].lower() for sign in _HTML_SIGNS):
        cure = "If it is an article, give it the suffix .txt or .html; else remove it."
        raise Unreadable("intake/suffix", f"{suffix} is not a kind of file that holds articles", cure)
    return raw


def _too_large(limits: Corpus) -> Unreadable:
    cure = "Raise max_bytes in corpus.yaml if it is an article."
    return Unreadable("intake/too-large", f"larger than max_bytes, {limits.max_bytes}", cure)


def _lines(path: Path, source: Source, limits: Corpus) -> Iterator[Document | Aside]:
    with _opened(path) as file:
        number = 0
        while line := _read(file, limits.max_bytes + 2, line=True):
            number += 1
            name = f"{source.path}#{number}"
            if len(line.rstrip(b"\r\n")) > limits.max_bytes:
                _skip(file, line, limits)
                yield aside(name, _too_large(limits))
            elif line.strip():
                yield Document(name, line.rstrip(b"\r\n"), "line")


def _skip(file: BinaryIO, line: bytes, limits: Corpus) -> None:
    """Reads on to the end of a line that is too long to hold."""
    while line and not line.endswith(b"\n"):
        line = _read(file, limits.max_bytes, line=True)


def _opened(path: Path) -> BinaryIO:
    suffix = path.suffix.lower()
    if suffix == ".gz":
        return cast("BinaryIO", gzip.open(path))
    if suffix == ".zst":
        from backports import zstd

        return cast("BinaryIO", zstd.open(path))
    return path.open("rb")


def _read(file: BinaryIO, size: int, *, line: bool = False) -> bytes:
    """At most ``size`` bytes, or a line of at most that; Unreadable when what is packed is torn."""
    try:
        return file.readline(size) if line else file.read(size)
    except _unpacking_errors() as why:
        raise Unreadable("intake/torn", f"cannot be unpacked: {why}", "Fetch the file again.") from why


def _unpacking_errors() -> tuple[type[Exception], ...]:
    from backports import zstd

    return gzip.BadGzipFile, EOFError, zlib.error, zstd.ZstdError
