"""Edits as rows of the index: each with its context, its confidence, and a key that the same edit has everywhere."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipeline.decisions import rule_id
from pipeline.document import Document, Edit, Step, edits_of, replay

_CONTEXT = 80  # characters of the sentence shown on either side
_SURE = 1.0  # confidence of a rule that states none
_LONGEST = 2000  # characters of an edit that are indexed


class EditRow(NamedTuple):
    """An edit as the index holds it, without its key."""

    source: str
    number: int
    stage: str
    rule: str
    field: str
    before: str
    after: str
    left: str
    right: str
    confidence: float
    site: str
    language: str
    run: int
    same: str


def edit_rows(source: str, steps: Iterable[Step], site: str, language: str, run: int) -> Iterator[EditRow]:
    """A row an edit; the context is that of the text as the stage received it."""
    document = Document(source, b"")
    number = 0
    for step in steps:
        for field in ("text", "title"):
            text = document.fields.get(field, "")
            for edit in sorted(edits_of(step.findings, field), key=lambda edit: edit.span[:2]):
                yield _row(edit, text, at=(source, number, step.stage), where=(site, language, run))
                number += 1
        document = replay(document, [step])


def _row(edit: Edit, text: str, *, at: tuple[str, int, str], where: tuple[str, str, int]) -> EditRow:
    """``at`` is source, number and stage; ``where`` is site, language and run."""
    start, end, field = edit.span
    before, after = edit.before[:_LONGEST], edit.after[:_LONGEST]
    left, right = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
    same = same_edit(edit.rule, before, after)
    rule, confidence = rule_id(edit.rule), confidence_of(edit.rule)
    return EditRow(*at, rule, field, before, after, left, right, confidence, *where, same)


def same_edit(rule: str, before: str, after: str) -> str:
    """A key that the same edit has in every document."""
    text = "\0".join((rule_id(rule), before.strip(), after.strip()))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def confidence_of(rule: str) -> float:
    """The confidence that a rule states behind its colon, 0 to 1; that of a rule without one is 1."""
    try:
        return min(1.0, float(rule.rpartition(":")[2])) if ":" in rule else _SURE
    except ValueError:
        return _SURE
