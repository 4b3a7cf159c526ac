"""State of an output folder: which raw files are up to date, and which documents have lost their raw file."""

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from pipeline import __version__
from pipeline.corpus.limits import limit_changed
from pipeline.io import output_folder
from pipeline.io.asides import Aside
from pipeline.io.result_row import ResultRow
from pipeline.io.sources import Source, file_of, holds_many_documents
from pipeline.io.stores.protocol import CLOCK_TICK_NS, FileInfo, Store
from pipeline.io.writers.markdown import (
    DUPLICATES,
    chunk_path,
    is_present,
    output_paths,
    read_provenance_at,
    read_text,
)
from pipeline.rules.loading import CorpusRules

NEW, CHANGED = "new", "its size or time changed"
RULES, MISSING = "the rules or copydesk changed", "not in clean/ any more"
TRANSIENT = frozenset({"reader/unreadable", "store/name"})
"""Reasons that lie in the machine, not in the document: every run tries the document again."""


def is_final(aside: Aside, limits: CorpusRules) -> bool:
    """Whether a document need not be tried again as long as its bytes and the rules are the same."""
    return aside.rule not in TRANSIENT and not limit_changed(aside, limits)


class OutputState:
    """The result of earlier runs, compared with the rules (by ``digest``) and the limits of this run."""

    def __init__(self, clean: Store, digest: str, limits: CorpusRules) -> None:
        self._clean, self._digest = clean, digest
        asides, self._last_start_ns = output_folder.read_asides(clean)
        final = sorted(aside for aside in asides if is_final(aside, limits))
        self._asides = {file: list(group) for file, group in groupby(final, lambda aside: file_of(aside.id))}

    def asides(self, source: Source) -> list[Aside]:
        """The documents of a file that were set aside."""
        return self._asides.get(source.path, [])

    def current_rows(self, source: Source) -> list[ResultRow]:
        """The rows of a file that is up to date, by its size and time alone: "unchanged" or "aside".

        Empty where the file must be read; ``stale_reason`` gives the reason. (A file of lines without any document is
        read by every run.)
        """
        if holds_many_documents(source.path):
            return self._current_lines(source)
        document, record_path = output_paths(source.path)
        if not self._record_problem(record_path, source) and is_present(self._clean, document):
            return [ResultRow(source.path, "unchanged")]
        asides = (aside for aside in self.asides(source) if self._is_current(aside, source))
        return [ResultRow(aside.id, "aside", aside=aside) for aside in asides]

    def _is_current(self, aside: Aside, source: Source) -> bool:
        """Whether a file is the same as when it was set aside."""
        same = (aside.raw_bytes, aside.rules, aside.copydesk) == (source.size, self._digest, __version__)
        return same and source.ctime_ns + CLOCK_TICK_NS < self._last_start_ns

    def stale_reason(self, source: Source) -> str:
        """Why a file must be read: NEW, CHANGED, RULES or MISSING; empty where it is up to date."""
        if self.current_rows(source):
            return ""
        many = holds_many_documents(source.path)
        path = chunk_path(source.path, 0) if many else output_paths(source.path)[1]
        return self._record_problem(path, source) or MISSING

    def _record_problem(self, path: str, source: Source) -> str:
        """NEW, CHANGED or RULES if the record at ``path`` is not of this file and these rules; else empty."""
        file_info = self._clean.stat(path)
        provenance = read_provenance_at(self._clean, path) if file_info else None
        if file_info is None or provenance is None or provenance.source != source.path:
            return NEW
        if provenance.raw_bytes != source.size or not self._clean.is_current(file_info, FileInfo(*source[:3])):
            return CHANGED
        return "" if (provenance.rules, provenance.copydesk) == (self._digest, __version__) else RULES

    def _current_lines(self, source: Source) -> list[ResultRow]:
        file, rows = source.path, list[ResultRow]()
        chunks = _read_chunks(self._clean, file)
        if any(self._record_problem(chunk_path(file, chunk["offset"]), source) for chunk in chunks):
            return []
        documents = self._clean.file_names(file) | self._clean.file_names(f"{DUPLICATES}/{file}")
        records = self._clean.file_names(f"_record/{file}")
        asides = {aside.id: aside for aside in self.asides(source)}
        for number in (number for chunk in chunks for number in chunk["lines"]):
            name = f"{file}#{number}"
            if f"{number}.md" in documents and f"{number}.json" in records:
                rows.append(ResultRow(name, "unchanged"))
            elif name in asides:
                rows.append(ResultRow(name, "aside", aside=asides[name]))
            else:
                return []
        return rows


def _read_chunks(clean: Store, file: str) -> list[dict[str, Any]]:
    """The notes of all chunks of a file of lines, in order; empty if one is missing."""
    chunks: list[dict[str, Any]] = []
    offset, last = 0, False
    while not last:
        try:
            chunk = json.loads(read_text(clean, chunk_path(file, offset)))
            offset, last = chunk["offset"] + chunk["length"], chunk["last"]
        except (OSError, ValueError, KeyError):
            return []
        chunks.append(chunk)
    return chunks


def removed_sources(raw: Store, clean: Store) -> Iterator[str]:
    """The documents whose raw file, or line of it, was removed. Notes of chunks that are no more are deleted."""
    current_file, names = "", set[str]()
    for file_info in clean.walk("_record"):
        stem = file_info.path.removeprefix("_record/").removesuffix(".json")
        file, _, name = stem.rpartition("/")
        many = holds_many_documents(file)
        if many and file != current_file:
            current_file, names = file, _record_names(raw, clean, file)
        exists = (not names or name in names) if many and raw.stat(file) else raw.stat(stem)
        if not exists and many and name.startswith("_"):
            clean.remove(file_info.path)
        elif not exists:
            yield f"{file}#{name}" if many else stem


def _record_names(raw: Store, clean: Store, file: str) -> set[str]:
    """The names of all records of a file of lines; empty where it was not read to its end."""
    chunks = _read_chunks(clean, file) if raw.stat(file) else []
    notes = {f"_{chunk['offset']}" for chunk in chunks}
    return notes | {str(number) for chunk in chunks for number in chunk["lines"]}
