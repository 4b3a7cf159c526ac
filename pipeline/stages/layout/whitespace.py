"""Blanks, controls and line ends: what each kind of them that does not belong in a text becomes."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pipeline.document import edits

Change = tuple[int, int, str]
"""From where to where, and what is to stand there."""


class Words(NamedTuple):
    """What the rules know of words: entities by name, words that begin a sentence, that end none, that join two."""

    entities: Mapping[str, str] = {}
    beginnings: frozenset[str] = frozenset()
    unfinished: frozenset[str] = frozenset()
    conjunctions: frozenset[str] = frozenset()
    language: str = ""


_BLANK = r"\t \xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_DIRECTIONS = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u180e\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffc]"
    r"|(?<![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])\u200b|(?<=[\x00-\u024f])[\u200c\u200d](?=[\x00-\u024f])"
)
_SEPARATOR = re.compile(r"[\x0b\x0c\x85\u2028\u2029]+")
_RUN = re.compile(rf"(?<=\S)(?:[{_BLANK}]{{2,}}|[\t\u1680\u2000-\u2008\u200a\u205f])(?=\S)")
_NO_BREAK = re.compile(r"(?<=\S)[\xa0\u2009\u202f](?=\S)")
_EDGE = re.compile(rf"(?:(?<=\n)|\A)[{_BLANK}]+|[{_BLANK}]+(?=\n|\Z)")
_GAP = re.compile(r"\n{3,}|\A\n+|\n+\Z")
_KEEPS_BEFORE = frozenset(
    ":;!?%$\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{DEGREE SIGN}\N{EURO SIGN}\N{POUND SIGN}"
)
_KEEPS_AFTER = frozenset("\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{SECTION SIGN}\N{NUMERO SIGN}")


def composed(text: str, _: Words) -> Iterator[Change]:
    """Letters and their accents that can be one character are."""
    for edit in edits.diff(text, unicodedata.normalize("NFC", text), ""):
        yield edit.span.start, edit.span.end, edit.after


def invisible(text: str, _: Words) -> Iterator[Change]:
    """Controls, zero-width blanks and soft hyphens go; joiners stay in scripts that need them, as in emoji."""
    for found in _INVISIBLE.finditer(text):
        yield *found.span(), ""
    if not _RIGHT_TO_LEFT.search(text):
        for found in _DIRECTIONS.finditer(text):
            yield *found.span(), ""


def separators(text: str, _: Words) -> Iterator[Change]:
    """Form feeds, line and paragraph separators become line ends."""
    for found in _SEPARATOR.finditer(text):
        yield *found.span(), "\n"


def runs(text: str, _: Words) -> Iterator[Change]:
    """Several blanks, a tab and blanks of other widths within a line become one blank."""
    for found in _RUN.finditer(text):
        yield *found.span(), " "


def no_break(text: str, _: Words) -> Iterator[Change]:
    """A no-break blank between words becomes a blank; by numbers and French marks it stays."""
    for found in _NO_BREAK.finditer(text):
        before, after = text[found.start() - 1], text[found.end()]
        if not (before.isdigit() or after.isdigit() or before in _KEEPS_AFTER or after in _KEEPS_BEFORE):
            yield *found.span(), " "


def edges(text: str, _: Words) -> Iterator[Change]:
    """Blanks at the beginning and end of a line go."""
    for found in _EDGE.finditer(text):
        yield *found.span(), ""


def gaps(text: str, _: Words) -> Iterator[Change]:
    """More than one empty line is one, and none stands before the first or after the last line."""
    for found in _GAP.finditer(text):
        inside = found.start() > 0 and found.end() < len(text)
        yield *found.span(), "\n\n" if inside else ""


def one_line(text: str, _: Words) -> Iterator[Change]:
    """Line ends become blanks, for a title is one line."""
    for found in re.finditer(r"\s*\n\s*", text):
        yield *found.span(), " "
