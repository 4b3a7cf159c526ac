"""Text as lines: position, content without list and heading marks, sentence form."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_LINE_MARKS = re.compile(r"\s*(?:(?:#{1,6}|[-*>\N{BULLET}\N{MIDDLE DOT}])[ \t]+)*(?=[^\s*-])")
_ASCII_PUNCTUATION = (
    ("\N{LEFT SINGLE QUOTATION MARK}", "'"),
    ("\N{RIGHT SINGLE QUOTATION MARK}", "'"),
    ("\N{LEFT DOUBLE QUOTATION MARK}", '"'),
    ("\N{RIGHT DOUBLE QUOTATION MARK}", '"'),
    ("\N{EN DASH}", "-"),
    ("\N{EM DASH}", "-"),
    ("\N{NO-BREAK SPACE}", " "),
    ("\N{NARROW NO-BREAK SPACE}", " "),
)
_EDGE_PUNCTUATION = (
    " \t.:!|*+>()[]-\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
    "\N{RIGHTWARDS ARROW}\N{BLACK RIGHT-POINTING TRIANGLE}\N{BULLET}\N{MIDDLE DOT}"
)
_SENTENCE_ENDS = frozenset(
    '.!?"\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{HORIZONTAL ELLIPSIS})'
)
UNSPACED = re.compile(
    "[\N{HIRAGANA LETTER SMALL A}-\N{KATAKANA LETTER VO}\N{CJK UNIFIED IDEOGRAPH-3400}-\N{CJK UNIFIED IDEOGRAPH-9FFF}]"
)
"""A character of a script without spaces."""
_UNSPACED_WORD = 2  # characters
_MIN_SENTENCE_LENGTH = 80  # characters: a shorter sentence is no evidence of article text


class Line(NamedTuple):
    """A line that is not empty.

    ``start`` is where the line begins, ``end`` where the next such line begins (or the text ends). ``text`` is the
    line without list and heading marks, and begins at ``text_start``. All positions are code points of the whole text.
    """

    start: int
    end: int
    text_start: int
    text: str


def split_lines(text: str) -> list[Line]:
    r"""All lines that are not empty, in order, without the marks of headings, list items and quotations.

    >>> split_lines("## Share\n\n- Home\n")
    [Line(start=0, end=10, text_start=3, text='Share'), Line(start=10, end=17, text_start=12, text='Home')]
    """
    lines = list(_non_empty(text))
    ends = [*(start for start, _, _ in lines[1:]), len(text)][: len(lines)]
    return [Line(start, end, text_start, line) for (start, text_start, line), end in zip(lines, ends, strict=True)]


def _non_empty(text: str) -> Iterator[tuple[int, int, str]]:
    """Start, start of the content, and content of every line that has any."""
    start = 0
    for line in text.split("\n"):
        stripped = line.strip()
        if stripped and stripped[0].isalnum() and len(stripped) == len(line):
            yield start, start, line
        elif stripped:
            marks = _LINE_MARKS.match(line)
            offset = marks.end() if marks else 0
            yield start, start + offset, line[offset:].rstrip()
        start += len(line) + 1


def ascii_punctuation(text: str) -> str:
    """The text with straight quotes, hyphens for dashes and plain spaces, as patterns are written; of equal length."""
    if not text.isascii():
        for character, replacement in _ASCII_PUNCTUATION:
            text = text.replace(character, replacement)
    return text


def match_key(line: str) -> str:
    """A key that is equal for equal lines: case folded, no punctuation at the ends, single spaces.

    >>> match_key("Share this  Article:")
    'share this article'
    """
    return " ".join(line.casefold().split()).strip(_EDGE_PUNCTUATION)


def count_words(text: str) -> int:
    """The number of words; two characters of a script without spaces count as one more.

    >>> count_words("Ships leave"), count_words("\N{CJK UNIFIED IDEOGRAPH-6E2F}" * 4)
    (2, 3)
    """
    unspaced = 0 if text.isascii() else len(UNSPACED.findall(text))
    return len(text.split()) + unspaced // _UNSPACED_WORD


def is_sentence(line: str) -> bool:
    """Whether a line has the form of a sentence: long, and with closing punctuation."""
    return len(line) >= _MIN_SENTENCE_LENGTH and line[-1] in _SENTENCE_ENDS
