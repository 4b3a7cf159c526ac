"""Which lines of a text are its headline, told by shape, place and the words they share with the reporting."""

from collections.abc import Collection, Sequence
from itertools import pairwise
from typing import NamedTuple

from pipeline.text.headlines import (
    headline_key,
    headline_keys,
    is_headline,
    is_running_text,
    parts,
    shared_words,
    strip_heading_marks,
)

_ALIKE = 20  # characters two printings of a headline open with, whatever a site puts behind them
_LEAD = 6  # lines of reporting among which a headline finds some of its words
_SUMMED = 3  # lines of reporting that a slipped headline sums up


class Thresholds(NamedTuple):
    """When a line is a headline for certain.

    ``window`` is how many lines before the reporting it may stand at most, ``top`` how many lines of a text are its
    top; ``shared`` is how many of its longer words the reporting must have, ``lead`` how many of them the first
    paragraphs, ``far`` the same below the top; ``share`` is their share among its own, ``last`` the same for a
    headline that slipped to the end.
    """

    window: int
    top: int
    shared: int
    lead: int
    far: int
    share: float
    last: float


class Choice(NamedTuple):
    """The headline found: its words, the places of the rows that are it, and where it was found."""

    title: str
    at: tuple[int, ...]
    where: str


def choose_headline(lines: Sequence[str], sure: Thresholds, credited: Collection[int] = ()) -> Choice | None:
    """The headline of a text whose title is not known, or None where none is sure.

    1. Near above the first line of reporting the first line in the shape of a headline that shares its words with
       the reporting, and some with the first paragraphs, is it. Below the top of the text, where a site's menu may
       stand, it must share more with them, or stand there twice, or a credit must follow it.
    2. Else one at the top that shares its words only with later paragraphs.
    3. Else the last line, if nothing like a headline stands above the reporting, reporting stands above the line,
       and the line says almost nothing that the reporting does not, most of it said by the first paragraphs.

    Bylines and dates must be out of ``lines``, for they too can have the shape of a headline; ``credited`` are the
    places of the lines they follow.
    """
    first = lines_before_text(lines)
    if first == len(lines):
        return None
    shaped = [at for at in range(first) if is_headline(lines[at])]
    body, lead = _told_by(lines[first:]), _told_by(lines[first : first + _LEAD])
    told = [at for at in shaped if at >= first - sure.window and _is_told(lines[at], body, sure)]
    for at in told:
        count = shared_words(lines[at], lead)[0]
        backed = at < sure.top or at in credited or count >= sure.far or len(repeated_title_lines(lines, lines[at])) > 1
        if count >= sure.lead and backed:
            return _choice(lines, at)
    if told and told[0] < sure.top:
        return _choice(lines, told[0])
    return None if shaped else _slipped(lines, sure)


def _choice(lines: Sequence[str], at: int) -> Choice:
    same = tuple(
        i
        for i in repeated_title_lines(lines, lines[at])
        if headline_key(lines[i])[:_ALIKE] == headline_key(lines[at])[:_ALIKE]
    )
    title = min((lines[i] for i in same), key=len)
    return Choice(strip_heading_marks(title), same, "repeated" if len(same) > 1 else "first")


def _is_told(line: str, body: str, sure: Thresholds) -> bool:
    """Whether the reporting tells what the line says."""
    count, share = shared_words(line, body)
    return count >= sure.shared and share >= sure.share


def _slipped(lines: Sequence[str], sure: Thresholds) -> Choice | None:
    *above, last = lines
    if not above or not is_running_text(above[-1]) or not is_headline(last):
        return None
    count, share = shared_words(last, _told_by(above))
    first = lines_before_text(above)
    told = shared_words(last, _told_by(above[first : first + _SUMMED]))[1] > sure.share
    sound = told and count > sure.shared and share >= sure.last
    return Choice(strip_heading_marks(last), (len(above),), "last") if sound else None


def _told_by(lines: Sequence[str]) -> str:
    return "\n".join(lines).casefold()


def lines_before_text(lines: Sequence[str]) -> int:
    """How many lines stand before the first line of reporting, be it half of a sentence torn in two."""
    for at, line in enumerate(lines):
        torn = lines[at + 1 : at + 2]
        if is_running_text(line) or (torn and torn[0][:1].islower() and is_running_text(torn[0])):
            return at
    return len(lines)


def lines_before_paragraphs(lines: Sequence[str]) -> int:
    """How many lines stand before two lines of reporting that follow each other, the first of the two included.

    Credits stand among these: a standfirst may be a sentence too.
    """
    pairs = enumerate(pairwise(lines), start=1)
    return next((at for at, (one, other) in pairs if is_running_text(one) and is_running_text(other)), len(lines))


def repeated_title_lines(lines: Sequence[str], title: str) -> tuple[int, ...]:
    """The places of the lines that print the title and nothing else: at the head of the text, or as its last line.

    Above the reporting a line may have lost or gained the site's name behind the headline. The first line of
    reporting and the last line must be the title word for word. Never all lines of the text.

    >>> lines = ["Bridge is shut | Herald", "Bridge is shut", "The mayor of Ashford shut it."]
    >>> repeated_title_lines(lines, "Bridge is shut")
    (0, 1)
    """
    wanted, short = headline_key(title), {*headline_keys(title)}
    first = next(
        (at for at, line in enumerate(lines) if is_running_text(line) and headline_key(line) != wanted), len(lines)
    )
    last = next((at for at in range(len(lines), first, -1) if headline_key(lines[at - 1]) != wanted), first)
    at = [i for i in range(first) if headline_key(lines[i]) in short or wanted in headline_keys(lines[i])]
    at += range(last, len(lines))
    return tuple(at) if wanted and len(at) < len(lines) else ()


def site_name_span(title: str, printed: str) -> tuple[int, int] | None:
    """Where in a title its site's name stands, when the text prints it without; None when it does not.

    >>> site_name_span("Bridge shut until spring | Ashford Herald", "Bridge shut until spring")
    (24, 41)
    """
    for start, end in parts(title):
        if headline_key(title[start:end]) == headline_key(printed):
            return (end, len(title)) if start == 0 else (0, start)
    return None
