"""Whitespace and invisible characters: spaces, control characters, line ends, composed letters."""

import re
import unicodedata
from collections.abc import Iterator

from pipeline.document import edits
from pipeline.stages.layout.change import Change, WordLists

_SPACE = r"\t \xa0\u1680\u2000-\u200a\u202f\u205f\u3000"
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
_DIRECTION_MARKS = re.compile(r"[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u180e\u2060-\u2064\u206a-\u206f\ufeff\ufff9-\ufffc]"
    r"|(?<![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])\u200b|(?<=[\x00-\u024f])[\u200c\u200d](?=[\x00-\u024f])"
)
_TRUNCATED_QUOTE = re.compile(r"[\x18\x1c](?=\w)|(?<=[\w.,!?\u2026])[\x19\x1d]")
_QUOTE_BLOCK = 0x2000
_LINE_SEPARATOR = re.compile(r"[\x0b\x0c\x85\u2028\u2029]+")
_SPACE_RUN = re.compile(rf"(?<=\S)(?:[{_SPACE}]{{2,}}|[\t\u1680\u2000-\u2008\u200a\u205f])(?=\S)")
_NO_BREAK_SPACE = re.compile(r"(?<=\S)[\xa0\u2009\u202f](?=\S)")
_LINE_EDGE = re.compile(rf"(?:(?<=\n)|\A)[{_SPACE}]+|(?<![{_SPACE}])[{_SPACE}]+(?=\n|\Z)")
_CLUSTER = re.compile(r"[\x00-\x7f]?[^\x00-\x7f]+")
_MAX_COMBINING_MARKS = 30
_EMPTY_LINES = re.compile(r"\n{3,}|\A\n+|\n+\Z")
_KEEPS_SPACE_BEFORE = frozenset(
    ":;!?%$\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{DEGREE SIGN}\N{EURO SIGN}\N{POUND SIGN}"
)
_KEEPS_SPACE_AFTER = frozenset("\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{SECTION SIGN}\N{NUMERO SIGN}")


def composed(text: str, _: WordLists) -> Iterator[Change]:
    """A letter and its combining accents become one character (Unicode NFC).

    The text is normalised cluster by cluster, each a character and the non-ASCII characters after it. A longer run of
    combining marks than the Stream-Safe Text Format of UAX #15 allows is left: sorting it takes quadratic time.
    """
    for match in _CLUSTER.finditer(text):
        cluster = match[0]
        if unicodedata.is_normalized("NFC", cluster) or _has_many_marks(cluster):
            continue
        for edit in edits.diff(cluster, unicodedata.normalize("NFC", cluster), "", offset=match.start()):
            yield edit.span.start, edit.span.end, edit.after


def _has_many_marks(cluster: str) -> bool:
    run = 0
    for char in cluster:
        run = run + 1 if unicodedata.combining(char) else 0
        if run > _MAX_COMBINING_MARKS:
            return True
    return False


def invisible(text: str, _: WordLists) -> Iterator[Change]:
    """Remove control characters, zero-width spaces and soft hyphens; keep joiners that scripts and emoji need."""
    for match in _INVISIBLE.finditer(text):
        yield *match.span(), ""
    if not _RIGHT_TO_LEFT.search(text):
        for match in _DIRECTION_MARKS.finditer(text):
            yield *match.span(), ""


def truncated_quotes(text: str, _: WordLists) -> Iterator[Change]:
    """A control character beside a word becomes the quotation mark of which it is the lower byte: U+001C, U+201C."""
    for match in _TRUNCATED_QUOTE.finditer(text):
        yield *match.span(), chr(_QUOTE_BLOCK + ord(match[0]))


def separators(text: str, _: WordLists) -> Iterator[Change]:
    """Form feeds, line and paragraph separators become line ends."""
    for match in _LINE_SEPARATOR.finditer(text):
        yield *match.span(), "\n"


def space_runs(text: str, _: WordLists) -> Iterator[Change]:
    """Several spaces, a tab or a space of another width within a line become one space."""
    for match in _SPACE_RUN.finditer(text):
        yield *match.span(), " "


def no_break_spaces(text: str, _: WordLists) -> Iterator[Change]:
    """A no-break space between words becomes a space; beside numbers and French marks it stays."""
    for match in _NO_BREAK_SPACE.finditer(text):
        before, after = text[match.start() - 1], text[match.end()]
        beside_number = before.isdigit() or after.isdigit()
        if not (beside_number or before in _KEEPS_SPACE_AFTER or after in _KEEPS_SPACE_BEFORE):
            yield *match.span(), " "


def line_edges(text: str, _: WordLists) -> Iterator[Change]:
    """Remove spaces at the start and end of a line."""
    for match in _LINE_EDGE.finditer(text):
        yield *match.span(), ""


def empty_lines(text: str, _: WordLists) -> Iterator[Change]:
    """Keep one of several empty lines, and none at the start and end of the text."""
    for match in _EMPTY_LINES.finditer(text):
        inside = match.start() > 0 and match.end() < len(text)
        yield *match.span(), "\n\n" if inside else ""


def one_line(text: str, _: WordLists) -> Iterator[Change]:
    """Line ends become spaces: a title is one line."""
    for match in re.finditer(r"(?<!\s)\s*\n\s*", text):
        yield *match.span(), " "
