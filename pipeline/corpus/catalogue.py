"""``clean/_catalogue.parquet``: a row a document. Derived from what stands in ``clean/``; the run never decides by it.

A row is taken from this run's entries, else from the last catalogue if the document's record is still the same, else
made anew from the record and the document. The catalogue before stays as ``_catalogue.last.parquet`` for comparison.
"""

import csv
import io
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any
from urllib.parse import urlsplit

from pipeline.corpus.near_duplicates import Copy, KnownDocument
from pipeline.document.record import Provenance
from pipeline.io import output_folder
from pipeline.io.asides import Aside
from pipeline.io.output_folder import CATALOGUE as FILE
from pipeline.io.output_folder import LAST_CATALOGUE as LAST
from pipeline.io.result_row import ResultRow, row_from_record, row_from_shard
from pipeline.io.stores.protocol import NewFile, Store
from pipeline.io.writers import shards
from pipeline.io.writers.markdown import output_paths, read_provenance_at, read_text
from pipeline.stage import stage_name
from pipeline.stages import STAGES

_STAGES = tuple(stage_name(stage) for stage in STAGES)
Row = dict[str, Any]


def rows(clean: Store, asides: Iterable[Aside], *, to: str) -> list[Row]:
    """The rows of all documents and of all that was set aside, by source, without what is known of duplicates."""
    fresh = {found.source: found for found in output_folder.saved_rows(clean) if found.fate != "unchanged"}
    found = [_row(told) for told in fresh.values()]
    before = {row["source"]: row for row in read(clean, FILE) or read(clean, LAST)}
    if to == "md":
        found += (
            _again(clean, source, before.get(source))
            for source in output_folder.written_sources(clean)
            if source not in fresh
        )
    else:
        found += _again_of_shards(clean, to, fresh, before)
    known = {row["source"] for row in found}
    found += (_row(_entry(aside)) for aside in asides if aside.id not in known)
    return sorted(found, key=lambda row: str(row["source"]))


def _again_of_shards(clean: Store, to: str, fresh: Collection[str], before: Mapping[str, Row]) -> Iterator[Row]:
    """The rows of the documents of shards that this run did not touch."""
    rows = shards.RowReader(clean, to)
    for _, told in shards.manifests(clean):
        for head in told.documents:
            row = before.get(head.source)
            if head.source in fresh:
                continue
            if row and tuple(row[key] for key in Provenance._fields) == tuple(head):
                yield row
            else:
                yield _row(row_from_shard(rows.of(head.source)))


def _entry(aside: Aside) -> ResultRow:
    return ResultRow(aside.id, "aside", Provenance(aside.id, *aside[5:]), aside, fields={"id": aside.id})


def _again(clean: Store, source: str, before: Row | None) -> Row:
    """The row of a document that this run did not touch."""
    document, its_record = output_paths(source)
    head = read_provenance_at(clean, its_record)
    if before and head and tuple(before[key] for key in Provenance._fields) == tuple(head):
        return before
    return _row(row_from_record(read_text(clean, its_record), read_text(clean, document)))


def _row(told: ResultRow) -> Row:
    fields = told.fields
    return {
        **told.head._asdict(),
        "source": told.source,
        "id": fields.get("id", told.source),
        "status": "aside" if told.aside else "clean",
        "reason": told.aside.rule if told.aside else "",
        **{key: fields.get(key, "") for key in ("title", "date", "language", "outlet", "url", "text_sha256")},
        "site": site_of(told.source, fields),
        "words_before": told.before,
        "words_after": told.after,
        "characters": told.length,
        "removed": round(max(0.0, 1 - told.after / told.before), 4) if told.before else 0.0,
        **{f"edits_{stage}": told.edits.get(stage, 0) for stage in _STAGES},
        "by_rule": dict(sorted(told.rules.items())),
        "sketch": told.sketch,
        "duplicate_of": "",
        "cluster": "",
        "similarity": 0.0,
    }


def site_of(source: str, fields: Mapping[str, str]) -> str:
    """Where a document is from: the host of its address, else its outlet, else the first folder of its path."""
    host = urlsplit(fields.get("url", "")).hostname or ""
    return host.removeprefix("www.") or fields.get("outlet", "") or source.rpartition("/")[0].partition("/")[0]


def known_documents(found: list[Row]) -> Iterator[KnownDocument]:
    """The clean ones of the rows, as ``neighbours`` wants them."""
    for row in found:
        if row["status"] == "clean":
            keys = ("source", "id", "date", "characters", "text_sha256", "sketch")
            yield KnownDocument(*(row[key] for key in keys))


def known_similarities(clean: Store) -> dict[tuple[str, str], float]:
    """The similarities that an earlier run found, by the digests of the two texts."""
    found = list(_plain(clean, FILE, ["source", "text_sha256", "duplicate_of", "similarity"]))
    digests = {row["source"]: row["text_sha256"] for row in found}
    pairs = ((row["text_sha256"], digests.get(row["duplicate_of"]), row["similarity"]) for row in found)
    return {(copy, canonical): likeness for copy, canonical, likeness in pairs if canonical}


def mark_copies(found: list[Row], copies: Mapping[str, Copy]) -> None:
    """Writes into the rows what is known of duplicates: a second list of them would cost as much again."""
    for row in found:
        row.update(_mark(copies.get(str(row["source"]))))


def _mark(copy: Copy | None) -> Row:
    return copy._asdict() if copy else {"duplicate_of": "", "cluster": "", "similarity": 0.0}


def write(clean: Store, found: list[Row]) -> None:
    """Writes the catalogue; the one before stays as the last."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    counts = {key: pa.int32() for key in ("words_before", "words_after", "characters")}
    types = {
        **dict.fromkeys(_order(), pa.string()),
        **counts,
        **{f"edits_{stage}": pa.int32() for stage in _STAGES},
        "raw_bytes": pa.int64(),
        "removed": pa.float64(),
        "similarity": pa.float64(),
        "by_rule": pa.map_(pa.string(), pa.int32()),
        "sketch": pa.binary(),
    }
    columns = {key: [row[key] for row in found] for key in types}
    columns["by_rule"] = [list(rules.items()) if isinstance(rules, dict) else rules for rules in columns["by_rule"]]
    buffer = io.BytesIO()
    pq.write_table(pa.table(columns, schema=pa.schema(types)), buffer, compression="zstd")
    clean.move(FILE, LAST)
    clean.put([NewFile(FILE, buffer.getvalue())])


def _order() -> list[str]:
    return list(_row(ResultRow("", "cleaned")))


def read(clean: Store, file: str = FILE) -> list[Row]:
    """The rows of a catalogue; none where there is none."""
    return [{**row, "by_rule": dict(row["by_rule"])} for row in _plain(clean, file)]


def _plain(clean: Store, file: str, columns: list[str] | None = None) -> Iterator[Row]:
    """The rows of a catalogue as Parquet gives them, some at a time."""
    if not clean.look(file):
        return
    import pyarrow.parquet as pq

    with clean.open(file) as opened:
        for batch in pq.ParquetFile(opened).iter_batches(columns=columns):
            yield from batch.to_pylist()


def as_csv(found: list[Row]) -> str:
    """The rows as CSV, without sketches and counts by rule; the names of the columns stand first."""
    keys = [key for key in _order() if key not in {"sketch", "by_rule"}]
    text = io.StringIO()
    out = csv.DictWriter(text, keys, extrasaction="ignore", lineterminator="\n")
    out.writeheader()
    out.writerows(found)
    return text.getvalue()
