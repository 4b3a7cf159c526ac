"""Chunks: large files of many documents are split, so that several workers can clean one file."""

from collections.abc import Callable, Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from pipeline.errors import Unreadable
from pipeline.io.readers import parquet, warc
from pipeline.io.readers.compression import SUFFIXES, open_unpacked, read_unpacked
from pipeline.io.sources import Source, holds_many_documents, is_csv, is_parquet, is_warc
from pipeline.io.stores.protocol import Store

_BLOCK = 1 << 20  # bytes read at once when only line ends are counted
_MAX_EXPANSION = 100  # a file that unpacks to more than so many times its size is not split any further
_MIN_SCANNED = 64 << 20  # unpacked bytes that are always scanned


_END = Source("", 0, 0)
NextChunk = Callable[[], Source]


def _attempt(next_chunk: NextChunk) -> Source | None:
    try:
        return next_chunk()
    except (Unreadable, OSError):
        return None


def size_of(chunk: Source) -> int:
    """About how many bytes a chunk has. A chunk of Parquet, whose length is in rows, counts as its whole file."""
    return chunk.size if is_parquet(chunk.path) else chunk.length or chunk.size


def split_source(
    raw: Store, source: Source, max_bytes: int, *, attempt: Callable[[NextChunk], Source | None] = _attempt
) -> Iterator[Source]:
    """The chunks of a file: whole lines, row groups or records of about ``max_bytes``, each as soon as it is known.

    A file of one document, a small file, and a file that cannot be read is one chunk; so is the rest of a file that
    cannot be read any further: its reader reports why. ``attempt`` gives the next chunk, and None where that fails.
    """
    found = iter(()) if source.problem else _chunks(raw, source, max_bytes)
    chunk, number = source, 0
    while (following := attempt(lambda: next(found, _END))) not in (None, _END):
        if number:
            yield chunk._replace(last=False)
        chunk, number = following, number + 1
    yield chunk._replace(length=0 if following is None else chunk.length, last=True)


def _chunks(raw: Store, source: Source, max_bytes: int) -> Iterator[Source]:
    packed = PurePosixPath(source.path).suffix.lower() in SUFFIXES
    if is_parquet(source.path):
        with raw.open(source.path) as file:
            for start, rows in parquet.row_groups(file):
                yield source._replace(first=start + 1, offset=start, length=rows)
    elif is_warc(source.path) and source.size > max_bytes:
        with raw.open(source.path) as file:
            for first, offset, length in warc.chunks(file, max_bytes):
                yield source._replace(first=first, offset=offset, length=length)
    elif _holds_lines(source.path) and (packed or source.size > max_bytes):
        with open_unpacked(raw, source.path) as unpacked:
            yield from _line_chunks(unpacked, source, max_bytes)


def _holds_lines(path: str) -> bool:
    """Whether a file may be split at any line end; a cell of CSV may contain one."""
    return holds_many_documents(path) and not is_warc(path) and not is_csv(path)


def _line_chunks(file: BinaryIO, source: Source, max_bytes: int) -> Iterator[Source]:
    first, start = 1, 0  # number of the first line and offset of the current chunk
    lines, position = 0, 0  # line ends in the current chunk, bytes read in all
    limit = max(_MIN_SCANNED, _MAX_EXPANSION * source.size)
    while block := read_unpacked(file, _BLOCK):
        if position > limit:
            yield source._replace(first=first, offset=start, length=0)
            return
        lines += block.count(b"\n")
        end = position + block.rfind(b"\n") + 1
        position += len(block)
        if b"\n" in block and end - start >= max_bytes:
            yield source._replace(first=first, offset=start, length=end - start)
            first, start, lines = first + lines, end, 0
    if position > start or not start:
        yield source._replace(first=first, offset=start, length=position - start)
