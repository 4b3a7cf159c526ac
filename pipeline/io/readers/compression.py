"""Packed files, read as what is in them; a torn one is Unreadable."""

import gzip
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import PurePosixPath
from typing import BinaryIO, cast

from pipeline.errors import Unreadable
from pipeline.io.stores.protocol import Store

SUFFIXES = frozenset({".gz", ".zst"})


@contextmanager
def open_unpacked(raw: Store, path: str) -> Iterator[BinaryIO]:
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


def read_unpacked(file: BinaryIO, size: int, *, line: bool = False) -> bytes:
    """At most ``size`` bytes, or a line of at most that; Unreadable when what is packed is torn."""
    try:
        return file.readline(size) if line else file.read(size)
    except _unpacking_errors() as why:
        raise Unreadable("intake/torn", f"cannot be unpacked: {why}", "Fetch the file again.") from why


def _unpacking_errors() -> tuple[type[Exception], ...]:
    from backports import zstd

    return gzip.BadGzipFile, EOFError, zlib.error, zstd.ZstdError
