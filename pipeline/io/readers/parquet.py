"""Parquet reader: each row is a document, with the columns of a line of JSONL (``text`` or ``html``, ``url`` ...).

Values that Python cannot hold (nanoseconds, dates beyond year 9999, unknown time zones, bad UTF-8) are read as the text
that Arrow gives for them; a cell that has no text either counts as empty.
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import accumulate
from typing import TYPE_CHECKING, Any, BinaryIO

from pipeline.io.readers.reasons import corrupt

if TYPE_CHECKING:
    import pyarrow as pa

_OUT_OF_RANGE = "<value out of range"  # Arrow's text for a date or time that is none
_BATCH_ROWS = 200  # decoded at once
_CONVERSION_ERRORS = (ValueError, OverflowError, TypeError, KeyError, NotImplementedError, RecursionError)


def row_groups(file: BinaryIO) -> list[tuple[int, int]]:
    """The first row and the number of rows of each row group. Raises Unreadable for a file that is not Parquet."""
    import pyarrow.parquet as pq

    with _damage_as_unreadable():
        metadata = pq.ParquetFile(file).metadata
        sizes = [metadata.row_group(number).num_rows for number in range(metadata.num_row_groups)]
    return list(zip(accumulate(sizes, initial=0), sizes, strict=False))


def json_lines(file: BinaryIO, *, offset: int, length: int) -> Iterator[bytes]:
    """``length`` rows from row ``offset`` on (0: all), each as a line of JSON without empty cells.

    Raises Unreadable where the file is damaged.
    """
    import pyarrow.parquet as pq

    wanted = range(offset, offset + length) if length else None
    groups = [number for number, (start, _) in enumerate(row_groups(file)) if wanted is None or start in wanted]
    with _damage_as_unreadable():
        for batch in pq.ParquetFile(file).iter_batches(_BATCH_ROWS, row_groups=groups, use_threads=False):
            yield from map(_json_line, _rows(batch))


@contextmanager
def _damage_as_unreadable() -> Iterator[None]:
    import pyarrow as pa

    try:
        yield
    except OSError as why:
        if why.errno:  # of the disk or the network, not of the content
            raise
        raise corrupt(f"cannot be read as Parquet: {why}") from why
    except (pa.ArrowException, *_CONVERSION_ERRORS) as why:
        raise corrupt(f"cannot be read as Parquet: {why}") from why


def _rows(batch: "pa.RecordBatch") -> Iterator[dict[str, Any]]:
    import pyarrow as pa

    try:
        rows = None if any(map(_is_nanoseconds, batch.schema.types)) else batch.to_pylist()
    except (pa.ArrowException, *_CONVERSION_ERRORS):
        rows = None
    yield from (_row(batch, number) for number in range(batch.num_rows)) if rows is None else rows


def _row(batch: "pa.RecordBatch", number: int) -> dict[str, Any]:
    return {name: _value(column[number]) for name, column in zip(batch.schema.names, batch.columns, strict=True)}


def _is_nanoseconds(kind: Any) -> bool:
    """Whether a type is in nanoseconds: pyarrow gives such values as pandas types where pandas is installed."""
    return getattr(kind, "unit", None) == "ns"


def _in_microseconds(cell: Any) -> Any:
    """The cell in microseconds, which Python has types for. Raises ArrowInvalid if that loses digits."""
    import pyarrow as pa

    if pa.types.is_timestamp(cell.type):
        return cell.cast(pa.timestamp("us", cell.type.tz))
    return cell.cast(pa.duration("us") if pa.types.is_duration(cell.type) else pa.time64("us"))


def _value(cell: Any) -> object:
    """The value of a cell, or its text where Python has no such value; None where it has neither."""
    import pyarrow as pa

    unreadable = (pa.ArrowException, AttributeError, *_CONVERSION_ERRORS)
    with suppress(*unreadable):
        return (_in_microseconds(cell) if _is_nanoseconds(cell.type) else cell).as_py()
    with suppress(*unreadable):
        return cell.as_buffer().to_pybytes().decode("utf-8", "replace")
    with suppress(*unreadable):
        text = str(cell.cast(pa.string()).as_py())
        return None if text.startswith(_OUT_OF_RANGE) else text
    return None


def _json_line(row: dict[str, Any]) -> bytes:
    cells = {key: value for key, value in row.items() if value is not None}
    return json.dumps(cells, ensure_ascii=False, default=_as_text).encode()


def _as_text(value: object) -> str:
    """A value of a type that JSON lacks: bytes are decoded as UTF-8, dates are written in ISO format."""
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
