"""What stands in ``clean/`` already: which raw files need not be read again, and which documents have lost theirs."""

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
from pipeline.io.writers.markdown import DUPLICATES, chunk_path, is_present, output_paths, read_provenance_at, read_text
from pipeline.rules.loading import CorpusRules

NEW, TOUCHED = "new", "its size or time changed"
RULES, MISSING = "the rules or copydesk changed", "not in clean/ any more"
TRANSIENT = frozenset({"intake/unreadable", "store/name"})
"""Reasons that lie in the machine, not in the document: it is tried again by every run."""


def is_final(aside: Aside, limits: CorpusRules) -> bool:
    """Whether what was set aside need not be tried again as long as its bytes and the rules are the same."""
    return aside.rule not in TRANSIENT and not limit_changed(aside, limits)


class OutputState:
    """What an earlier run left in ``clean/``, asked with the digest of the rules of this one, and its limits."""

    def __init__(self, clean: Store, digest: str, limits: CorpusRules) -> None:
        self._clean, self._digest = clean, digest
        known, self._since = output_folder.read_asides(clean)
        lasting = sorted(aside for aside in known if is_final(aside, limits))
        self._asides = {file: list(found) for file, found in groupby(lasting, lambda aside: file_of(aside.id))}

    def asides(self, source: Source) -> list[Aside]:
        """What was set aside of a file."""
        return self._asides.get(source.path, [])

    def held(self, source: Source) -> list[ResultRow]:
        """What was made of a file that has not changed since, by its size and time alone: "unchanged" or "aside".

        Empty where it must be read: ``why`` says the reason. (A file of lines without any document is read each time.)
        """
        if holds_many_documents(source.path):
            return self._held_lines(source)
        document, its_record = output_paths(source.path)
        if not self._wrong(its_record, source) and is_present(self._clean, document):
            return [ResultRow(source.path, "unchanged")]
        return [
            ResultRow(aside.id, "aside", aside=aside) for aside in self.asides(source) if self._still(aside, source)
        ]

    def _still(self, aside: Aside, source: Source) -> bool:
        """Whether nothing has happened to a file set aside since the run that judged it began."""
        same = (aside.raw_bytes, aside.rules, aside.copydesk) == (source.size, self._digest, __version__)
        return same and source.touched_ns + CLOCK_TICK_NS < self._since

    def why(self, source: Source) -> str:
        """Why a file must be read: one of NEW, TOUCHED, RULES, MISSING; empty where it need not."""
        if self.held(source):
            return ""
        many = holds_many_documents(source.path)
        return self._wrong(chunk_path(source.path, 0) if many else output_paths(source.path)[1], source) or MISSING

    def _wrong(self, path: str, source: Source) -> str:
        """What speaks against a record: that it is not of the file as it stands, or not by these rules; or nothing."""
        found = self._clean.look(path)
        head = read_provenance_at(self._clean, path) if found else None
        if found is None or head is None or head.source != source.path:
            return NEW
        if head.raw_bytes != source.size or not self._clean.agrees(found, FileInfo(*source[:3])):
            return TOUCHED
        return "" if (head.rules, head.copydesk) == (self._digest, __version__) else RULES

    def _held_lines(self, source: Source) -> list[ResultRow]:
        folder, found = source.path, list[ResultRow]()
        stretches = _stretches(self._clean, folder)
        if any(self._wrong(chunk_path(folder, data["offset"]), source) for data in stretches):
            return []
        documents = self._clean.names(folder) | self._clean.names(f"{DUPLICATES}/{folder}")
        records = self._clean.names(f"_record/{folder}")
        asides = {aside.id: aside for aside in self.asides(source)}
        for number in (line for data in stretches for line in data["lines"]):
            name = f"{folder}#{number}"
            if f"{number}.md" in documents and f"{number}.json" in records:
                found.append(ResultRow(name, "unchanged"))
            elif name in asides:
                found.append(ResultRow(name, "aside", aside=asides[name]))
            else:
                return []
        return found


def _stretches(clean: Store, file: str) -> list[dict[str, Any]]:
    """What is on record of all stretches of a file of lines, in order; nothing if one is missing."""
    found: list[dict[str, Any]] = []
    offset, last = 0, False
    while not last:
        try:
            data = json.loads(read_text(clean, chunk_path(file, offset)))
            offset, last = data["offset"] + data["length"], data["last"]
        except (OSError, ValueError, KeyError):
            return []
        found.append(data)
    return found


def missing_sources(raw: Store, clean: Store) -> Iterator[str]:
    """The documents of ``clean/`` whose raw file, or line of it, is no more."""
    last, names = "", set[str]()
    for found in clean.walk("_record"):
        stem = found.path.removeprefix("_record/").removesuffix(".json")
        file, _, name = stem.rpartition("/")
        many = holds_many_documents(file)
        if many and file != last:
            last, names = file, _names(raw, clean, file)
        here = (not names or name in names) if many and raw.look(file) else raw.look(stem)
        if not here and many and name.startswith("_"):
            clean.remove(found.path)
        elif not here:
            yield f"{file}#{name}" if many else stem


def _names(raw: Store, clean: Store, file: str) -> set[str]:
    """The names of what belongs to a file of lines; empty where it was not read to its end."""
    stretches = _stretches(clean, file) if raw.look(file) else []
    return {f"_{data['offset']}" for data in stretches} | {str(line) for data in stretches for line in data["lines"]}
