"""List the changes to a document, like a word diff: pieces of text with styles."""

import json
from collections.abc import Iterable, Iterator

from pipeline.document.edits import Edit
from pipeline.document.model import Document, Fact, Step, replay

Piece = tuple[str, str]
"""Text and its style, as Rich names styles; empty for no style."""

_CONTEXT = 36  # characters shown on either side of a change
_LONGEST = 160  # characters of a longer value: its beginning and end are shown
_WIDEST_RULE = 30  # columns for the rule ids
_RETURN = "\N{DOWNWARDS ARROW WITH CORNER LEFTWARDS}"


def lines(doc: Document) -> Iterator[list[Piece]]:
    """The name of the document, then each step with its findings: facts first, then edits by position."""
    before = Document(doc.source, doc.raw, doc.kind)
    yield [(doc.source, "bold")]
    for step in doc.steps:
        yield []
        yield [(step.stage, "bold cyan"), (f" {_counts(step)}", "dim")]
        yield from _findings(before, step)
        before = replay(before, [step])


def _counts(step: Step) -> str:
    edits = sum(isinstance(finding, Edit) for finding in step.findings)
    facts = len(step.findings) - edits
    return ", ".join(
        f"{count} {noun}{'s' * (count > 1)}" for count, noun in ((edits, "edit"), (facts, "fact")) if count
    )


def _findings(before: Document, step: Step) -> Iterator[list[Piece]]:
    width = min(_WIDEST_RULE, max(len(finding.rule) for finding in step.findings))
    for finding in sorted(step.findings, key=_position):
        if isinstance(finding, Fact) and finding.field == "dropped_blocks":
            yield from _dropped_blocks(finding, width)
            continue
        pieces = (
            _fact(finding) if isinstance(finding, Fact) else edit_pieces(finding, before.fields[finding.span.field])
        )
        yield [(f"  {finding.rule:<{width}}  ", "dim"), *pieces]


def _dropped_blocks(fact: Fact, width: int) -> Iterator[list[Piece]]:
    """A line for each block of an HTML page that extraction left out: its score, its element, its text."""
    for line in fact.value.split("\n"):
        block = json.loads(line)
        rule: Piece = (f"  {fact.rule:<{width}}  ", "dim")
        if "omitted" in block:
            yield [rule, ("left out: ", ""), (f"{block['omitted']:,} more blocks", "blue")]
        else:
            yield [
                rule,
                (f"left out: {block['score']:.2f} {block['tag']} ", ""),
                (f"[-{_short(block['text'])}-]", "red"),
            ]


def _position(finding: Edit | Fact) -> tuple[int, int]:
    return finding.span[:2] if isinstance(finding, Edit) else (-1, -1)


def _fact(fact: Fact) -> Iterable[Piece]:
    if fact.field == "text":
        return [("text: ", ""), (f"{len(fact.value):,} characters", "blue")]
    return [(f"{fact.field}: ", ""), (_short(fact.value) or "removed", "blue")]


def edit_pieces(edit: Edit, value: str) -> Iterator[Piece]:
    """An edit with the text around it; ``value`` is the field before the step."""
    start, end, field = edit.span
    if field != "text":
        yield f"{field}: ", ""
    yield value[max(0, start - _CONTEXT) : start].rpartition("\n")[2], ""
    if edit.before:
        yield f"[-{_short(edit.before)}-]", "red"
    if edit.after:
        yield f"{{+{_short(edit.after)}+}}", "green"
    yield value[end : end + _CONTEXT].partition("\n")[0], ""


def _short(text: str) -> str:
    if len(text) > _LONGEST:
        text = f"{text[: _LONGEST // 2]} \N{HORIZONTAL ELLIPSIS} {text[-_LONGEST // 2 :]}"
    return text.replace("\n", _RETURN)
