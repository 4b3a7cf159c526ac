"""Shard rows: clean documents as lines of JSON or rows of Parquet, each with its record.

A row has the keys of the front matter, ``text``, ``edits`` (their number by stage), ``duplicate_of`` where the document
is a copy, and ``record``. Parquet has typed columns instead: ``date`` and, where that is no whole date, ``date_text``;
a column ``edits_<stage>`` for each stage; the map ``meta`` of unknown input columns.

Without a record (``--no-record``), ``record`` has its head, the number of edits by rule, and no steps: the document
cannot be explained, undone or verified beyond its digest.
"""

import io
import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from datetime import date
from typing import Any, BinaryIO

from pipeline.document import Document, Edit, canonical, record
from pipeline.io.writers.stored import DAMAGED
from pipeline.stage import stage_name
from pipeline.stages import STAGES

Row = dict[str, Any]
_STAGE_NAMES = tuple(dict.fromkeys(stage_name(stage) for stage in STAGES))
_WITHOUT_RECORD = ("source", "raw_sha256", "rules", "copydesk", "raw_bytes", "kind")


def shard_row(doc: Document, digest: str, raw_bytes: int, *, keep_record: bool = True) -> Row:
    """A cleaned document as a row; from its record it is replayed."""
    edits = [(step.stage, edit.rule) for step in doc.steps for edit in step.findings if isinstance(edit, Edit)]
    by_stage = Counter(stage for stage, _ in edits)
    whole = record.as_dict(doc, digest, raw_bytes)
    if not keep_record:
        by_rule = Counter(rule.partition(":")[0] for _, rule in edits)
        whole = {key: whole[key] for key in _WITHOUT_RECORD}
        whole |= {"edits": dict(sorted(by_rule.items())), "words_before": len(doc.extracted().split())}
    return {
        **record.front_matter(doc, digest),
        "text": doc.text,
        "edits": {stage: by_stage[stage] for stage in _STAGE_NAMES if by_stage[stage]},
        "record": whole,
    }


def provenance_of(row: Row) -> record.Provenance:
    """The bytes, rules and version that gave a row."""
    return record.provenance_of(row["record"])


def dump_rows(rows: Sequence[Row], output_format: str) -> bytes:
    """A file of rows as "jsonl" or "parquet". Equal rows give equal bytes."""
    if output_format == "jsonl":
        return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    import pyarrow as pa
    import pyarrow.parquet as pq

    types = _types()
    columns = {key: [_cell(row, key) for row in rows] for key in types}
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns, schema=pa.schema(types)), buffer, compression="zstd")
    return buffer.getvalue()


def _types() -> dict[str, Any]:
    """The columns of Parquet and their types of Arrow."""
    import pyarrow as pa

    return {
        **dict.fromkeys(canonical.KEYS, pa.string()),
        "date": pa.date32(),
        "date_text": pa.string(),
        "meta": pa.map_(pa.string(), pa.string()),
        "duplicate_of": pa.string(),
        **{f"edits_{stage}": pa.int32() for stage in _STAGE_NAMES},
        "text": pa.string(),
        "record": pa.string(),
    }


def _cell(row: Row, column: str) -> Any:
    if column == "date":
        return _date_of(row.get("date", ""))
    if column == "date_text":
        return row["date"] if row.get("date") and _date_of(row["date"]) is None else None
    if column == "meta":
        return [(key.removeprefix(canonical.META), row[key]) for key in row if key.startswith(canonical.META)]
    if column.startswith("edits_"):
        return row["edits"].get(column.removeprefix("edits_"), 0)
    return json.dumps(row["record"], ensure_ascii=False) if column == "record" else row.get(column)


def _date_of(text: str) -> date | None:
    """A whole date as YYYY-MM-DD; None for anything else, so that the text can be given back as it was."""
    with suppress(ValueError):
        found = date.fromisoformat(text)
        return found if found.isoformat() == text else None
    return None


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
            yield _row(cells)


def _row(cells: dict[str, Any]) -> Row:
    """The row of the cells of Parquet, its keys in their order."""
    day = str(cells["date"]) if cells["date"] else cells["date_text"]
    meta = {f"{canonical.META}{key}": value for key, value in cells["meta"] or ()}
    edits = {stage: cells[f"edits_{stage}"] for stage in _STAGE_NAMES}
    copy = {"duplicate_of": cells["duplicate_of"]} if cells["duplicate_of"] else {}
    return {
        **canonical.in_order({**cells, "date": day, **meta}),
        "text": cells["text"],
        "edits": {stage: number for stage, number in edits.items() if number},
        "record": json.loads(cells["record"]),
        **copy,
    }
