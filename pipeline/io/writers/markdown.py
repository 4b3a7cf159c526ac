"""Markdown writer: a file for each document, and a file for each record; ``io.paths`` has their paths.

A record has the mtime of the raw file and names its size, so that the next run need not read a raw file that has not
changed. It also names the size of the document, so that a damaged document is noticed.
"""

from collections.abc import Sequence

from pipeline import __version__
from pipeline.document import Document, record
from pipeline.document.record import Provenance
from pipeline.errors import Unreadable
from pipeline.io.asides import Aside
from pipeline.io.own_files import DUPLICATES
from pipeline.io.paths import chunk_path, is_possible, output_paths
from pipeline.io.result_row import ResultRow, cleaned_row
from pipeline.io.sources import Source, line_name, page_name
from pipeline.io.stores.protocol import IMPOSSIBLE_NAME, FileInfo, NewFile, Store
from pipeline.io.writers import chunk_notes, stored
from pipeline.io.writers.chunk_notes import ChunkNote
from pipeline.io.writers.output import Output

__all__ = ["MarkdownWriter", "is_present", "output_paths", "provenance_of"]

_DOCUMENTS_PER_SYNC = 100  # a sync for each file would cost more than the cleaning


def provenance_of(doc: Document, source: Source, digest: str) -> Provenance:
    """The provenance of a document that was read from ``source``."""
    return record.provenance(doc, digest, source.size if _is_whole_file(doc, source) else 0)


def _is_whole_file(doc: Document, source: Source) -> bool:
    return doc.source == page_name(source.path)


def is_present(clean: Store, document: str, size: int = 0) -> bool:
    """Whether a document of this size (0: any) is there, also among the dropped duplicates."""
    for path in (document, f"{DUPLICATES}/{document}"):
        if file_info := clean.stat(path):
            return size in {0, file_info.size}
    return False


class MarkdownWriter:
    """Writes the documents of a batch as files. ``digest`` is that of the rules.

    ``checksum``: a document of an earlier run is used again only if all of it agrees with its record.
    """

    durable = True

    def __init__(self, clean: Store, digest: str, *, checksum: bool = False) -> None:
        self._clean, self._digest, self._checksum = clean, digest, checksum
        self._pending: list[NewFile] = []
        self._sizes: dict[str, tuple[int, int]] = {}

    def reuse(self, doc: Document, source: Source) -> ResultRow | None:
        """The row of a document that an earlier run made from these bytes under these rules, if it is still there."""
        provenance = provenance_of(doc, source, self._digest)
        document, record_path = output_paths(doc.source)
        head = stored.read_head(self._clean, record_path)
        if head is None or head.provenance != provenance or not self._is_intact(document, record_path, head):
            return None
        self._update_mtime(record_path, provenance, source)
        self._sizes[doc.source] = head.document_bytes, head.record_bytes
        return ResultRow(doc.source, "unchanged", provenance)

    def _is_intact(self, document: str, record_path: str, head: stored.RecordHead) -> bool:
        if not is_present(self._clean, document, head.document_bytes):
            return False
        return not self._checksum or stored.page_problem(self._clean, document, record_path) == ""

    def _update_mtime(self, path: str, provenance: Provenance, source: Source) -> None:
        """Set the mtime of the record to that of the raw file, so that the next run need not read the file."""
        file_info = self._clean.stat(path) if provenance.raw_bytes else None
        if file_info and not self._clean.is_current(file_info, FileInfo(*source[:3])):
            self._clean.set_mtime(path, source.mtime_ns)

    def render(self, doc: Document, source: Source) -> Output:
        """The document and its record as files, and the result row; writes nothing."""
        document, record_path = output_paths(doc.source)
        provenance = provenance_of(doc, source, self._digest)
        page = record.as_markdown(doc, self._digest).encode()
        text = record.dump(doc, self._digest, provenance.raw_bytes, document_bytes=len(page))
        mtime_ns = source.mtime_ns if _is_whole_file(doc, source) else 0
        files = (NewFile(document, page), NewFile(record_path, text.encode(), mtime_ns))
        row = cleaned_row(doc, provenance)._replace(stored_bytes=(len(page), len(files[1].data)))
        return Output(row, files=files)

    def write(self, output: Output) -> None:
        """Write a document, then its record. Raises Unreadable if there can be no file of its name."""
        document, record_file = output.files
        self._check_name(document.path, record_file.path)
        self._clean.remove(f"{DUPLICATES}/{document.path}")
        self._clean.remove(record_file.path)  # a record without its document never exists, wherever a run is killed
        self._pending += output.files
        self._sizes[output.row.source] = len(document.data), len(record_file.data)

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
        if not is_possible(aside.id):
            return
        document, record_path = output_paths(aside.id)
        for path in (record_path, document, f"{DUPLICATES}/{document}"):
            self._clean.remove(path)

    def complete_chunk(self, source: Source, numbers: Sequence[int]) -> None:
        """Note that a chunk was read to its end, and the numbers of its documents."""
        provenance = Provenance(source.path, "", self._digest, __version__, source.size)
        measured = ((number, self._size_of(line_name(source.path, number))) for number in numbers)
        sizes = {number: size for number, size in measured if size}
        note = ChunkNote(source.offset, source.length, source.last, list(numbers), sizes)
        data = chunk_notes.dump(provenance, note)
        self._pending.append(NewFile(chunk_path(source.path, source.offset), data, source.mtime_ns))

    def _size_of(self, source: str) -> tuple[int, int] | None:
        """The sizes of a document and its record; None where it has none. A worker that failed may have written it."""
        if source in self._sizes:
            return self._sizes[source]
        document, record_path = output_paths(source)
        found = self._clean.stat(document), self._clean.stat(record_path)
        return (found[0].size, found[1].size) if found[0] and found[1] else None

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
