"""Undo some of a document's edits and keep the others.

Steps:

1. Go through the recorded steps and build a second version of each field, without the undone edits.
2. Keep a list of the ranges in which the two versions differ; outside of them, positions differ by a known shift.
3. An edit outside of these ranges is applied to both versions. One that touches such a range was found in text that
   the second version does not have: it is undone too, and the range grows by it.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from pipeline.document.edits import Edit
from pipeline.document.model import Document, Fact, Step, edits_of


class _Difference(NamedTuple):
    """Characters ``start`` to ``end`` of the cleaned version are ``other`` in the second version."""

    start: int
    end: int
    other: str


def without(doc: Document, undone: Callable[[Edit], bool], *, field: str = "text") -> str:
    """The value of a field of the document without the edits for which ``undone`` is true."""
    value, differences = "", list[_Difference]()
    for step in doc.steps:
        facts = [finding.value for finding in step.findings if isinstance(finding, Fact) and finding.field == field]
        if facts:
            value, differences = facts[-1], []
        else:
            value, differences = _after_step(value, differences, step, field, undone)
    return _second_version(value, differences)


def _after_step(
    value: str, differences: list[_Difference], step: Step, field: str, undone: Callable[[Edit], bool]
) -> tuple[str, list[_Difference]]:
    """Apply one step to the value, and carry the differences over to the new positions."""
    pending: list[_Item] = [(difference.start, difference.end, difference) for difference in differences]
    pending += [(edit.span.start, edit.span.end, edit) for edit in edits_of(step.findings, field)]
    pending.sort(key=lambda item: item[:2])
    pieces, result, done, length = list[str](), list[_Difference](), 0, 0
    for group in _touching(pending):
        start, end = group[0][0], max(item[1] for item in group)
        new, other = _group_versions(value, start, end, [item[2] for item in group], undone)
        pieces += value[done:start], new
        length += start - done
        if other is not None:
            result.append(_Difference(length, length + len(new), other))
        length += len(new)
        done = end
    return "".join([*pieces, value[done:]]), result


_Item = tuple[int, int, _Difference | Edit]


def _touching(pending: list[_Item]) -> Iterable[list[_Item]]:
    """Group differences and edits that overlap; two insertions at one position overlap too."""
    group: list[_Item] = []
    end = -1
    for item in pending:
        mixed = any(isinstance(item[2], _Difference) != isinstance(other[2], _Difference) for other in group)
        if group and (item[0] < end or (item[0] == end and mixed)):
            group.append(item)
        else:
            if group:
                yield group
            group = [item]
        end = max(end, item[1]) if len(group) > 1 else item[1]
    if group:
        yield group


def _group_versions(
    value: str, start: int, end: int, members: list[_Difference | Edit], undone: Callable[[Edit], bool]
) -> tuple[str, str | None]:
    """A range of the value after the step in both versions; None as the second if it is the same."""
    edits = [member for member in members if isinstance(member, Edit)]
    new = _replaced(value, start, end, [(edit.span.start, edit.span.end, edit.after) for edit in edits])
    differences = [member for member in members if isinstance(member, _Difference)]
    if not differences and not any(undone(edit) for edit in edits):
        return new, None
    return new, _replaced(value, start, end, list(differences))


def _replaced(value: str, start: int, end: int, parts: Iterable[tuple[int, int, str]]) -> str:
    pieces, done = list[str](), start
    for first, last, text in parts:
        pieces += value[done:first], text
        done = last
    return "".join([*pieces, value[done:end]])


def _second_version(value: str, differences: list[_Difference]) -> str:
    return _replaced(value, 0, len(value), differences)
