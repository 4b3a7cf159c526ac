"""A document is its raw bytes plus its steps: what each stage found, made true and written down by one method."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from pipeline.document import edits
from pipeline.document.decoding import decode
from pipeline.document.edits import Edit


@dataclass(frozen=True, slots=True)
class Fact:
    """Field ``field`` of the document is now known to be ``value``, by this rule; an empty value takes it back."""

    field: str
    value: str
    rule: str


@dataclass(frozen=True, slots=True)
class Step:
    """What one stage found in a document, in the order it said so."""

    stage: str
    findings: tuple[Edit | Fact, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """One document on its way from ``raw/`` to ``clean/``. Never changed: ``take`` gives the next one.

    ``source`` is the path below ``raw/``, with ``#n`` behind it for line n of a JSONL file. ``kind`` is "page" for a
    file that is one document and "line" for a line of JSONL. ``fields`` holds what is known: charset, text, title ...
    """

    source: str
    raw: bytes
    kind: Literal["page", "line"] = "page"
    fields: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    steps: tuple[Step, ...] = ()

    @property
    def text(self) -> str:
        """The body as it stands now; empty before ``extract``."""
        return self.fields.get("text", "")

    @property
    def page(self) -> str:
        """The raw bytes as characters, once ``charset`` has named their charset; each line ends in a line feed."""
        return decode(self.raw, self.fields["charset"])

    def take(self, stage: str, findings: Iterable[Edit | Fact]) -> Document:
        """The document with the findings made true and on record; the same document when there are none.

        Raises ValueError when edits overlap, do not match the field, or compete with a fact for the same field.
        """
        found = tuple(findings)
        if not found:
            return self
        fields = dict(self.fields)
        facts = {fact.field: fact.value for fact in found if isinstance(fact, Fact)}
        for name in {edit.span.field for edit in found if isinstance(edit, Edit)}:
            if name in facts:
                raise ValueError(f"{stage} both edits and sets {name!r}")
            fields[name] = edits.apply(fields[name], edits_of(found, name))
        fields.update(facts)
        known = {name: value for name, value in fields.items() if value}
        return replace(self, fields=MappingProxyType(known), steps=(*self.steps, Step(stage, found)))

    def extracted(self) -> str:
        """The text as it was extracted: every edit of it undone, last step first."""
        text = self.text
        for step in reversed(self.steps):
            if any(isinstance(found, Fact) and found.field == "text" for found in step.findings):
                return text
            text = edits.undo(text, edits_of(step.findings, "text"))
        return text


def edits_of(findings: Iterable[Edit | Fact], name: str) -> list[Edit]:
    """The edits of one field among findings."""
    return [found for found in findings if isinstance(found, Edit) and found.span.field == name]


def replay(blank: Document, steps: Iterable[Step]) -> Document:
    """A document without steps, taken through recorded steps: no stage is asked again."""
    for step in steps:
        blank = blank.take(step.stage, step.findings)
    return blank
