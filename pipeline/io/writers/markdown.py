"""Clean documents as files: a file a document, and a file a record.

``a/b.html`` becomes ``a/b.html.md`` with its record in ``_record/a/b.html.json``; line 12 of ``a/c.jsonl`` becomes
``a/c.jsonl/12.md``. A record bears the raw file's time of change and names its size, so that the next run need not read
what has not changed.
"""

import json
import re
from collections.abc import Sequence

from pipeline import __version__
from pipeline.document import Document, record
from pipeline.document.record import Provenance
from pipeline.errors import Unreadable
from pipeline.io.asides import Aside
from pipeline.io.result_row import ResultRow, row_of
from pipeline.io.sources import Source
from pipeline.io.stores.protocol import IMPOSSIBLE_NAME, FileInfo, NewFile, Store

_LINE_OF = re.compile(r"(.*\.(?:(?:jsonl|ndjson|warc)(?:\.gz|\.zst)?|parquet))#(\d+)", re.IGNORECASE | re.DOTALL)
DUPLICATES = "_duplicates"
"""Where copies of other documents go if they are not wanted among them."""
_AT_ONCE = 100  # documents written with one sync: a sync a file would cost more than the cleaning


def output_paths(source: str) -> tuple[str, str]:
    """Where the document and the record of a source stand."""
    line = _LINE_OF.fullmatch(source)
    stem = f"{line[1]}/{line[2]}" if line else source
    return f"{stem}.md", f"_record/{stem}.json"


def provenance_of(doc: Document, source: Source, digest: str) -> Provenance:
    """The head of the record of a document that was read from ``source``."""
    return record.provenance(doc, digest, source.size if doc.source == source.path else 0)


def chunk_path(file: str, offset: int) -> str:
    """Where it stands what was read of a stretch of a file of lines."""
    return f"_record/{file}/_{offset}.json"


def is_present(clean: Store, document: str) -> bool:
    """Whether a document is there, be it among those dropped as copies of others."""
    return bool(clean.look(document) or clean.look(f"{DUPLICATES}/{document}"))


class MarkdownWriter:
    """Where a batch puts its documents. ``digest`` is that of the rules; what was flushed is ``lasting``."""

    lasting = True

    def __init__(self, clean: Store, digest: str) -> None:
        self._clean, self._digest = clean, digest
        self._waiting: list[NewFile] = []

    def kept(self, doc: Document, source: Source) -> ResultRow | None:
        """What an earlier run made of these bytes under these rules, if it still stands there."""
        head = provenance_of(doc, source, self._digest)
        document, its_record = output_paths(doc.source)
        if read_provenance_at(self._clean, its_record) == head and is_present(self._clean, document):
            self._renew(its_record, head, source)
            return ResultRow(doc.source, "unchanged", head)
        return None

    def _renew(self, path: str, head: Provenance, source: Source) -> None:
        """Gives the record of a file the file's time, so that the next run need not read it."""
        found = self._clean.look(path) if head.raw_bytes else None
        if found and not self._clean.agrees(found, FileInfo(*source[:3])):
            self._clean.stamp(path, source.mtime_ns)

    def write(self, doc: Document, source: Source) -> ResultRow:
        """Puts a document and its record there, the record last. Raises Unreadable if its name cannot be written."""
        document, its_record = output_paths(doc.source)
        head = provenance_of(doc, source, self._digest)
        try:
            self._clean.make_room(document)
            self._clean.make_room(its_record)
        except OSError as why:
            if why.errno not in IMPOSSIBLE_NAME:
                raise
            problem = f"{document.rpartition('/')[2]!r} cannot be written: {why.strerror}"
            raise Unreadable("store/name", problem, "Rename the raw file.") from why
        self._clean.remove(f"{DUPLICATES}/{document}")
        self._clean.remove(its_record)  # who finds a record finds the document it tells of, wherever a run is killed
        self._put(document, record.as_markdown(doc, self._digest))
        self._put(its_record, record.dump(doc, self._digest, head.raw_bytes), _time(doc.source, source))
        return row_of(doc, head)

    def set_aside(self, aside: Aside) -> None:
        """Takes away what an earlier run made of a document that is now set aside."""
        document, its_record = output_paths(aside.id)
        for path in (its_record, document, f"{DUPLICATES}/{document}"):
            self._clean.remove(path)

    def end(self, source: Source, lines: Sequence[int]) -> None:
        """Says of a stretch of a file of lines that all of it was read, and which lines hold a document."""
        head = Provenance(source.path, "", self._digest, __version__, source.size)
        ends = {"offset": source.offset, "length": source.length, "last": source.last, "lines": lines}
        text = json.dumps({**head._asdict(), "kind": "lines", **ends}) + "\n"
        self._put(chunk_path(source.path, source.offset), text, source.mtime_ns)

    def _put(self, path: str, text: str, mtime_ns: int = 0) -> None:
        self._waiting.append(NewFile(path, text.encode(), mtime_ns))

    @property
    def full(self) -> bool:
        """Whether it is time to ``flush``."""
        return len(self._waiting) >= 2 * _AT_ONCE

    def flush(self) -> None:
        """Returns when all that was written is safe on disk."""
        self._clean.put(self._waiting)
        self._waiting = []

    def close(self, sources: Sequence[Source]) -> None:  # noqa: ARG002 - a Writer is told what it wrote of
        """Ends the batch."""
        self.flush()


def _time(document: str, source: Source) -> int:
    """The time of change a record bears: that of the raw file where it is the record of the whole file."""
    return source.mtime_ns if document == source.path else 0


def read_provenance_at(clean: Store, path: str) -> Provenance | None:
    """The head of the record or mark at a path; None where there is none, or a torn one."""
    try:
        with clean.open(path) as file:
            return record.read_provenance(file.readline().decode())
    except (OSError, ValueError):
        return None


def read_text(clean: Store, path: str) -> str:
    """A text file as it stands in ``clean/``. Raises OSError."""
    with clean.open(path) as file:
        return file.read().decode()
