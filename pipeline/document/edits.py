"""What a stage may say of a text: this span, from this, to this, by this rule; and the arithmetic of saying it."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise
from typing import NamedTuple

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_LARGEST_DIFF = 1_000_000  # tokens before times tokens after, past which a changed block is one edit


class Span(NamedTuple):
    """A stretch of a field in code points, ``start`` inclusive, ``end`` exclusive, as the stage got the field."""

    start: int
    end: int
    field: str = "text"


@dataclass(frozen=True, slots=True)
class Edit:
    """``before`` stood at ``span``; ``after`` is to stand there; ``rule`` ("typos/gurantees") says so."""

    span: Span
    before: str
    after: str
    rule: str


def ordered(edits: Iterable[Edit]) -> list[Edit]:
    """The edits of one field by position. Raises ValueError if two of them touch the same characters."""
    by_place = sorted(edits, key=lambda edit: edit.span[:2])
    for left, right in pairwise(by_place):
        if right.span.start < left.span.end or right.span[:2] == left.span[:2]:
            raise ValueError(f"overlapping edits: {left} and {right}")
    return by_place


def apply(text: str, edits: Iterable[Edit]) -> str:
    """The text with all edits made. Raises ValueError if two overlap, or ``before`` is not what stands at its span.

    >>> apply("Kiev said", [Edit(Span(0, 4), "Kiev", "Kyiv", "spellings/Kyiv")])
    'Kyiv said'
    """
    return _made(text, ordered(edits))


def undo(text: str, edits: Iterable[Edit]) -> str:
    """The text as it was before ``edits``, whose spans are those of the text before them.

    >>> undo("Kyiv said", [Edit(Span(0, 4), "Kiev", "Kyiv", "spellings/Kyiv")])
    'Kiev said'
    """
    return _made(text, _backwards(ordered(edits)))


def _made(text: str, edits: Iterable[Edit]) -> str:
    pieces: list[str] = []
    done = 0
    for edit in edits:
        start, end, _ = edit.span
        if text[start:end] != edit.before:
            raise ValueError(f"{edit.before!r} does not stand at {start}:{end}, {text[start:end]!r} does ({edit.rule})")
        pieces += text[done:start], edit.after
        done = end
    return "".join([*pieces, text[done:]])


def _backwards(edits: Iterable[Edit]) -> Iterator[Edit]:
    shift = 0
    for edit in edits:
        start = edit.span.start + shift
        yield Edit(Span(start, start + len(edit.after), edit.span.field), edit.after, edit.before, edit.rule)
        shift += len(edit.after) - len(edit.before)


def diff(before: str, after: str, rule: str, *, field: str = "text", offset: int = 0) -> list[Edit]:
    """The edits that turn ``before`` into ``after``, for a tool that answers with a whole new string.

    ``offset`` is where ``before`` begins in the field. Lines are matched first, then the tokens of lines that differ.

    >>> [(e.before, e.after) for e in diff("a sÃ³ b", "a só b", "mojibake/utf-8")]
    [('Ã³', 'ó')]
    """
    if before == after:
        return []
    found: list[Edit] = []
    start = 0
    for old, new in _changed(before.splitlines(keepends=True), after.splitlines(keepends=True)):
        if old != new:
            small = len(_TOKEN.findall(old)) * len(_TOKEN.findall(new)) <= _LARGEST_DIFF
            pairs = _changed(_TOKEN.findall(old), _TOKEN.findall(new)) if small else [(old, new)]
            found += _trimmed(pairs, offset + start, rule, field)
        start += len(old)
    return found


def _changed(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    for _, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield "".join(old[a:b]), "".join(new[c:d])


def _trimmed(pairs: Iterable[tuple[str, str]], start: int, rule: str, field: str) -> Iterator[Edit]:
    for old, new in pairs:
        if old != new:
            head = _shared(old, new)
            tail = _shared(old[head:][::-1], new[head:][::-1])
            span = Span(start + head, start + len(old) - tail, field)
            yield Edit(span, old[head : len(old) - tail], new[head : len(new) - tail], rule)
        start += len(old)


def _shared(one: str, other: str) -> int:
    """How many characters two strings have in common at their beginning."""
    shortest = min(len(one), len(other))
    return next((at for at in range(shortest) if one[at] != other[at]), shortest)
