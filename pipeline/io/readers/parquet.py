"""Parquet files as documents: a row is one, with the columns of a line of JSONL (``text`` or ``html``, ``url`` ...)."""

import json
from collections.abc import Iterator
from itertools import accumulate
from typing import BinaryIO

from pipeline.errors import Unreadable

_AT_ONCE = 200  # rows held in memory


def row_groups(file: BinaryIO) -> list[tuple[int, int]]:
    """Where each row group begins, in rows, and how many rows it has. Raises Unreadable for what is no Parquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        told = pq.ParquetFile(file).metadata
    except pa.ArrowException as why:
        raise _torn(why) from why
    sizes = [told.row_group(at).num_rows for at in range(told.num_row_groups)]
    return list(zip(accumulate(sizes, initial=0), sizes, strict=False))


def json_lines(file: BinaryIO, *, offset: int, length: int) -> Iterator[bytes]:
    """The rows from ``offset`` on, ``length`` of them (0: all), each as a line of JSON. Empty cells are left out."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    inside = range(offset, offset + length) if length else None
    wanted = [at for at, (start, _) in enumerate(row_groups(file)) if inside is None or start in inside]
    try:
        for batch in pq.ParquetFile(file).iter_batches(_AT_ONCE, row_groups=wanted):
            for row in batch.to_pylist():
                known = {key: value for key, value in row.items() if value is not None}
                yield json.dumps(known, ensure_ascii=False, default=_plain).encode()
    except pa.ArrowException as why:
        raise _torn(why) from why


def _plain(value: object) -> str:
    """A cell that JSON has no form for: bytes as the UTF-8 they should be, a date as it is written."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _torn(why: Exception) -> Unreadable:
    return Unreadable("intake/torn", f"cannot be read as Parquet: {why}", "Fetch the file again.")
