"""Compressed raw files: ``.gz`` and ``.zst`` are read as their content."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from pipeline.io.readers.reasons import corrupt
from pipeline.io.stores.protocol import Store

SUFFIXES = frozenset({".gz", ".zst"})


@contextmanager
def open_unpacked(raw: Store, path: str) -> Iterator[BinaryIO]:
    """Open a file for reading its uncompressed content."""
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


def read_unpacked(file: BinaryIO, size: int, *, line: bool = False) -> bytes:
    """At most ``size`` bytes, or one line of at most that many. Raises Unreadable where the file is damaged."""
    try:
        return file.readline(size) if line else file.read(size)
    except _unpacking_errors() as why:
        raise corrupt(f"cannot be unpacked: {why}") from why


def _unpacking_errors() -> tuple[type[Exception], ...]:
    from backports import zstd

    return gzip.BadGzipFile, EOFError, zlib.error, zstd.ZstdError
