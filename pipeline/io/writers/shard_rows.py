"""Clean documents as rows of a file: a line of JSON each, or a row of Parquet each, with its record in it."""

import io
import json
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO

from pipeline.document import Document, canonical, record

Row = dict[str, Any]
_COLUMNS = (*canonical.KEYS, "text", "record")


def row_of(doc: Document, digest: str, raw_bytes: int) -> Row:
    """A cleaned document as a row: the keys of its front matter, ``text``, and ``record``, to replay it from."""
    return {**record.front_matter(doc, digest), "text": doc.text, "record": record.as_dict(doc, digest, raw_bytes)}


def provenance_of(row: Row) -> record.Provenance:
    """What a row says of the bytes, rules and version that made it."""
    return record.provenance_of(row["record"])


def dump_rows(rows: Sequence[Row], to: str) -> bytes:
    """A file of rows; ``to`` is "jsonl" or "parquet". The same rows give the same bytes."""
    if to == "jsonl":
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    import pyarrow as pa
    import pyarrow.parquet as pq

    columns = {key: [row.get(key) for row in rows] for key in _COLUMNS}
    columns["record"] = [json.dumps(told, ensure_ascii=False) for told in columns["record"]]
    shape = pa.schema([(key, pa.string()) for key in _COLUMNS])
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns, schema=shape), buffer, compression="zstd")
    return buffer.getvalue()


def load_rows(file: BinaryIO, to: str) -> Iterator[Row]:
    """The rows of a file, as they were given to ``dump``."""
    if to == "jsonl":
        yield from map(json.loads, file)
        return
    import pyarrow.parquet as pq

    for found in pq.read_table(file).to_pylist():
        known = {key: value for key, value in found.items() if value is not None}
        yield {**known, "record": json.loads(known["record"])}
