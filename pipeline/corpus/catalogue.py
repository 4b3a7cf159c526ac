"""Catalogue: ``_catalogue.parquet``, a row for each document and each aside. No run depends on it.

The previous catalogue is kept as ``_catalogue.last.parquet``, for comparison.
"""

import csv
import io
from datetime import date, datetime
from typing import Any

from pipeline.corpus.catalogue_rows import STAGE_NAMES, Row, catalogue_row
from pipeline.corpus.near_duplicates import Copy
from pipeline.io.own_files import CATALOGUE, PREVIOUS_CATALOGUE
from pipeline.io.result_row import ResultRow
from pipeline.io.stores.protocol import NewFile, Store
from pipeline.io.writers import stored

_MEASURED = ("words_before", "words_after", "characters", *(f"edits_{stage}" for stage in STAGE_NAMES))
"""Columns of numbers that only a clean document has."""
_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")


def known_similarities(clean: Store) -> dict[tuple[str, str], float]:
    """The similarities that an earlier run found, by the digests of the two texts."""
    rows = _read_columns(clean, CATALOGUE, ["source", "text_sha256", "duplicate_of", "similarity"]) or []
    digests = {row["source"]: row["text_sha256"] for row in rows}
    pairs = ((row["text_sha256"], digests.get(row["duplicate_of"]), row["similarity"]) for row in rows)
    return {(copy, canonical): similarity for copy, canonical, similarity in pairs if canonical}


def write(clean: Store, rows: list[Row]) -> None:
    """Write the catalogue; the present one becomes the previous one. What is not known is NULL; times are in UTC."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    arrays = {key: pa.array(_cells(rows, key), type_) for key, type_ in _types().items()}
    buffer = io.BytesIO()
    pq.write_table(pa.table(arrays), buffer, compression="zstd")
    clean.move(CATALOGUE, PREVIOUS_CATALOGUE)
    clean.put([NewFile(CATALOGUE, buffer.getvalue())])


def _types() -> dict[str, Any]:
    """The columns and their types of Arrow."""
    import pyarrow as pa

    return {
        **dict.fromkeys(_column_names(), pa.string()),
        **dict.fromkeys(_MEASURED, pa.int32()),
        "raw_bytes": pa.int64(),
        "date": pa.date32(),
        "removed": pa.float64(),
        "similarity": pa.float64(),
        "by_rule": pa.map_(pa.string(), pa.int32()),
        "sketch": pa.binary(),
        "run_time": pa.timestamp("ms"),
    }


def _cells(rows: list[Row], key: str) -> list[Any]:
    if key == "date":
        return [date.fromisoformat(row[key]) if row[key] else None for row in rows]
    if key == "run_time":
        return [datetime.fromisoformat(row["run"]).replace(tzinfo=None) if row["run"] else None for row in rows]
    if key == "by_rule":
        return [list(row[key].items()) for row in rows]
    if key == "similarity":
        return [row[key] if row["duplicate_of"] else None for row in rows]
    if key in _MEASURED or key == "removed":
        return [row[key] if row["status"] == "clean" else None for row in rows]
    return [None if row[key] == "" else row[key] for row in rows]


def _plain(row: dict[str, Any]) -> Row:
    """A row as ``catalogue_row`` makes it: text for a date, and no NULL."""
    numbers = {*_MEASURED, "removed", "similarity"}
    known: Row = {key: (0 if key in numbers else "") if value is None else value for key, value in row.items()}
    known.pop("run_time", None)
    return {**known, "date": str(known["date"]), "by_rule": dict(known["by_rule"])}


def _column_names() -> list[str]:
    return list(catalogue_row(ResultRow("", "cleaned")))


def read(clean: Store, file: str = CATALOGUE) -> list[Row]:
    """The rows of a catalogue; none where it is missing, damaged, or of an older version."""
    try:
        rows = _read_columns(clean, file) or []
        return [_plain(row) for row in rows] if rows and rows[0].keys() >= set(_column_names()) else []
    except stored.DAMAGED:
        return []


def read_copies(clean: Store) -> list[Copy] | None:
    """The copies that the catalogue names, all of it being read; None where it is missing or damaged."""
    table = _read_table(clean, CATALOGUE)
    if table is None or not set(_column_names()) <= set(table.column_names):
        return None
    import pyarrow.compute as pc

    copies = table.filter(pc.is_valid(table["duplicate_of"])).select(Copy._fields).to_pylist()
    return sorted(Copy(**row) for row in copies)


def _read_columns(clean: Store, file: str, columns: list[str] | None = None) -> list[Row] | None:
    table = _read_table(clean, file, columns)
    return None if table is None else table.to_pylist()


def _read_table(clean: Store, file: str, columns: list[str] | None = None) -> Any:
    """A catalogue as a table of Arrow; None where it is missing or damaged."""
    if not clean.stat(file):
        return None
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        with clean.open(file) as opened:
            table = pq.ParquetFile(opened).read(columns=columns, use_threads=False)  # no thread outlives the file
        table.validate(full=True)
    except OSError as why:
        if why.errno:  # of the disk, not of the content
            raise
        return None
    except (pa.ArrowException, *stored.DAMAGED):
        return None
    return table


def as_csv(rows: list[Row]) -> str:
    """The rows as CSV with a header, without sketches and counts by rule."""
    keys = [key for key in _column_names() if key not in {"sketch", "by_rule"}]
    text = io.StringIO()
    out = csv.DictWriter(text, keys, extrasaction="ignore", lineterminator="\n")
    out.writeheader()
    out.writerows({key: _csv_cell(row.get(key)) for key in keys} for row in rows)
    return text.getvalue()


def _csv_cell(value: Any) -> Any:
    """A cell that no spreadsheet takes for a formula: a leading = + - @ gets an apostrophe before it."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_SIGNS) else value
