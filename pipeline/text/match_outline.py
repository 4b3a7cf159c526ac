"""Outline of a pattern: the strings of which every match begins with one, and how long a match can be.

A whole line that does not fit the outline need not be matched against the pattern.
"""

from collections.abc import Iterable, Sequence
from re import _constants as op  # type: ignore[attr-defined]  # re's own parser has no types
from typing import Any, NamedTuple

from pipeline.text.required_literals import MAX_EXACT, Strings, parse, strings_of

_MAX_BEGINNINGS = 512  # strings; with more, the pattern can begin with anything
_MAX_BEGINNING = 12  # characters of a string
_NO_LIMIT = 10_000  # characters; a longer match is one of any length


class Outline(NamedTuple):
    """``beginnings`` are in folded case (``str.casefold``), ("",) for anything; lengths are in characters."""

    beginnings: Strings = ("",)
    min_length: int = 0
    max_length: int = _NO_LIMIT

    def fits(self, text: str, folded: str) -> bool:
        """Whether the pattern may match the whole text. ``folded`` is the text in folded case."""
        size = len(text)
        return (
            self.min_length <= size
            and (size <= self.max_length or self.max_length >= _NO_LIMIT)
            and (folded.startswith(self.beginnings))
        )


def outline(pattern: str) -> Outline:
    """The outline of a pattern; one that everything fits if the pattern cannot be read.

    >>> outline("(?:read|see) more(?: here)?")
    Outline(beginnings=('read more', 'see more'), min_length=8, max_length=14)
    """
    parsed: Any = parse(pattern)
    if parsed is None:
        return Outline()
    least, most = parsed.getwidth()
    return Outline(_shortest(_beginnings(parsed)), least, min(most, _NO_LIMIT))


def _shortest(strings: Iterable[str]) -> Strings:
    """The strings without those that begin with another, which a test for beginnings does not need."""
    found: list[str] = []
    for string in sorted({string[:_MAX_BEGINNING] for string in strings}):
        if not found or not string.startswith(found[-1]):
            found.append(string)
    return tuple(found)


def _beginnings(sequence: Iterable[Any]) -> set[str]:
    current = {""}
    for kind, value in sequence:
        exact, _ = strings_of([(kind, value)])
        whole = exact is not None and len(exact) * len(current) <= MAX_EXACT
        added = exact if exact is not None and whole else _beginnings_of_item(kind, value)
        if len(added) * len(current) > _MAX_BEGINNINGS:
            return current
        current = {left + right for left in current for right in added}
        if not whole:
            break
    return current


def _beginnings_of_item(kind: Any, value: Any) -> Sequence[str] | set[str]:
    if kind is op.SUBPATTERN:
        return _beginnings(value[-1])
    if kind is op.BRANCH:
        return set().union(*map(_beginnings, value[1]))
    if kind in (op.MAX_REPEAT, op.MIN_REPEAT) and value[0] > 0:
        return _beginnings(value[2])
    return ("",)
