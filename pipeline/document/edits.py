"""Edits of a text: the values, applying and undoing them, and deriving them from two texts."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import NamedTuple

_TOKEN = re.compile(r"\w+|\s+|[^\w\s]")
_LARGEST_DIFF = 1_000_000  # tokens before times tokens after; a larger changed block becomes one edit


class Span(NamedTuple):
    """A range of a field in code points, ``end`` exclusive, in the field as the stage received it."""

    start: int
    end: int
    field: str = "text"


@dataclass(frozen=True, slots=True)
class Edit:
    """Replace ``before``, the text at ``span``, by ``after``. ``rule`` is ``stage/rule``, e.g. "typos/gurantees"."""

    span: Span
    before: str
    after: str
    rule: str


def ordered(edits: Iterable[Edit]) -> list[Edit]:
    """Sort the edits of one field by position. Raises ValueError if two of them overlap."""
    by_position = sorted(edits, key=_position)
    last_start = last_end = -1
    for number, edit in enumerate(by_position):
        start, end, _ = edit.span
        if start < last_end or (start == last_start and end == last_end):
            raise ValueError(f"overlapping edits: {by_position[number - 1]} and {edit}")
        last_start, last_end = start, end
    return by_position


def _position(edit: Edit) -> tuple[int, int]:
    return edit.span.start, edit.span.end


def apply(text: str, edits: Iterable[Edit]) -> str:
    """Apply all edits. Raises ValueError if two overlap, or if ``before`` differs from the text at its span.

    >>> apply("Kiev said", [Edit(Span(0, 4), "Kiev", "Kyiv", "spellings/Kyiv")])
    'Kyiv said'
    """
    pieces: list[str] = []
    done = 0
    for edit in ordered(edits):
        start, end, _ = edit.span
        if text[start:end] != edit.before:
            raise ValueError(f"{edit.rule} expects {edit.before!r} at {start}:{end}, but found {text[start:end]!r}")
        pieces += text[done:start], edit.after
        done = end
    return "".join([*pieces, text[done:]])


def undo(text: str, edits: Iterable[Edit]) -> str:
    """Return the text before ``edits``, whose spans are those of the text before them. Raises ValueError like apply.

    >>> undo("Kyiv said", [Edit(Span(0, 4), "Kiev", "Kyiv", "spellings/Kyiv")])
    'Kiev said'
    """
    pieces: list[str] = []
    done = shift = 0
    for edit in ordered(edits):
        start = edit.span.start + shift
        end = start + len(edit.after)
        if text[start:end] != edit.after:
            raise ValueError(f"{edit.rule} made {edit.after!r} at {start}:{end}, but found {text[start:end]!r}")
        pieces += text[done:start], edit.before
        done = end
        shift += len(edit.after) - len(edit.before)
    return "".join([*pieces, text[done:]])


def diff(before: str, after: str, rule: str, *, field: str = "text", offset: int = 0) -> list[Edit]:
    """Return the edits that turn ``before`` into ``after``, for tools that return a whole new string.

    ``offset`` is the position of ``before`` in the field. Lines are matched first, then the tokens of changed lines.

    >>> [(e.before, e.after) for e in diff("a sÃ³ b", "a só b", "mojibake/utf-8")]
    [('Ã³', 'ó')]
    """
    if before == after:
        return []
    edits: list[Edit] = []
    start = 0
    for old, new in _aligned(before.splitlines(keepends=True), after.splitlines(keepends=True)):
        if old != new:
            old_tokens, new_tokens = _TOKEN.findall(old), _TOKEN.findall(new)
            small = len(old_tokens) * len(new_tokens) <= _LARGEST_DIFF
            pairs = _aligned(old_tokens, new_tokens) if small else [(old, new)]
            edits += _trimmed(pairs, offset + start, rule, field)
        start += len(old)
    return edits


def _aligned(old: list[str], new: list[str]) -> Iterator[tuple[str, str]]:
    for _, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        yield "".join(old[a:b]), "".join(new[c:d])


def _trimmed(pairs: Iterable[tuple[str, str]], start: int, rule: str, field: str) -> Iterator[Edit]:
    """Edits of the pairs that differ, without the characters they have in common at either end."""
    for old, new in pairs:
        if old != new:
            head = _common_prefix(old, new)
            tail = _common_prefix(old[head:][::-1], new[head:][::-1])
            span = Span(start + head, start + len(old) - tail, field)
            yield Edit(span, old[head : len(old) - tail], new[head : len(new) - tail], rule)
        start += len(old)


def _common_prefix(one: str, other: str) -> int:
    """The length of the common prefix of two strings."""
    shortest = min(len(one), len(other))
    return next((at for at in range(shortest) if one[at] != other[at]), shortest)
