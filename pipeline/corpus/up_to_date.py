"""State of an output folder: which raw files are up to date, and which documents have lost their raw file."""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from pipeline import __version__
from pipeline.corpus.limits import limit_changed
from pipeline.io import output_folder
from pipeline.io.asides import BUG, Aside
from pipeline.io.own_files import DUPLICATES, RECORDS
from pipeline.io.paths import chunk_path, is_chunk_note, lines_folder, output_paths, source_of_record
from pipeline.io.result_row import ResultRow
from pipeline.io.sources import Source, file_of, holds_many_documents, line_name, page_name, split_name
from pipeline.io.stores.protocol import CLOCK_TICK_NS, FileInfo, Store
from pipeline.io.writers import stored
from pipeline.io.writers.chunk_notes import ChunkNote, read_notes
from pipeline.io.writers.markdown import is_present
from pipeline.rules.loading import CorpusRules

NEW, CHANGED, RULES = "new", "its size or time changed", "the rules or copydesk changed"
DAMAGED = "missing or damaged in clean/"
TRANSIENT = frozenset({"reader/unreadable", "reader/folder", "store/name", BUG})
"""Reasons that lie in the machine or in copydesk, not in the document: every run tries the document again."""


def is_final(aside: Aside, limits: CorpusRules) -> bool:
    """Whether a document need not be tried again as long as its bytes and the rules are the same."""
    return aside.rule not in TRANSIENT and not limit_changed(aside, limits)


class FileState(NamedTuple):
    """A raw file that is up to date has the rows of its documents; any other has the reason why it must be read."""

    rows: list[ResultRow]
    stale_reason: str = ""


class OutputState:
    """The result of earlier runs, compared with the rules (by ``digest``) and the limits of this run."""

    def __init__(self, clean: Store, digest: str, limits: CorpusRules) -> None:
        self._clean, self._digest = clean, digest
        asides, self._last_start_ns = output_folder.read_asides(clean)
        final = sorted((aside for aside in asides if is_final(aside, limits)), key=lambda aside: file_of(aside.id))
        self._asides = {file: list(group) for file, group in groupby(final, lambda aside: file_of(aside.id))}

    def asides(self, source: Source) -> list[Aside]:
        """The documents of a file that were set aside."""
        return self._asides.get(source.path, [])

    def of(self, source: Source) -> FileState:
        """The state of a file, judged by its size and time and those of its documents; their content is not read.

        (A file of lines without any document is read by every run.)
        """
        return self._of_lines(source) if holds_many_documents(source.path) else self._of_page(source)

    def _of_page(self, source: Source) -> FileState:
        name = page_name(source.path)
        document, record_path = output_paths(name)
        head = stored.read_head(self._clean, record_path)
        reason = self._record_problem(record_path, head, name, source)
        if head and not reason:
            present = is_present(self._clean, document, head.document_bytes)
            return FileState([ResultRow(name, "unchanged")]) if present else _DAMAGED
        asides = [aside for aside in self.asides(source) if self._is_current(aside, source)]
        return FileState([ResultRow(aside.id, "aside", aside=aside) for aside in asides], "" if asides else reason)

    def _is_current(self, aside: Aside, source: Source) -> bool:
        """Whether a file is the same as when it was set aside."""
        same = (aside.raw_bytes, aside.rules, aside.copydesk) == (source.size, self._digest, __version__)
        return same and source.ctime_ns + CLOCK_TICK_NS < self._last_start_ns

    def _record_problem(self, path: str, head: stored.RecordHead | None, name: str, source: Source) -> str:
        """Why the record or chunk note at ``path`` is not of this file and these rules; empty if it is."""
        file_info = self._clean.stat(path)
        if file_info is None:
            return NEW
        if head is None or head.provenance.source != name:
            return DAMAGED
        provenance = head.provenance
        if provenance.raw_bytes != source.size or not self._clean.is_current(file_info, FileInfo(*source[:3])):
            return CHANGED
        return "" if (provenance.rules, provenance.copydesk) == (self._digest, __version__) else RULES

    def _of_lines(self, source: Source) -> FileState:
        file = source.path
        notes = read_notes(self._clean, file)
        for offset in [note.offset for note in notes] or [0]:
            path = chunk_path(file, offset)
            if reason := self._record_problem(path, stored.read_head(self._clean, path), file, source):
                return FileState([], reason)
        rows = self._rows_of_lines(source, notes)
        return FileState(rows) if notes and len(rows) == sum(len(note.numbers) for note in notes) else _DAMAGED

    def _rows_of_lines(self, source: Source, notes: list[ChunkNote]) -> list[ResultRow]:
        """The rows of the documents and asides that are as the notes say."""
        documents = self._clean.file_sizes(lines_folder(source.path))
        duplicates = self._clean.file_sizes(lines_folder(source.path, DUPLICATES))
        records = self._clean.file_sizes(lines_folder(source.path, RECORDS))
        asides = {aside.id: aside for aside in self.asides(source)}
        rows = list[ResultRow]()
        for note in notes:
            for number in note.numbers:
                name = line_name(source.path, number)
                size = documents.get(f"{number}.md", duplicates.get(f"{number}.md")), records.get(f"{number}.json")
                if number in note.sizes and note.sizes[number] == size:
                    rows.append(ResultRow(name, "unchanged"))
                elif name in asides and number not in note.sizes:
                    rows.append(ResultRow(name, "aside", aside=asides[name]))
        return rows


_DAMAGED = FileState([], DAMAGED)


def removed_sources(raw: Store, clean: Store) -> Iterator[str]:
    """The documents whose raw file, or line of it, was removed. Notes of chunks that are no more are deleted."""
    current_file, names = "", set[str]()
    for file_info in clean.walk(RECORDS):
        source = source_of_record(file_info.path)
        if source is None:  # no file of copydesk's: ``verification`` reports it
            continue
        file, number = split_name(source)
        is_note = is_chunk_note(file_info.path)
        if (number or is_note) and file != current_file:
            current_file, names = file, _record_names(raw, clean, file)
        exists = not raw.is_missing(file)
        if exists and names and (number or is_note):
            exists = file_info.path.rpartition("/")[2].removesuffix(".json") in names
        if not exists and is_note:
            clean.remove(file_info.path)
        elif not exists:
            yield source


def _record_names(raw: Store, clean: Store, file: str) -> set[str]:
    """The names of all records of a file of lines; empty where it was not read to its end."""
    notes = [] if raw.is_missing(file) else read_notes(clean, file)
    return {f"_{note.offset}" for note in notes} | {str(number) for note in notes for number in note.numbers}
