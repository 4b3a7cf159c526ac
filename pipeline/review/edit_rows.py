"""Edits as rows of the index: each with its context, its confidence, and a key that the same edit has everywhere."""

import hashlib
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from pipeline.decisions import rule_id
from pipeline.document import Document, Edit, Fact, Step, edits_of, replay

_FIELDS = ("text", "title")
CONTEXT = 160
"""Characters of the text on either side of an edit that the index holds."""
_SURE = 1.0  # confidence of a rule that states none
_LONGEST = 2000  # characters of an edit that are indexed


class EditRow(NamedTuple):
    """An edit as the index holds it, without its key. The more ``words`` it replaces, the more doubtful it is."""

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
    words: int
    site: str
    language: str
    run: int
    same: str


def numbered_edits(steps: Iterable[Step]) -> Iterator[tuple[str, Edit, str]]:
    """Every edit in the order of its number, with its stage and the text that the stage received."""
    document = Document("", b"")
    for step in steps:
        for field in _FIELDS:
            text = document.fields.get(field, "")
            for edit in sorted(edits_of(step.findings, field), key=lambda edit: edit.span[:2]):
                yield step.stage, edit, text
        document = replay(document, [step])


def text_numbers(steps: Iterable[Step]) -> list[int]:
    """The numbers of the edits of ``edits_of_steps``: those of the text since it was last set as a whole."""
    numbers: list[int] = []
    number = 0
    for step in steps:
        if any(isinstance(finding, Fact) and finding.field == "text" for finding in step.findings):
            numbers = []
        numbers += range(number, number + len(edits_of(step.findings, "text")))
        number += sum(isinstance(finding, Edit) and finding.span.field in _FIELDS for finding in step.findings)
    return numbers


def edit_rows(source: str, steps: Iterable[Step], site: str, language: str, run: int) -> Iterator[EditRow]:
    """A row an edit; the context is that of the text as the stage received it."""
    for number, (stage, edit, text) in enumerate(numbered_edits(steps)):
        yield _row(edit, text, at=(source, number, stage), where=(site, language, run))


def _row(edit: Edit, text: str, *, at: tuple[str, int, str], where: tuple[str, str, int]) -> EditRow:
    """``at`` is source, number and stage; ``where`` is site, language and run."""
    start, end, field = edit.span
    shown = edit.before[:_LONGEST], edit.after[:_LONGEST]
    left, right = text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]
    rule, confidence, words = rule_id(edit.rule), confidence_of(edit.rule), len(edit.before.split())
    same = same_edit(edit.before, edit.after)
    values = (*at, rule, field, *shown, left, right, confidence, words, *where, same)
    return EditRow._make(values)


def same_edit(before: str, after: str) -> str:
    """A key that the same edit has in every document."""
    text = f"{before.strip()}\0{after.strip()}"
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def confidence_of(rule: str) -> float:
    """The confidence that a rule states behind its colon, 0 to 1; that of a rule without one is 1."""
    try:
        return min(1.0, float(rule.rpartition(":")[2])) if ":" in rule else _SURE
    except ValueError:
        return _SURE
