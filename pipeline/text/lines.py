"""A text as its lines: where each stands, what it says without its signs, and whether it reads like reporting."""

import re
from collections.abc import Iterator
from typing import NamedTuple

_SIGNS = re.compile(r"\s*(?:(?:#{1,6}|[-*>\N{BULLET}\N{MIDDLE DOT}])[ \t]+)*(?=[^\s*-])")
_PLAIN = (
    ("\N{LEFT SINGLE QUOTATION MARK}", "'"),
    ("\N{RIGHT SINGLE QUOTATION MARK}", "'"),
    ("\N{LEFT DOUBLE QUOTATION MARK}", '"'),
    ("\N{RIGHT DOUBLE QUOTATION MARK}", '"'),
    ("\N{EN DASH}", "-"),
    ("\N{EM DASH}", "-"),
    ("\N{NO-BREAK SPACE}", " "),
    ("\N{NARROW NO-BREAK SPACE}", " "),
)
_EDGES = (
    " \t.:!|*+>()[]-\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}"
    "\N{RIGHTWARDS ARROW}\N{BLACK RIGHT-POINTING TRIANGLE}\N{BULLET}\N{MIDDLE DOT}"
)
_ENDS = frozenset(
    '.!?"\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{HORIZONTAL ELLIPSIS})'
)
_SHORTEST_REPORTING = 80  # characters: a shorter line may be a sentence, but says too little of what stands around it


class Line(NamedTuple):
    """A line that holds anything: it starts at ``start``, the next such line at ``stop``, its ``words`` at ``at``."""

    start: int
    stop: int
    at: int
    words: str


def split_lines(text: str) -> list[Line]:
    r"""Every line that is not blank, in order, without the signs of headings, items and quotes.

    >>> split_lines("## Share\n\n- Home\n")
    [Line(start=0, stop=10, at=3, words='Share'), Line(start=10, stop=17, at=12, words='Home')]
    """
    found = list(_filled(text))
    stops = [*(start for start, _, _ in found[1:]), len(text)][: len(found)]
    return [Line(start, stop, at, words) for (start, at, words), stop in zip(found, stops, strict=True)]


def _filled(text: str) -> Iterator[tuple[int, int, str]]:
    start = 0
    for line in text.split("\n"):
        words = line.strip()
        if words and words[0].isalnum() and len(words) == len(line):
            yield start, start, line
        elif words:
            signs = _SIGNS.match(line)
            at = signs.end() if signs else 0
            yield start, start + at, line[at:].rstrip()
        start += len(line) + 1


def ascii_punctuation(text: str) -> str:
    """The same number of characters with straight quotes, plain dashes and plain blanks, as patterns are written."""
    if not text.isascii():
        for curly, straight in _PLAIN:
            text = text.replace(curly, straight)
    return text


def match_key(words: str) -> str:
    """What two lines share that say the same: no case, no punctuation at the ends, one blank between words.

    >>> match_key("Share this  Article:")
    'share this article'
    """
    return " ".join(words.casefold().split()).strip(_EDGES)


def is_sentence(words: str) -> bool:
    """Whether a line reads like reporting by its form alone: long, and closed like a sentence."""
    return len(words) >= _SHORTEST_REPORTING and words[-1] in _ENDS
