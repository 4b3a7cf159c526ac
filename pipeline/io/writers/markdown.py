"""Markdown writer: a file for each document, and a file for each record.

``a/b.html`` becomes ``a/b.html.md`` with the record ``_record/a/b.html.json``; line 12 of ``a/c.jsonl`` becomes
``a/c.jsonl/12.md``. A record has the mtime of the raw file and names its size, so that the next run need not read a raw
file that has not changed.
"""

import json
import re
from collections.abc import Sequence

from pipeline import __version__
from pipeline.document import Document, record
from pipeline.document.record import Provenance
from pipeline.errors import Unreadable
from pipeline.io.asides import Aside
from pipeline.io.result_row import ResultRow, cleaned_row
from pipeline.io.sources import Source
from pipeline.io.stores.protocol import IMPOSSIBLE_NAME, FileInfo, NewFile, Store

_LINE_SOURCE = re.compile(r"(.*\.(?:(?:jsonl|ndjson|warc)(?:\.gz|\.zst)?|parquet))#(\d+)", re.IGNORECASE | re.DOTALL)
DUPLICATES = "_duplicates"
"""Folder of the duplicates under --drop-duplicates."""
_DOCUMENTS_PER_SYNC = 100  # a sync for each file would cost more than the cleaning


def output_paths(source: str) -> tuple[str, str]:
    """The paths of the document and of the record of a source."""
    line = _LINE_SOURCE.fullmatch(source)
    stem = f"{line[1]}/{line[2]}" if line else source
    return f"{stem}.md", f"_record/{stem}.json"


def provenance_of(doc: Document, source: Source, digest: str) -> Provenance:
    """The provenance of a document that was read from ``source``."""
    return record.provenance(doc, digest, source.size if doc.source == source.path else 0)


def chunk_path(file: str, offset: int) -> str:
    """The path of the note that a chunk was read to its end."""
    return f"_record/{file}/_{offset}.json"


def is_present(clean: Store, document: str) -> bool:
    """Whether a document is there, also among the dropped duplicates."""
    return bool(clean.stat(document) or clean.stat(f"{DUPLICATES}/{document}"))


class MarkdownWriter:
    """Writes the documents of a batch as files. ``digest`` is that of the rules."""

    durable = True

    def __init__(self, clean: Store, digest: str) -> None:
        self._clean, self._digest = clean, digest
        self._pending: list[NewFile] = []

    def reuse(self, doc: Document, source: Source) -> ResultRow | None:
        """The row of a document that an earlier run made from these bytes under these rules, if it is still there."""
        provenance = provenance_of(doc, source, self._digest)
        document, record_path = output_paths(doc.source)
        if read_provenance_at(self._clean, record_path) == provenance and is_present(self._clean, document):
            self._update_mtime(record_path, provenance, source)
            return ResultRow(doc.source, "unchanged", provenance)
        return None

    def _update_mtime(self, path: str, provenance: Provenance, source: Source) -> None:
        """Set the mtime of the record to that of the raw file, so that the next run need not read the file."""
        file_info = self._clean.stat(path) if provenance.raw_bytes else None
        if file_info and not self._clean.is_current(file_info, FileInfo(*source[:3])):
            self._clean.set_mtime(path, source.mtime_ns)

    def write(self, doc: Document, source: Source) -> ResultRow:
        """Write a document, then its record. Raises Unreadable if there can be no file of its name."""
        document, record_path = output_paths(doc.source)
        provenance = provenance_of(doc, source, self._digest)
        self._check_name(document, record_path)
        self._clean.remove(f"{DUPLICATES}/{document}")
        self._clean.remove(record_path)  # a record without its document never exists, wherever a run is killed
        self._add(document, record.as_markdown(doc, self._digest))
        mtime_ns = source.mtime_ns if doc.source == source.path else 0
        self._add(record_path, record.dump(doc, self._digest, provenance.raw_bytes), mtime_ns)
        return cleaned_row(doc, provenance)

    def _check_name(self, document: str, record_path: str) -> None:
        try:
            self._clean.ensure_parent(document)
            self._clean.ensure_parent(record_path)
        except OSError as why:
            if why.errno not in IMPOSSIBLE_NAME:
                raise
            problem = f"{document.rpartition('/')[2]!r} cannot be written: {why.strerror}"
            raise Unreadable("store/name", problem, "Rename the raw file.") from why

    def set_aside(self, aside: Aside) -> None:
        """Remove the output of an earlier run for a document that is now set aside."""
        document, record_path = output_paths(aside.id)
        for path in (record_path, document, f"{DUPLICATES}/{document}"):
            self._clean.remove(path)

    def complete_chunk(self, source: Source, numbers: Sequence[int]) -> None:
        """Note that a chunk was read to its end, and the numbers of its documents."""
        provenance = Provenance(source.path, "", self._digest, __version__, source.size)
        chunk = {"offset": source.offset, "length": source.length, "last": source.last, "lines": numbers}
        text = json.dumps({**provenance._asdict(), "kind": "lines", **chunk}) + "\n"
        self._add(chunk_path(source.path, source.offset), text, source.mtime_ns)

    def _add(self, path: str, text: str, mtime_ns: int = 0) -> None:
        self._pending.append(NewFile(path, text.encode(), mtime_ns))

    @property
    def is_full(self) -> bool:
        """Whether it is time to ``flush``."""
        return len(self._pending) >= 2 * _DOCUMENTS_PER_SYNC

    def flush(self) -> None:
        """Return when everything written is safe on disk."""
        self._clean.put(self._pending)
        self._pending = []

    def finish_batch(self, sources: Sequence[Source]) -> None:  # noqa: ARG002 - part of the interface
        """End the batch."""
        self.flush()


def read_provenance_at(clean: Store, path: str) -> Provenance | None:
    """The provenance in the record or chunk note at a path; None where it is missing or damaged."""
    try:
        with clean.open(path) as file:
            return record.read_provenance(file.readline().decode())
    except (OSError, ValueError):
        return None


def read_text(clean: Store, path: str) -> str:
    """The content of a text file. Raises OSError."""
    with clean.open(path) as file:
        return file.read().decode()
