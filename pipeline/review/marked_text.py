"""The text of a document with its edits marked in place, from its recorded steps.

The pieces are in reading order: text that was kept, text that an edit removed, text that an edit inserted.
Kept and removed pieces together are the extracted text; kept and inserted pieces together are the clean text.
"""

from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from typing import Literal, NamedTuple

from pipeline.document import Edit, Fact, Step, edits_of
from pipeline.document.edits import ordered

Kind = Literal["kept", "removed", "inserted"]


class Piece(NamedTuple):
    """A run of text; ``edit`` is the number of the edit behind it among ``edits_of_steps``, -1 for none."""

    kind: Kind
    text: str
    edit: int = -1


def edits_of_steps(steps: Iterable[Step], field: str = "text") -> list[Edit]:
    """All edits of a field since it was last set as a whole, step by step, in the order of their places."""
    found: list[Edit] = []
    for step in steps:
        if any(isinstance(finding, Fact) and finding.field == field for finding in step.findings):
            found = []
        found += ordered(edits_of(step.findings, field))
    return found


def marked_text(steps: Sequence[Step], field: str = "text") -> list[Piece]:
    """The pieces of a field, with the numbers of ``edits_of_steps``."""
    pieces: list[Piece] = []
    number = 0
    for step in steps:
        for finding in step.findings:
            if isinstance(finding, Fact) and finding.field == field:
                pieces, number = [Piece("kept", finding.value)], 0
        edits = ordered(edits_of(step.findings, field))
        pieces = list(_apply(pieces, edits, number))
        number += len(edits)
    return [piece for piece in pieces if piece.text]


def _apply(pieces: Iterable[Piece], edits: Sequence[Edit], number: int) -> Iterator[Piece]:
    """The pieces after the edits of one step; ``number`` is that of the first edit."""
    waiting = deque(enumerate(edits, number))
    position = 0  # in the text before the step
    for piece in pieces:
        if piece.kind == "removed":
            yield piece
            continue
        text = piece.text
        while text:
            key, edit = waiting[0] if waiting else (-1, None)
            if edit is None or edit.span.start >= position + len(text):
                size = len(text)
            elif edit.span.start > position:
                size = edit.span.start - position
            else:
                size = min(len(text), edit.span.end - position)
                if piece.kind == "kept":
                    yield Piece("removed", text[:size], key)
                position, text = position + size, text[size:]
                if position == edit.span.end:
                    yield Piece("inserted", edit.after, key)
                    waiting.popleft()
                continue
            yield piece._replace(text=text[:size])
            position, text = position + size, text[size:]
    yield from (Piece("inserted", edit.after, key) for key, edit in waiting)


def shortened(line: Sequence[Piece], *, most: int) -> list[Piece]:
    """A line of which each piece has ``most`` characters at most, and that has as many pieces at most.

    >>> shortened([Piece("kept", "a" * 20)], most=8)
    [Piece(kind='kept', text='aaaa \N{HORIZONTAL ELLIPSIS} 12 characters \N{HORIZONTAL ELLIPSIS} aaaa', edit=-1)]
    """
    half = most // 2
    return [
        piece
        if len(piece.text) <= most
        else piece._replace(
            text=f"{piece.text[:half]} \N{HORIZONTAL ELLIPSIS} {len(piece.text) - 2 * half:,} characters "
            f"\N{HORIZONTAL ELLIPSIS} {piece.text[-half:]}"
        )
        for piece in line[:most]
    ]


def lines_of(pieces: Iterable[Piece]) -> list[list[Piece]]:
    """The pieces of each line; a line ends where text that was kept or removed has a line feed."""
    lines: list[list[Piece]] = [[]]
    for piece in pieces:
        parts = piece.text.split("\n")
        for number, part in enumerate(parts):
            if number:
                lines.append([])
            if part:
                lines[-1].append(piece._replace(text=part))
    return [line for line in lines if line]
