"""Edits made one after another become edits of the text as it was first."""

from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from pipeline.edits import Edit, Span, apply, ordered


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
    made, shift = [], 0
    for group in _groups([*_left(ordered(first)), *_taken(ordered(second))]):
        start, end = group[0].start, max(hunk.end for hunk in group)
        change = sum(len(hunk.edit.after) - len(hunk.edit.before) for hunk in group if not hunk.second)
        edit = _joined(group, between[start:end], start)
        span = Span(start - shift, end - shift - change, group[0].edit.span.field)
        before = _before(group, between[start:end], start)
        shift += change
        if before != edit:
            made.append(Edit(span, before, edit, _rule(hunk.edit.rule for hunk in group)))
    return made


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
    for hunk in sorted(hunks, key=lambda hunk: (hunk.start, hunk.end)):
        if group and hunk.start > max(other.end for other in group):
            yield group
            group = []
        group.append(hunk)
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
    return Edit(Span(edit.span.start + by, edit.span.end + by), edit.before, edit.after, edit.rule)


def _rule(rules: Iterable[str]) -> str:
    """One name of several rules of a stage: the stage once, then each name once."""
    names = list(dict.fromkeys(rules))
    kinds = dict.fromkeys(kind for name in names for kind in name.partition("/")[2].split("+"))
    return f"{names[0].partition('/')[0]}/{'+'.join(kinds)}"
