"""Mojibake: text decoded in the wrong charset, HTML entities and control characters, fixed by ftfy line by line.

The result is what ftfy gives for the field when it is applied until nothing changes. Few lines need ftfy. A line is
passed to it only if

1. it is not in Unicode normal form;
2. it has a character that ftfy changes by itself: a control character, an entity, a surrogate, or, if configured, a
   ligature, a full-width letter or a curly quotation mark;
3. it may be mojibake (``pipeline.stages.mojibake.candidate_lines``).

Before ftfy, punctuation that was cut to a control character is restored, which ftfy would remove
(``pipeline.text.control_punctuation``), and sequences that it misreads (``pipeline.stages.mojibake.sequences``).

The rule of an edit is ftfy's explanation of the line, such as ``mojibake/utf-8-read-as-windows-1252``. Several fixes in
one line are joined by a plus.
"""

from collections.abc import Iterable, Iterator

from pipeline.document import Document, Edit, Fact, edits
from pipeline.stages.mojibake.line_fixes import fix_until_stable, may_change
from pipeline.stages.mojibake.schema import Rules

__all__ = ["Rules", "find"]

_FIELDS = ("text", "title")


def find(doc: Document, rules: Rules) -> Iterable[Edit | Fact]:
    """Return the edits that turn text and title into ftfy's result."""
    return [edit for name in _FIELDS if name in doc.fields for edit in _field_edits(doc.fields[name], name, rules)]


def _field_edits(text: str, name: str, rules: Rules) -> Iterable[Edit]:
    return _line_edits(text, name, rules) if may_change(text, rules) else ()


def _line_edits(text: str, name: str, rules: Rules) -> Iterator[Edit]:
    start, has_markup = 0, False
    for line in text.split("\n"):
        segment = text[start : start + len(line) + 1]
        if may_change(segment, rules):
            fixed, names = fix_until_stable(segment, rules, has_markup=has_markup)
            rule = "+".join(dict.fromkeys(names))
            yield from edits.diff(segment, fixed, f"mojibake/{rule}", field=name, offset=start)
        has_markup = has_markup or "<" in line
        start += len(line) + 1
