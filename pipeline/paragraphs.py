"""Line ends: which of them end a paragraph, which cut one, and which belong to lists, verse and tables."""

import re
from collections.abc import Iterator

from pipeline.blanks import Change

_PROSE = 60  # characters from which a line is no title, no verse and no cell
_SINGLE = re.compile(r"(?<!\n)\n(?!\n)")
_ITEM = re.compile(r"(?:[-*\u2022>|+]|\d{1,3}[.)])\s|\|")
_ENDS = re.compile(r"[.!?\u2026:;\u3002\uff01\uff1f][\"'\u201d\u2019\u00bb)\]]*$")
_CUT = re.compile(r"(?<=[^\W\d_A-Z]|,)\n+(?=[^\W\d_A-Z])")


def breaks(text: str) -> Iterator[Change]:
    """A line end between paragraphs becomes an empty line; lists, tables and verse keep theirs."""
    for found in _SINGLE.finditer(text):
        before, after = _line_before(text, found.start()), _line_after(text, found.end())
        if not (_ITEM.match(before) and _ITEM.match(after)) and not _verse(before, after):
            yield *found.span(), "\n\n"


def cut(text: str) -> Iterator[Change]:
    """A paragraph cut in mid-sentence is one again: long lines, the first without an end, the next in lower case."""
    for found in _CUT.finditer(text):
        before, after = _line_before(text, found.start()), _line_after(text, found.end())
        if min(len(before), len(after)) >= _PROSE and not _ITEM.match(before) and after[:1].islower():
            yield *found.span(), " "


def _verse(before: str, after: str) -> bool:
    return max(len(before), len(after)) < _PROSE and not _ENDS.search(before) and not _ENDS.search(after)


def _line_before(text: str, end: int) -> str:
    return text[text.rfind("\n", 0, end) + 1 : end]


def _line_after(text: str, start: int) -> str:
    end = text.find("\n", start)
    return text[start : len(text) if end < 0 else end]
