"""The corpus that is reviewed: its folders, its index, its decisions; what the pages ask and change."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from pipeline.decisions import Decision
from pipeline.document import Document, Edit, Fact
from pipeline.io import output_folder
from pipeline.io.asides import Aside
from pipeline.io.readers.raw_files import read_documents
from pipeline.io.sources import file_of, source_of
from pipeline.io.stores import open_store
from pipeline.review import decision_file, decision_marks, index
from pipeline.review.edit_rows import numbered_edits, same_edit
from pipeline.review.index_tables import index_path, open_index
from pipeline.review.records import CleanDocument, clean_document
from pipeline.rules.corpus_rules import CorpusRules
from pipeline.rules.loading import RuleSet, load_rules

_LONGEST_EXAMPLE = 80  # characters
_LONGEST_RAW, _LONGEST_EXCERPT = 5_000_000, 600  # bytes


@dataclass
class Corpus:
    """Folders of a project under review. ``raw`` may be empty where the raw files are not at hand."""

    clean: str
    raw: str = ""
    configs: Path = field(default_factory=lambda: Path("configs"))
    reviewer: str = ""

    @contextmanager
    def index(self) -> Iterator[sqlite3.Connection]:
        """A connection to the index, which others may read and write meanwhile. Raises sqlite3.Error."""
        with closing(open_index(index_path(self.clean))) as connection:
            yield connection

    def refresh(self) -> int:
        """Read what runs have changed since. Returns how many documents were read."""
        with self.index() as connection:
            return index.update(connection, self.clean, self.decisions())

    def follow(self, sources: Iterable[str]) -> int:
        """Read documents that a run has just written. Returns how many were read."""
        with self.index() as connection:
            return index.follow(connection, self.clean, sources, self.decisions())

    def decisions(self) -> tuple[Decision, ...]:
        """All decisions of the project, the first made first."""
        return decision_file.read_decisions(self.configs)

    def decide(self, decisions: Iterable[Decision]) -> None:
        """Write decisions, with their date and who made them, and mark the edits they are about."""
        today = datetime.now(UTC).date().isoformat()
        dated = [decision.model_copy(update={"when": today, "by": self.reviewer}) for decision in decisions]
        self._mark(decision_file.add_decisions(self.configs, dated), dated)

    def withdraw(self, decision_ids: Iterable[str]) -> None:
        """Take decisions back."""
        left, removed = decision_file.remove_decisions(self.configs, set(decision_ids))
        self._mark(left, removed)

    def _mark(self, decisions: tuple[Decision, ...], changed: Iterable[Decision]) -> None:
        with self.index() as connection, connection:
            keys = {same_edit(decision.before, decision.after) for decision in changed}
            decision_marks.mark(connection, decisions, keys)

    def edit(self, source: str, number: int) -> Edit | None:
        """An edit of a document by its number in the index; None if the document has changed."""
        found = self.document(source)
        edits = numbered_edits(found.steps or ()) if found else iter(())
        return next((edit for at, (_, edit, _) in enumerate(edits) if at == number), None)

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

    def page(self, source: str) -> str:
        """The raw page of a document, decoded as its record says; empty where there is none."""
        raw, known = self.raw_document(source), self.document(source)
        if raw is None or known is None or known.steps is None:
            return ""
        facts = (finding for step in known.steps[:1] for finding in step.findings if isinstance(finding, Fact))
        charset = next((fact.value for fact in facts if fact.field == "charset"), "utf-8")
        return raw.take("charset", [Fact("charset", charset, "charset/recorded")]).page

    def raw_bytes(self, source: str) -> bytes | None:
        """The raw bytes of a document, or of a file that none could be read from; None where there are none."""
        document = self.raw_document(source)
        if document is not None:
            return document.raw
        if not self.raw or open_store(self.raw).stat(source) is None:
            return None
        with open_store(self.raw).open(source) as file:
            return file.read(_LONGEST_RAW)

    def raw_text(self, source: str) -> str:
        """The beginning of the raw bytes as text, with U+FFFD for what is not UTF-8."""
        return (self.raw_bytes(source) or b"")[:_LONGEST_EXCERPT].decode("utf-8", "replace")

    def rules(self) -> RuleSet:
        """The rules of the project as they are now. Raises BadRules."""
        return load_rules(str(self.configs) if self.configs.is_dir() else None)

    def rule_examples(self) -> dict[str, str]:
        """One example of each rule that has any, in a few words."""
        shown: dict[str, str] = {}
        for rules in self.rules().rules.values():
            for example in rules.examples():
                if example.after is not None and len(example.before) < _LONGEST_EXAMPLE:
                    shown.setdefault(example.rule, f"{example.before} \N{RIGHTWARDS ARROW} {example.after}")
        return shown

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
