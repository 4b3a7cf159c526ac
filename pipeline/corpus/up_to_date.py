"""State of an output folder: which raw files are up to date, and which documents have lost their raw file."""

from collections.abc import Iterator
from itertools import groupby
from typing import NamedTuple

from pipeline import __version__
from pipeline.corpus.limits import limit_changed
from pipeline.corpus.state_cache import StateCache
from pipeline.io import output_folder
from pipeline.io.asides import BUG, Aside
from pipeline.io.own_files import DUPLICATES, RECORDS
from pipeline.io.paths import chunk_path, is_chunk_note, lines_folder, output_paths, source_of_record
from pipeline.io.sources import Source, file_of, holds_many_documents, line_name, page_name
from pipeline.io.stores.protocol import CLOCK_TICK_NS, FileInfo, Store
from pipeline.io.writers import stored
from pipeline.io.writers.chunk_notes import ChunkNote, read_notes
from pipeline.io.writers.markdown import is_present
from pipeline.rules.loading import CorpusRules

NEW, CHANGED, RULES = "new", "its size or time changed", "the rules or copydesk changed"
DAMAGED = "missing or damaged in clean/"
TRANSIENT = frozenset({"reader/unreadable", "reader/folder", "store/name", BUG})
"""Reasons that lie in the machine or in copydesk, not in the document: every run tries the document again."""

_CACHED_AT_ONCE = 5000


def is_final(aside: Aside, limits: CorpusRules) -> bool:
    """Whether a document need not be tried again as long as its bytes and the rules are the same."""
    return aside.rule not in TRANSIENT and not limit_changed(aside, limits)


class FileState(NamedTuple):
    """The documents of a raw file that is up to date: their number, and those set aside.

    A file that must be read has neither, but the reason why.
    """

    unchanged: int = 0
    asides: tuple[Aside, ...] = ()
    stale_reason: str = ""

    @property
    def is_up_to_date(self) -> bool:
        """Whether the file need not be read."""
        return bool(self.unchanged or self.asides)


class OutputState:
    """The result of earlier runs, compared with the rules (by ``digest``) and the limits of this run."""

    def __init__(self, clean: Store, digest: str, limits: CorpusRules) -> None:
        self._clean, self._digest = clean, digest
        self._cache, self._not_cached = StateCache(clean, digest), list[tuple[str, int, tuple[int, int]]]()
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

    def close(self) -> None:
        """Save which documents were found to be up to date by reading their records."""
        self._save()
        self._cache.close()

    def _save(self) -> None:
        self._cache.add(self._not_cached)
        self._not_cached = []

    def _of_page(self, source: Source) -> FileState:
        if self._cache.is_up_to_date(source):
            return _ONE_UNCHANGED
        name = page_name(source.path)
        document, record_path = output_paths(name)
        head, reason = self._read_head(record_path, name, source)
        if head and not reason:
            if not is_present(self._clean, document, head.document_bytes):
                return _DAMAGED
            self._not_cached.append((name, source.size, (head.document_bytes, head.record_bytes)))
            if len(self._not_cached) == _CACHED_AT_ONCE:
                self._save()
            return _ONE_UNCHANGED
        asides = tuple(aside for aside in self.asides(source) if self._is_current(aside, source))
        return FileState(asides=asides, stale_reason="" if asides else reason)

    def _is_current(self, aside: Aside, source: Source) -> bool:
        """Whether a file is the same as when it was set aside."""
        same = (aside.raw_bytes, aside.rules, aside.copydesk) == (source.size, self._digest, __version__)
        return same and source.ctime_ns + CLOCK_TICK_NS < self._last_start_ns

    def _read_head(self, path: str, name: str, source: Source) -> tuple[stored.RecordHead | None, str]:
        """The head of the record or chunk note at ``path``, and why it is not of this file and these rules, if so."""
        file_info = self._clean.stat(path)
        if file_info is None:
            return None, NEW
        head = stored.read_head(self._clean, path)
        if head is None or head.provenance.source != name:
            return head, DAMAGED
        provenance = head.provenance
        if provenance.raw_bytes != source.size or not self._clean.is_current(file_info, FileInfo(*source[:3])):
            return head, CHANGED
        return head, "" if (provenance.rules, provenance.copydesk) == (self._digest, __version__) else RULES

    def _of_lines(self, source: Source) -> FileState:
        file = source.path
        notes = read_notes(self._clean, file)
        for offset in [note.offset for note in notes] or [0]:
            _, reason = self._read_head(chunk_path(file, offset), file, source)
            if reason:
                return FileState(stale_reason=reason)
        state = self._count_lines(source, notes)
        complete = state.unchanged + len(state.asides) == sum(len(note.numbers) for note in notes)
        return state if notes and complete else _DAMAGED

    def _count_lines(self, source: Source, notes: list[ChunkNote]) -> FileState:
        """The documents and asides that are as the notes say."""
        documents = self._clean.file_sizes(lines_folder(source.path))
        duplicates = self._clean.file_sizes(lines_folder(source.path, DUPLICATES))
        records = self._clean.file_sizes(lines_folder(source.path, RECORDS))
        asides = {aside.id: aside for aside in self.asides(source)}
        unchanged, current = 0, list[Aside]()
        for note in notes:
            for number in note.numbers:
                if expected := note.sizes.get(number):
                    name = f"{number}.md"
                    size = documents.get(name, duplicates.get(name)), records.get(f"{number}.json")
                    unchanged += size == expected
                elif aside := asides.get(line_name(source.path, number)):
                    current.append(aside)
        return FileState(unchanged, tuple(current))


_ONE_UNCHANGED, _DAMAGED = FileState(1), FileState(stale_reason=DAMAGED)


def removed_sources(raw: Store, clean: Store) -> Iterator[str]:
    """The documents whose raw file, or line of it, was removed. Notes of chunks that are no more are deleted."""
    for folder, names in clean.walk_names(RECORDS):
        if holds_many_documents(folder):
            yield from _removed_lines(raw, clean, folder, names)
        else:
            yield from _removed_pages(raw, folder, names)


def _removed_pages(raw: Store, folder: str, names: list[str]) -> Iterator[str]:
    """The removed documents of a folder of records. Only what the raw folder does not list is looked at again."""
    any_source = source_of_record(f"{folder}/-.json")
    if any_source is None:  # no folder of copydesk's: ``verification`` reports it
        return
    present = raw.file_names(any_source.rpartition("/")[0])
    for name in names:
        stem = name.removesuffix(".json")
        if stem in present and "#" not in stem:
            continue
        source = source_of_record(f"{folder}/{name}")
        if source and raw.is_missing(file_of(source)):
            yield source


def _removed_lines(raw: Store, clean: Store, folder: str, names: list[str]) -> Iterator[str]:
    """The removed documents of a file of many; none if the file is there and was not read to its end."""
    any_source = source_of_record(f"{folder}/1.json")
    if any_source is None:
        return
    file = file_of(any_source)
    exists = not raw.is_missing(file)
    notes = read_notes(clean, file) if exists else []
    known = {f"_{note.offset}" for note in notes} | {str(number) for note in notes for number in note.numbers}
    for name in names:
        if exists and (not known or name.removesuffix(".json") in known):
            continue
        path = f"{folder}/{name}"
        if is_chunk_note(path):
            clean.remove(path)
        elif source := source_of_record(path):
            yield source
