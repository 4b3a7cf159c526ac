"""The corpus that is reviewed: its folders, its index, its decisions; what the pages ask and change."""

import json
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pipeline.decisions import Decision
from pipeline.document import Document
from pipeline.io import output_folder
from pipeline.io.asides import Aside
from pipeline.io.readers.raw_files import read_documents
from pipeline.io.sources import file_of, source_of
from pipeline.io.stores import open_store
from pipeline.review import decision_file, decision_marks, index
from pipeline.review.records import CleanDocument, clean_document
from pipeline.rules.corpus_rules import CorpusRules


@dataclass
class Corpus:
    """Folders of a project under review. ``raw`` may be empty where the raw files are not at hand."""

    clean: str
    raw: str = ""
    configs: Path = field(default_factory=lambda: Path("configs"))
    reviewer: str = ""
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _connection: sqlite3.Connection | None = field(default=None, repr=False)

    @contextmanager
    def index(self) -> Iterator[sqlite3.Connection]:
        """The index, for one reader or writer at a time."""
        with self._lock:
            if self._connection is None:
                self._connection = index.ready_index(self.clean, self.decisions())
            yield self._connection

    def refresh(self) -> int:
        """Read what runs have changed since. Returns how many documents were read."""
        with self.index() as connection:
            return index.update(connection, self.clean, self.decisions())

    def decisions(self) -> tuple[Decision, ...]:
        """All decisions of the project, the first made first."""
        return decision_file.read_decisions(self.configs)

    def decide(self, decision: Decision) -> None:
        """Write a decision, with its date and who made it, and mark the edits it is about."""
        dated = decision.model_copy(update={"when": datetime.now(UTC).date().isoformat(), "by": self.reviewer})
        self._mark(decision_file.add_decision(self.configs, dated))

    def withdraw(self, decision_id: str) -> None:
        """Take a decision back."""
        self._mark(decision_file.remove_decision(self.configs, decision_id))

    def _mark(self, decisions: tuple[Decision, ...]) -> None:
        with self.index() as connection, connection:
            decision_marks.mark_decisions(connection, decisions)

    def document(self, source: str) -> CleanDocument | None:
        """A document with its steps; None if there is none."""
        return clean_document(self.clean, source)

    def raw_document(self, source: str) -> Document | None:
        """The raw document of a source; None where the raw files are not at hand or no longer have it."""
        if not self.raw:
            return None
        store = open_store(self.raw)
        found = store.stat(file_of(source))
        if found is None:
            return None
        items = read_documents(store, source_of(found), CorpusRules())
        return next((item for item in items if isinstance(item, Document) and item.source == source), None)

    def asides(self) -> list[Aside]:
        """What the last run set aside, by id."""
        return sorted(output_folder.read_asides(open_store(self.clean))[0])

    def duplicates(self) -> list[dict[str, str]]:
        """Documents that are copies of others, as the last run listed them."""
        store = open_store(self.clean)
        if store.stat("_duplicates.jsonl") is None:
            return []
        with store.open("_duplicates.jsonl") as file:
            return [json.loads(line) for line in file]
