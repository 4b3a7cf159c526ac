"""Large files of many documents, cut into stretches that can be cleaned side by side."""

from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from pipeline.errors import Unreadable
from pipeline.io.readers import parquet, warc
from pipeline.io.readers.compression import SUFFIXES, open_unpacked, read_unpacked
from pipeline.io.sources import Source, holds_many_documents, is_parquet, is_warc
from pipeline.io.stores.protocol import Store

_BLOCK = 1 << 20  # bytes read at once where only line ends are sought


def size_of(part: Source) -> int:
    """About how many bytes a file or stretch has; a stretch of Parquet, whose length is in rows, counts as its file."""
    return part.size if is_parquet(part.path) else part.length or part.size


def split_source(raw: Store, source: Source, most: int) -> Iterator[Source]:
    """A file in stretches of whole lines of about ``most`` bytes (unpacked); a page, or what can't be read, is one.

    ``last`` says of the last stretch that it is.
    """
    if is_parquet(source.path) or is_warc(source.path):
        yield from _records(raw, source, most)
        return
    if not holds_many_documents(source.path) or (
        source.size <= most and PurePosixPath(source.path).suffix.lower() not in SUFFIXES
    ):
        yield source
        return
    try:
        with open_unpacked(raw, source.path) as file:
            found = list(_stretches(file, source, most))
    except (Unreadable, OSError):
        found = []
    found = found or [source]
    yield from (part._replace(last=part is found[-1]) for part in found)


def _records(raw: Store, source: Source, most: int) -> Iterator[Source]:
    """A Parquet file by row groups, a WARC file by records."""
    try:
        with raw.open(source.path) as file:
            if is_parquet(source.path):
                found = [source._replace(first=at + 1, offset=at, length=rows) for at, rows in parquet.row_groups(file)]
            else:
                places = warc.chunks(file, most) if source.size > most else []
                found = [source._replace(first=at, offset=start, length=size) for at, start, size in places]
    except (Unreadable, OSError):
        found = []
    found = found or [source]
    yield from (part._replace(last=part is found[-1]) for part in found)


def _stretches(file: BinaryIO, source: Source, most: int) -> Iterator[Source]:
    first, offset = 1, 0  # where the stretch under way begins
    lines, position = 0, 0  # line ends in it so far, bytes read in all
    while block := read_unpacked(file, _BLOCK):
        lines += block.count(b"\n")
        end = position + block.rfind(b"\n") + 1
        position += len(block)
        if b"\n" in block and end - offset >= most:
            yield source._replace(first=first, offset=offset, length=end - offset)
            first, offset, lines = first + lines, end, 0
    if position > offset or not offset:
        yield source._replace(first=first, offset=offset, length=position - offset)
