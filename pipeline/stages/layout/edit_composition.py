"""Composition of edits: two lists of edits, made one after the other, become one list of edits of the first text."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pipeline.document import Edit, Span
from pipeline.document.edits import apply, ordered


class _Hunk(NamedTuple):
    """An edit at its position in the text between the two lists: the output of a first edit, or a second edit."""

    start: int
    end: int
    edit: Edit
    second: bool


def compose(between: str, first: Iterable[Edit], second: Iterable[Edit]) -> list[Edit]:
    """The edits that do at once what ``first`` and then ``second`` do; ``between`` is the text between the two.

    Edits that touch become one, whose rule names both, joined by a plus.

    >>> first, second = Edit(Span(1, 2), "-", "", "layout/invisible"), Edit(Span(1, 2), "b", "B", "layout/capital")
    >>> compose("ab", [first], [second])
    [Edit(span=Span(start=1, end=3, field='text'), before='-b', after='B', rule='layout/invisible+capital')]
    """
    earlier = ordered(first)
    if not earlier:
        return ordered(second)
    composed, shift = [], 0
    for group in _touching([*_outputs(earlier), *_inputs(ordered(second))]):
        change = sum(len(hunk.edit.after) - len(hunk.edit.before) for hunk in group if not hunk.second)
        edit = _merged(group, between, shift, change)
        if edit.before != edit.after:
            composed.append(edit)
        shift += change
    return composed


def _merged(group: list[_Hunk], between: str, shift: int, change: int) -> Edit:
    """One edit for a group. ``shift`` and ``change``: length added by first edits before the group, and within it."""
    if len(group) == 1:
        return _moved(group[0].edit, -shift) if group[0].second else group[0].edit
    start, end = group[0].start, max(hunk.end for hunk in group)
    piece = between[start:end]
    span = Span(start - shift, end - shift - change, group[0].edit.span.field)
    rule = _joined_rule(hunk.edit.rule for hunk in group)
    return Edit(span, _before(group, piece, start), _after(group, piece, start), rule)


def _outputs(edits: Sequence[Edit]) -> Iterator[_Hunk]:
    """Where the output of each first edit is in the text between."""
    shift = 0
    for edit in edits:
        start = edit.span.start + shift
        yield _Hunk(start, start + len(edit.after), edit, second=False)
        shift += len(edit.after) - len(edit.before)


def _inputs(edits: Sequence[Edit]) -> Iterator[_Hunk]:
    for edit in edits:
        yield _Hunk(edit.span.start, edit.span.end, edit, second=True)


def _touching(hunks: list[_Hunk]) -> Iterator[list[_Hunk]]:
    """The hunks in groups that touch each other, in text order."""
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


def _after(group: list[_Hunk], piece: str, start: int) -> str:
    """The group's piece of the text between, after the second edits."""
    return apply(piece, (_moved(hunk.edit, -start) for hunk in group if hunk.second))


def _before(group: list[_Hunk], piece: str, start: int) -> str:
    """The group's piece of the text between, before the first edits."""
    pieces: list[str] = []
    done = 0
    for hunk in group:
        if not hunk.second:
            pieces += piece[done : hunk.start - start], hunk.edit.before
            done = hunk.end - start
    return "".join([*pieces, piece[done:]])


def _moved(edit: Edit, distance: int) -> Edit:
    start, end, field = edit.span
    return Edit(Span(start + distance, end + distance, field), edit.before, edit.after, edit.rule)


def _joined_rule(rules: Iterable[str]) -> str:
    """One name for several rules of a stage: the stage once, then each kind once."""
    names = list(dict.fromkeys(rules))
    kinds = dict.fromkeys(kind for name in names for kind in name.partition("/")[2].split("+"))
    return f"{names[0].partition('/')[0]}/{'+'.join(kinds)}"
