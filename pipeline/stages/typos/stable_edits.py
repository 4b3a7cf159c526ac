"""Stable edits: a correction may allow another one, so the stage runs on its own result until nothing changes."""

from collections.abc import Callable, Mapping, Sequence

from pipeline.document import Edit, Span, edits

_MOST_PASSES = 4
_MOST_LATER_EDITS = 50  # of one pass; a text with more is left alone

Texts = Mapping[str, str]  # by field


def stable(texts: Texts, find: Callable[[Texts], list[Edit]]) -> list[Edit]:
    """The edits of all passes, as edits of the given texts; none if the passes do not end."""
    found = find(texts)
    for _ in range(_MOST_PASSES):
        later = find(_applied(texts, found)) if found else []
        if not later:
            return found
        if len(later) > _MOST_LATER_EDITS:
            return []
        for edit in sorted(later, key=lambda edit: edit.span.start, reverse=True):
            found = _composed(texts, found, edit)
    return []


def _of(field: str, found: Sequence[Edit]) -> list[Edit]:
    return sorted((edit for edit in found if edit.span.field == field), key=lambda edit: edit.span.start)


def _applied(texts: Texts, found: Sequence[Edit]) -> dict[str, str]:
    return {field: edits.apply(text, _of(field, found)) for field, text in texts.items()}


def _composed(texts: Texts, found: Sequence[Edit], later: Edit) -> list[Edit]:
    """The edits with one more, whose span is in the texts after them; edits that it overlaps become one with it."""
    field = later.span.field
    kept = [edit for edit in found if edit.span.field != field]
    before, after, shift = later.span.start, later.span.end, 0
    start, end = later.span.start, later.span.end
    shift_before = shift_after = 0
    for edit in _of(field, found):
        first, last = edit.span.start + shift, edit.span.start + shift + len(edit.after)
        grown = shift + len(edit.after) - len(edit.before)
        if last <= before:
            shift_before = shift_after = grown
            kept.append(edit)
        elif first >= after:
            kept.append(edit)
        else:
            start, end, shift_after = min(start, first), max(end, last), grown
        shift = grown
    result = edits.apply(texts[field], _of(field, found))
    span = Span(start - shift_before, end - shift_after, field)
    replacement = result[start:before] + later.after + result[after:end]
    return [*kept, Edit(span, texts[field][span.start : span.end], replacement, later.rule)]
