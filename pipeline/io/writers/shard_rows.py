"""Shard rows: clean documents as lines of JSON or rows of Parquet, each with its record."""

import io
import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from typing import Any, BinaryIO

from pipeline.document import Document, canonical, record
from pipeline.io.writers.stored import DAMAGED

Row = dict[str, Any]
_COLUMNS = (*canonical.KEYS, "text", "record")


def shard_row(doc: Document, digest: str, raw_bytes: int) -> Row:
    """A cleaned document as a row: the keys of its front matter, ``text`` and ``record``, from which it is replayed."""
    return {**record.front_matter(doc, digest), "text": doc.text, "record": record.as_dict(doc, digest, raw_bytes)}


def provenance_of(row: Row) -> record.Provenance:
    """The bytes, rules and version that gave a row."""
    return record.provenance_of(row["record"])


def dump_rows(rows: Sequence[Row], output_format: str) -> bytes:
    """A file of rows as "jsonl" or "parquet". Equal rows give equal bytes."""
    if output_format == "jsonl":
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {key: [row.get(key) for row in rows] for key in _COLUMNS}
    columns["record"] = [json.dumps(value, ensure_ascii=False) for value in columns["record"]]
    schema = pa.schema([(key, pa.string()) for key in _COLUMNS])
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns, schema=schema), buffer, compression="zstd")
    return buffer.getvalue()


def load_rows(file: BinaryIO, output_format: str) -> Iterator[Row]:
    """The rows of a file that ``dump_rows`` gave; damaged ones are skipped."""
    cells = _json_cells(file) if output_format == "jsonl" else _parquet_cells(file)
    for row in cells:
        with suppress(*DAMAGED):
            provenance = provenance_of(row)
            if provenance.source == row["source"]:
                yield row


def _json_cells(file: BinaryIO) -> Iterator[Row]:
    for line in file:
        with suppress(*DAMAGED):
            yield json.loads(line)


def _parquet_cells(file: BinaryIO) -> Iterator[Row]:
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(file).read(use_threads=False).to_pylist()  # no thread outlives the file
    except OSError as why:
        if why.errno:  # of the disk, not of the content
            raise
        return
    except (pa.ArrowException, *DAMAGED):
        return
    for cells in table:
        with suppress(*DAMAGED):
            row = {key: value for key, value in cells.items() if value is not None}
            yield {**row, "record": json.loads(row["record"])}
