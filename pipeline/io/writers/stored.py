"""Stored documents: read a record back, and rebuild from it the document that it belongs to.

A record gives its document without the raw file: replaying the steps sets every field, and the record names the digest
of the raw bytes. So a stored document can be checked against its record, and restored from it.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from pipeline.document import Document, canonical, record, replay
from pipeline.document.record import Provenance
from pipeline.io.own_files import DUPLICATES
from pipeline.io.stores.protocol import Store

_RECORD_END = b"}\n"
_SIZE = '", "document_bytes": '
DAMAGED = (ValueError, KeyError, TypeError, AttributeError, IndexError, RecursionError)
"""What is raised where a record, a manifest or a row is damaged."""
RECORD_DAMAGED = "its record is missing or damaged"
DOCUMENT_CHANGED, DOCUMENT_MISSING = "the document was edited or damaged", "the document is missing"
"""What can be wrong with a stored document."""
_ROW_CHANGED = "the row was changed or damaged"


class RecordHead(NamedTuple):
    """What a record or chunk note says first: provenance, size of the document (0: not recorded), its own size."""

    provenance: Provenance
    document_bytes: int
    record_bytes: int


def read_head(clean: Store, path: str) -> RecordHead | None:
    """The head of the record or chunk note at a path; None where it is missing or was cut short."""
    try:
        with clean.open(path) as file:
            content = file.read()
        first_line = content[: content.find(b"\n") + 1].decode()
        size = int(first_line.rpartition(_SIZE)[2].partition(",")[0]) if _SIZE in first_line else 0
        complete = content.endswith(_RECORD_END)
        return RecordHead(record.read_provenance(first_line), size, len(content)) if complete else None
    except (OSError, ValueError):
        return None


def read_text(clean: Store, path: str) -> str:
    """The content of a text file. Raises OSError, UnicodeDecodeError."""
    with clean.open(path) as file:
        return file.read().decode()


def rebuild(data: Mapping[str, Any]) -> tuple[dict[str, str], str]:
    """The front matter and the text of the document of a record, which is given as plain values.

    Raises ValueError, KeyError, TypeError, AttributeError where the record is damaged.
    """
    provenance = record.provenance_of(data)
    doc = replay(Document(provenance.source, b"", data["kind"]), record.steps_of(data))
    front = record.front_matter(doc, provenance.rules)
    known = front | {"raw_sha256": provenance.raw_sha256, "copydesk": provenance.copydesk}
    return canonical.in_order(known), doc.text


def rebuild_page(record_text: str) -> str:
    """The Markdown document of a record. Raises as ``rebuild``."""
    return canonical.render(*rebuild(json.loads(record_text)))


def page_problem(clean: Store, document: str, record_path: str) -> str:
    """What is wrong with a stored document or its record, all of both being read; empty if they agree."""
    try:
        expected = rebuild_page(read_text(clean, record_path))
    except FileNotFoundError:
        return RECORD_DAMAGED
    except DAMAGED:
        return RECORD_DAMAGED
    for path in (document, f"{DUPLICATES}/{document}"):
        if clean.stat(path):
            with clean.open(path) as file:
                return "" if file.read() == expected.encode() else DOCUMENT_CHANGED
    return DOCUMENT_MISSING


def row_problem(row: Mapping[str, Any]) -> str:
    """What is wrong with a row of a shard; empty if it agrees with its record."""
    try:
        if "steps" not in row["record"]:  # the record was not kept
            digest = hashlib.sha256(row["text"].encode()).hexdigest()
            return "" if digest == row["text_sha256"] else _ROW_CHANGED
        front, text = rebuild(row["record"])
    except DAMAGED:
        return RECORD_DAMAGED
    derived = {key: row[key] for key in ("edits", "duplicate_of") if key in row}
    return "" if {**front, "text": text, "record": row["record"], **derived} == row else _ROW_CHANGED
