"""The document: raw bytes plus the recorded steps. ``take`` is the only method that applies findings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any, Literal

from pipeline.document import edits
from pipeline.document.decoding import decode
from pipeline.document.edits import Edit


@dataclass(frozen=True, slots=True)
class Fact:
    """Set ``field`` of the document to ``value``; an empty value removes the field. ``rule`` is ``stage/rule``."""

    field: str
    value: str
    rule: str


@dataclass(frozen=True, slots=True)
class Step:
    """The findings of one stage in a document, in the order in which they were reported."""

    stage: str
    findings: tuple[Edit | Fact, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A document, from raw to clean. Immutable: ``take`` returns the next version.

    ``source`` is the path below ``raw/``; line n of a JSONL file adds ``#n``. ``kind`` is "page" for a file that is one
    document, "line" for a line of JSONL. ``fields`` maps the names of known fields to values: charset, text, title ...
    """

    source: str
    raw: bytes
    kind: Literal["page", "line"] = "page"
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    steps: tuple[Step, ...] = ()

    def __reduce__(self) -> tuple[Any, ...]:
        """Pickle the document with its fields as a dict."""
        return _restored, (self.source, self.raw, self.kind, dict(self.fields), self.steps)

    @property
    def text(self) -> str:
        """The current body; empty before ``extract``."""
        return self.fields.get("text", "")

    @property
    def page(self) -> str:
        """The decoded raw bytes; lines end in a line feed. Requires the field ``charset``."""
        return decode(self.raw, self.fields["charset"])

    def take(self, stage: str, findings: Iterable[Edit | Fact]) -> Document:
        """Return the document with the findings applied and recorded; the same document if there are none.

        Raises ValueError if edits overlap or do not match the field, or if a field is both edited and set.
        """
        step = Step(stage, tuple(findings))
        if not step.findings:
            return self
        fields = dict(self.fields)
        facts = {fact.field: fact.value for fact in step.findings if isinstance(fact, Fact)}
        for name in {edit.span.field for edit in step.findings if isinstance(edit, Edit)}:
            if name in facts:
                raise ValueError(f"{stage} both edits and sets {name!r}")
            fields[name] = edits.apply(fields[name], edits_of(step.findings, name))
        fields.update(facts)
        known = {name: value for name, value in fields.items() if value}
        return replace(self, fields=MappingProxyType(known), steps=(*self.steps, step))

    def extracted(self) -> str:
        """The text as it was extracted: all its edits undone, last step first."""
        text = self.text
        for step in reversed(self.steps):
            if any(isinstance(finding, Fact) and finding.field == "text" for finding in step.findings):
                return text
            text = edits.undo(text, edits_of(step.findings, "text"))
        return text


def _restored(
    source: str, raw: bytes, kind: Literal["page", "line"], fields: dict[str, str], steps: tuple[Step, ...]
) -> Document:
    return Document(source, raw, kind, MappingProxyType(fields), steps)


def edits_of(findings: Iterable[Edit | Fact], name: str) -> list[Edit]:
    """The edits of one field."""
    return [edit for edit in findings if isinstance(edit, Edit) and edit.span.field == name]


def replay(doc: Document, steps: Iterable[Step]) -> Document:
    """Apply recorded steps to a document without steps. No stage runs."""
    for step in steps:
        doc = doc.take(step.stage, step.findings)
    return doc
