"""Edits made one after another become edits of the text as it was first."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pipeline.document import Edit, Span
from pipeline.document.edits import apply, ordered


class _Hunk(NamedTuple):
    """An edit where it lies in the text between: what a first edit left there, or what a second one takes."""

    start: int
    end: int
    edit: Edit
    second: bool


def compose(between: str, first: Iterable[Edit], second: Iterable[Edit]) -> list[Edit]:
    """The edits that do at once what ``first`` and then ``second`` do; ``between`` is the text between the two.

    Edits that touch become one, whose rule names both, with a plus between.

    >>> first, second = Edit(Span(1, 2), "-", "", "layout/invisible"), Edit(Span(1, 2), "b", "B", "layout/capital")
    >>> compose("ab", [first], [second])
    [Edit(span=Span(start=1, end=3, field='text'), before='-b', after='B', rule='layout/invisible+capital')]
    """
    earlier = ordered(first)
    if not earlier:
        return ordered(second)
    made, shift = [], 0
    for group in _groups([*_left(earlier), *_taken(ordered(second))]):
        change = sum(len(hunk.edit.after) - len(hunk.edit.before) for hunk in group if not hunk.second)
        edit = _one(group, between, shift, change)
        if edit.before != edit.after:
            made.append(edit)
        shift += change
    return made


def _one(group: list[_Hunk], between: str, shift: int, change: int) -> Edit:
    """The edit that a group of hunks is. ``shift`` and ``change``: how far first edits before and in it moved text."""
    if len(group) == 1:
        return _moved(group[0].edit, -shift) if group[0].second else group[0].edit
    start, end = group[0].start, max(hunk.end for hunk in group)
    piece = between[start:end]
    span = Span(start - shift, end - shift - change, group[0].edit.span.field)
    rule = _rule(hunk.edit.rule for hunk in group)
    return Edit(span, _before(group, piece, start), _joined(group, piece, start), rule)


def _left(edits: Sequence[Edit]) -> Iterator[_Hunk]:
    shift = 0
    for edit in edits:
        start = edit.span.start + shift
        yield _Hunk(start, start + len(edit.after), edit, second=False)
        shift += len(edit.after) - len(edit.before)


def _taken(edits: Sequence[Edit]) -> Iterator[_Hunk]:
    for edit in edits:
        yield _Hunk(edit.span.start, edit.span.end, edit, second=True)


def _groups(hunks: list[_Hunk]) -> Iterator[list[_Hunk]]:
    """The hunks in groups of those that touch, in the order of the text."""
    group: list[_Hunk] = []
    end = -1
    for hunk in sorted(hunks, key=lambda hunk: hunk[:2]):
        if group and hunk.start > end:
            yield group
            group = []
        group.append(hunk)
        end = max(end, hunk.end)
    if group:
        yield group


def _joined(group: list[_Hunk], piece: str, start: int) -> str:
    """What a group leaves of its piece of the text between."""
    return apply(piece, (_moved(hunk.edit, -start) for hunk in group if hunk.second))


def _before(group: list[_Hunk], piece: str, start: int) -> str:
    """What stood for the piece before the first edits."""
    pieces: list[str] = []
    done = 0
    for hunk in group:
        if not hunk.second:
            pieces += piece[done : hunk.start - start], hunk.edit.before
            done = hunk.end - start
    return "".join([*pieces, piece[done:]])


def _moved(edit: Edit, by: int) -> Edit:
    start, end, field = edit.span
    return Edit(Span(start + by, end + by, field), edit.before, edit.after, edit.rule)


def _rule(rules: Iterable[str]) -> str:
    """One name of several rules of a stage: the stage once, then each name once."""
    names = list(dict.fromkeys(rules))
    kinds = dict.fromkeys(kind for name in names for kind in name.partition("/")[2].split("+"))
    return f"{names[0].partition('/')[0]}/{'+'.join(kinds)}"
