"""What stands in ``clean/`` already: which raw files need not be read again, and which documents have lost theirs."""

import json
from collections.abc import Iterator
from itertools import groupby
from typing import Any

from pipeline import __version__, store
from pipeline.configs import Corpus
from pipeline.intake import Aside, Source, file_of, has_lines
from pipeline.runs.entry import Entry
from pipeline.runs.limits import others
from pipeline.storage.folder import TOO_YOUNG, Folder, Found
from pipeline.storage.tree import DROPPED, head_at, places, stands, stretch_at, text_at

NEW, TOUCHED = "new", "its size or time changed"
RULES, MISSING = "the rules or copydesk changed", "not in clean/ any more"
PASSING = frozenset({"intake/unreadable", "store/name"})
"""Reasons that lie in the machine, not in the document: it is tried again by every run."""


def lasts(aside: Aside, limits: Corpus) -> bool:
    """Whether what was set aside need not be tried again as long as its bytes and the rules are the same."""
    return aside.rule not in PASSING and not others(aside, limits)


class Standing:
    """What an earlier run left in ``clean/``, asked with the digest of the rules of this one, and its limits."""

    def __init__(self, clean: Folder, digest: str, limits: Corpus) -> None:
        self._clean, self._digest = clean, digest
        known, self._since = store.asides(clean)
        lasting = sorted(aside for aside in known if lasts(aside, limits))
        self._asides = {file: list(found) for file, found in groupby(lasting, lambda aside: file_of(aside.id))}

    def asides(self, source: Source) -> list[Aside]:
        """What was set aside of a file."""
        return self._asides.get(source.path, [])

    def held(self, source: Source) -> list[Entry]:
        """What was made of a file that has not changed since, by its size and time alone: "unchanged" or "aside".

        Empty where it must be read: ``why`` says the reason. (A file of lines without any document is read each time.)
        """
        if has_lines(source.path):
            return self._held_lines(source)
        document, its_record = places(source.path)
        if not self._wrong(its_record, source) and stands(self._clean, document):
            return [Entry(source.path, "unchanged")]
        return [Entry(aside.id, "aside", aside=aside) for aside in self.asides(source) if self._still(aside, source)]

    def _still(self, aside: Aside, source: Source) -> bool:
        """Whether nothing has happened to a file set aside since the run that judged it began."""
        same = (aside.raw_bytes, aside.rules, aside.copydesk) == (source.size, self._digest, __version__)
        return same and source.touched_ns + TOO_YOUNG < self._since

    def why(self, source: Source) -> str:
        """Why a file must be read: one of NEW, TOUCHED, RULES, MISSING; empty where it need not."""
        if self.held(source):
            return ""
        many = has_lines(source.path)
        return self._wrong(stretch_at(source.path, 0) if many else places(source.path)[1], source) or MISSING

    def _wrong(self, path: str, source: Source) -> str:
        """What speaks against a record: that it is not of the file as it stands, or not by these rules; or nothing."""
        found = self._clean.look(path)
        head = head_at(self._clean, path) if found else None
        if found is None or head is None or head.source != source.path:
            return NEW
        if head.raw_bytes != source.size or not self._clean.agrees(found, Found(*source[:3])):
            return TOUCHED
        return "" if (head.rules, head.copydesk) == (self._digest, __version__) else RULES

    def _held_lines(self, source: Source) -> list[Entry]:
        folder, found = source.path, list[Entry]()
        stretches = _stretches(self._clean, folder)
        if any(self._wrong(stretch_at(folder, data["offset"]), source) for data in stretches):
            return []
        documents = self._clean.names(folder) | self._clean.names(f"{DROPPED}/{folder}")
        records = self._clean.names(f"_record/{folder}")
        asides = {aside.id: aside for aside in self.asides(source)}
        for number in (line for data in stretches for line in data["lines"]):
            name = f"{folder}#{number}"
            if f"{number}.md" in documents and f"{number}.json" in records:
                found.append(Entry(name, "unchanged"))
            elif name in asides:
                found.append(Entry(name, "aside", aside=asides[name]))
            else:
                return []
        return found


def _stretches(clean: Folder, file: str) -> list[dict[str, Any]]:
    """What is on record of all stretches of a file of lines, in order; nothing if one is missing."""
    found: list[dict[str, Any]] = []
    offset, last = 0, False
    while not last:
        try:
            data = json.loads(text_at(clean, stretch_at(file, offset)))
            offset, last = data["offset"] + data["length"], data["last"]
        except (OSError, ValueError, KeyError):
            return []
        found.append(data)
    return found


def gone(raw: Folder, clean: Folder) -> Iterator[str]:
    """The documents of ``clean/`` whose raw file, or line of it, is no more."""
    last, names = "", set[str]()
    for found in clean.walk("_record"):
        stem = found.path.removeprefix("_record/").removesuffix(".json")
        file, _, name = stem.rpartition("/")
        many = has_lines(file)
        if many and file != last:
            last, names = file, _names(raw, clean, file)
        here = (not names or name in names) if many and raw.look(file) else raw.look(stem)
        if not here and many and name.startswith("_"):
            clean.remove(found.path)
        elif not here:
            yield f"{file}#{name}" if many else stem


def _names(raw: Folder, clean: Folder, file: str) -> set[str]:
    """The names of what belongs to a file of lines; empty where it was not read to its end."""
    stretches = _stretches(clean, file) if raw.look(file) else []
    return {f"_{data['offset']}" for data in stretches} | {str(line) for data in stretches for line in data["lines"]}
