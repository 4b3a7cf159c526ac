"""Rows of the catalogue: one for each document and each aside.

A row is made from this run's result row; else taken from the previous catalogue if the document's record is the same;
else made from the record and the document.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import date
from functools import partial
from itertools import chain
from typing import Any

from pipeline.corpus.fence import fenced
from pipeline.corpus.near_duplicates import Copy, KnownDocument
from pipeline.document.record import Provenance
from pipeline.io import output_folder
from pipeline.io.asides import Aside
from pipeline.io.own_files import DUPLICATES
from pipeline.io.paths import output_paths
from pipeline.io.result_row import ResultRow, row_from_record, row_from_shard
from pipeline.io.stores.protocol import Store
from pipeline.io.writers import shards, stored
from pipeline.stage import stage_name
from pipeline.stages import STAGES
from pipeline.text.web_address import split_url

STAGE_NAMES = tuple(stage_name(stage) for stage in STAGES)
_FIELDS = ("title", "author", "language", "outlet", "url", "extraction", "text_sha256")
_NO_COPY = {"duplicate_of": "", "cluster": "", "similarity": 0.0}
Row = dict[str, Any]


def collect_rows(
    clean: Store, asides: Iterable[Aside], previous_rows: Iterable[Row], *, output_format: str
) -> tuple[list[Row], list[str], list[Aside]]:
    """The rows of all documents and asides, sorted by source, without what is known of duplicates.

    Rows of the catalogue of the last run are used again for documents that have not changed. Documents whose record
    turns out to be damaged are given second: their records are removed, so that the next run cleans them again.
    Documents that have no row because of a bug are given third.
    """
    cleaned = {row.source: row for row in output_folder.saved_rows(clean) if row.outcome != "unchanged"}
    previous = {row["source"]: row for row in previous_rows}
    if output_format == "md":
        older = _rows_of_files(clean, cleaned, previous)
    else:
        older = _rows_of_shards(clean, output_format, cleaned, previous)
    rows, damaged, bugs = list[Row](), list[str](), list[Aside]()
    listed = ((aside.id, _aside_row(aside, previous)) for aside in asides if aside.id not in cleaned)
    run = output_folder.run_id(clean)
    for source, result in chain(((row.source, row) for row in cleaned.values()), listed, older):
        of_run = run if source in cleaned else ""
        row = fenced(source, partial(catalogue_row, result, of_run)) if isinstance(result, ResultRow) else result
        if isinstance(row, Aside):
            bugs.append(row)
        elif row is None:
            damaged.append(source)
        else:
            rows.append(row)
    unique = {str(row["source"]): row for row in rows}
    return [unique[source] for source in sorted(unique)], damaged, bugs


_Older = Iterator[tuple[str, ResultRow | Row | None]]
"""Sources that this run did not clean: each with its row of the previous catalogue or a new one; None if damaged."""


def _rows_of_files(clean: Store, cleaned: Collection[str], previous: Mapping[str, Row]) -> _Older:
    for source in output_folder.written_sources(clean):
        if source in cleaned:
            continue
        document, record_path = output_paths(source)
        head, row = stored.read_head(clean, record_path), previous.get(source)
        if row and head and _provenance_of(row) == tuple(head.provenance):
            yield source, row
            continue
        try:
            present = document if clean.stat(document) else f"{DUPLICATES}/{document}"
            yield source, row_from_record(stored.read_text(clean, record_path), stored.read_text(clean, present))
        except (FileNotFoundError, *stored.DAMAGED):
            clean.remove(record_path)
            yield source, None


def _rows_of_shards(clean: Store, output_format: str, cleaned: Collection[str], previous: Mapping[str, Row]) -> _Older:
    reader = shards.RowReader(clean, output_format)
    for name, manifest in shards.manifests(clean):
        for provenance in manifest.documents:
            source = provenance.source
            row = previous.get(source)
            if source in cleaned:
                continue
            if row and _provenance_of(row) == tuple(provenance):
                yield source, row
                continue
            try:
                yield source, row_from_shard(reader.read(source))
            except stored.DAMAGED:
                shards.remove_manifest(clean, name)
                yield source, None


def _provenance_of(row: Row) -> tuple[Any, ...]:
    return tuple(row[key] for key in Provenance._fields)


def _aside_row(aside: Aside, previous: Mapping[str, Row]) -> ResultRow | Row:
    """The row of a document that an earlier run set aside."""
    provenance = Provenance(aside.id, aside.raw_sha256, aside.rules, aside.copydesk, aside.raw_bytes)
    row = previous.get(aside.id)
    if row and row["status"] == "aside" and _provenance_of(row) == tuple(provenance):
        return row
    return ResultRow(aside.id, "aside", provenance, aside, fields={"id": aside.id})


def catalogue_row(row: ResultRow, run: str = "") -> Row:
    """The row of the catalogue for a result row of a run."""
    removed = max(0.0, 1 - row.words_after / row.words_before) if row.words_before else 0.0
    return {
        **row.provenance._asdict(),
        "source": row.source,
        "id": row.fields.get("id", row.source),
        "status": "aside" if row.aside else "clean",
        "reason": row.aside.rule if row.aside else "",
        "run": run,
        "date": iso_date(row.fields.get("date", "")),
        **{key: row.fields.get(key, "") for key in _FIELDS},
        "site": site_of(row.source, row.fields),
        "words_before": row.words_before,
        "words_after": row.words_after,
        "characters": row.characters,
        "removed": round(removed, 4),
        **{f"edits_{stage}": row.edits.get(stage, 0) for stage in STAGE_NAMES},
        "by_rule": dict(sorted(row.rules.items())),
        "sketch": row.sketch,
        **_NO_COPY,
    }


def iso_date(text: str) -> str:
    """The day of a date that begins as ISO 8601 has it; empty for any other.

    >>> iso_date("2024-02-27T06:15:00Z"), iso_date("27 February")
    ('2024-02-27', '')
    """
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return ""


def site_of(source: str, fields: Mapping[str, str]) -> str:
    """The site of a document: the host of its URL, else its outlet, else the first folder of its path."""
    return (
        (split_url(fields.get("url", "")).hostname or "").removeprefix("www.")
        or fields.get("outlet", "")
        or source.rpartition("/")[0].partition("/")[0]
    )


def known_documents(rows: list[Row]) -> Iterator[KnownDocument]:
    """The clean documents of the rows, for the search for near-duplicates."""
    keys = ("source", "id", "date", "characters", "text_sha256", "sketch")
    for row in rows:
        if row["status"] == "clean":
            yield KnownDocument(*(row[key] for key in keys))


def mark_copies(rows: list[Row], copies: Mapping[str, Copy]) -> None:
    """Set the columns about duplicates in place: a second list of rows would double the memory."""
    for row in rows:
        copy = copies.get(str(row["source"]))
        row.update(copy._asdict() if copy else _NO_COPY)
