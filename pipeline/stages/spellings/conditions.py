"""Conditions on the context of a label: ``unless``, ``only``, and shared lists of them.

A condition is parts joined by ``&``, all of which must hold. A part is ``@name`` (any condition of a shared list),
words around ``~``, which is the label ("chicken ~"), or words anywhere in the text.

A name may have a hundred conditions of which few can hold: those with words around ``~`` are looked up by the word next
to the label.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.stages.spellings.token_view import TokenView

_WORD = re.compile(r"\w+")

Conditions = tuple[str, ...]
Condition = tuple[str, ...]  # its parts


class Indexed(NamedTuple):
    """Conditions by the lower-case word right before or right after the label; ``other`` have no such word."""

    before: Mapping[str, Sequence[Condition]]
    after: Mapping[str, Sequence[Condition]]
    other: Sequence[Condition]


def any_holds(conditions: Conditions, view: TokenView, span: tuple[int, int], shared: Mapping[str, Conditions]) -> bool:
    """Whether any of the conditions holds at a span; ``shared`` are the lists that ``@name`` refers to."""
    return bool(conditions) and any(
        all(_holds(part, view, span, shared) for part in parts) for parts in _possible(_indexed(conditions), view, span)
    )


def _possible(conditions: Indexed, view: TokenView, span: tuple[int, int]) -> Iterator[Condition]:
    """The conditions that are not excluded by the words next to the label."""
    yield from conditions.other
    if conditions.before or conditions.after:
        before, after = view.adjacent_words(*span)
        yield from conditions.before.get(before, ())
        yield from conditions.after.get(after, ())


def _holds(part: str, view: TokenView, span: tuple[int, int], shared: Mapping[str, Conditions]) -> bool:
    if part.startswith("@"):
        return any_holds(shared[part[1:]], view, span, shared)
    return view.has_context(part, *span) if "~" in part else view.contains(part)


@lru_cache(maxsize=4096)
def _indexed(conditions: Conditions) -> Indexed:
    before: dict[str, list[Condition]] = {}
    after: dict[str, list[Condition]] = {}
    other: list[Condition] = []
    for condition in conditions:
        parts = tuple(part.strip() for part in condition.split("&"))
        left, right = next(((words[:1], words[1:]) for words in map(_sides, parts) if words), ([""], [""]))
        target = before.setdefault(left[0], []) if left[0] else after.setdefault(right[0], []) if right[0] else other
        target.append(parts)
    return Indexed(before, after, other)


def _sides(part: str) -> list[str]:
    """The words right before and right after ``~``; nothing for a part without it."""
    if "~" not in part:
        return []
    left, _, right = part.lower().partition("~")
    return ["".join(_WORD.findall(left)[-1:]), "".join(_WORD.findall(right)[:1])]


@lru_cache(maxsize=4096)
def of_context(conditions: Conditions) -> Conditions:
    """The conditions with words around the label."""
    return tuple(condition for condition in conditions if "~" in condition)


@lru_cache(maxsize=4096)
def of_text(conditions: Conditions) -> Conditions:
    """The conditions on the whole text."""
    return tuple(condition for condition in conditions if "~" not in condition)
