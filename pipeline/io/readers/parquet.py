"""Parquet reader: each row is a document, with the columns of a line of JSONL (``text`` or ``html``, ``url`` ...)."""

import json
from collections.abc import Iterator
from itertools import accumulate
from typing import BinaryIO

from pipeline.io.readers.reasons import corrupt

_BATCH_ROWS = 200  # decoded at once


def row_groups(file: BinaryIO) -> list[tuple[int, int]]:
    """The first row and the number of rows of each row group. Raises Unreadable for a file that is not Parquet."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        metadata = pq.ParquetFile(file).metadata
    except pa.ArrowException as why:
        raise corrupt(f"cannot be read as Parquet: {why}") from why
    sizes = [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)]
    return list(zip(accumulate(sizes, initial=0), sizes, strict=False))


def json_lines(file: BinaryIO, *, offset: int, length: int) -> Iterator[bytes]:
    """``length`` rows from row ``offset`` on (0: all), each as a line of JSON without empty cells."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    wanted_rows = range(offset, offset + length) if length else None
    groups = [
        number for number, (start, _) in enumerate(row_groups(file)) if wanted_rows is None or start in wanted_rows
    ]
    try:
        for batch in pq.ParquetFile(file).iter_batches(_BATCH_ROWS, row_groups=groups):
            for row in batch.to_pylist():
                cells = {key: value for key, value in row.items() if value is not None}
                yield json.dumps(cells, ensure_ascii=False, default=_as_text).encode()
    except pa.ArrowException as why:
        raise corrupt(f"cannot be read as Parquet: {why}") from why


def _as_text(value: object) -> str:
    """A cell of a type that JSON lacks: bytes are decoded as UTF-8, dates are written in ISO format."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
