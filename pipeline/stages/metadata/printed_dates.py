"""Days as newspapers print them: "3 March 2022", "March 3, 2022", "3. Mai 2022", "2022-03-03"."""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

_NUMERIC = re.compile(r"(?<!\d)(?P<a>\d{1,4})(?P<sep>[-./])(?P<b>\d{1,2})(?P=sep)(?P<c>\d{4}|\d{1,2})(?!\d)")
_ORDINAL = (
    r"(?:st|nd|rd|th|er|\N{MASCULINE ORDINAL INDICATOR}|\.|-?\N{CYRILLIC SMALL LETTER GHE}\N{CYRILLIC SMALL LETTER O})?"
)
_WORDED = re.compile(
    rf"(?<![\w.])(?P<day>\d{{1,2}}){_ORDINAL},?\s+(?:of\s+|de\s+|d['\N{{RIGHT SINGLE QUOTATION MARK}}])?"
    r"(?P<month>[^\W\d_]{3,12})\.?,?\s+(?:de\s+|del\s+)?(?P<year>\d{4})(?!\d)"
)
_MONTH_FIRST = re.compile(
    r"(?:(?<!\w)|(?<=[a-z])(?=[A-Z]))(?P<month>[^\W\d_]{3,12})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})(?!\d)"
)
_YEAR = re.compile(r"\d{4}")
_TIME = re.compile(
    r"(?<!\d)\d{1,2}(?:[:.h]\d{2}){1,2}(?:\s?[ap]\.?m\b\.?)?(?!\d)|(?<!\d)\d{1,2}\s?[ap]\.?m\b\.?", re.IGNORECASE
)
_LETTERS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
LONGEST = 160  # characters a line can have that is a date or a byline and nothing else
_YEARS = range(1900, 2100)


class Day(NamedTuple):
    """A day found in a text: its ISO form, and where it stands there."""

    iso: str
    start: int
    end: int


class Words(NamedTuple):
    """The words of dates, in lower case: months as 1-12, what says published or updated, what may stand beside."""

    months: Mapping[str, int]
    published: re.Pattern[str]
    updated: re.Pattern[str]
    beside: frozenset[str]


class Stamp(NamedTuple):
    """What a line that is a date and nothing else says: the first day in ISO form (may be ""), and of what."""

    day: str
    published: bool
    updated: bool
    timed: bool


def phrases(known: Collection[str]) -> re.Pattern[str]:
    """A pattern for any of the phrases as whole words."""
    longest = sorted(map(re.escape, known), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest)})(?=[\W\d]|$)", re.IGNORECASE)


def stamp(line: str, words: Words, *, day_first: bool) -> Stamp | None:
    """What a line says that is a date and nothing else; None for every other line.

    The day of "Published March 3, 2022 Updated March 5, 2022" is the one behind "published".
    """
    if len(line) > LONGEST or not _YEAR.search(line):
        return None
    found = sorted(days(line, months=words.months, day_first=day_first), key=lambda day: day.start)
    if not found:
        return None
    published, updated = words.published.search(line), words.updated.search(line)
    left = undated(line, words, day_first=day_first)
    if any(word.casefold() not in words.beside for word in _LETTERS.findall(left)):
        return None
    start = published.end() if published else 0
    day = next((day for day in found if day.start >= start), found[0])
    return Stamp(day.iso, bool(published), bool(updated), bool(_TIME.search(line)))


def undated(line: str, words: Words, *, day_first: bool) -> str:
    """A line without its days and times, and without the words that say published or updated."""
    bare = rest(line, list(days(line, months=words.months, day_first=day_first)))
    return words.updated.sub(" ", words.published.sub(" ", bare))


def days(text: str, *, months: Mapping[str, int], day_first: bool) -> Iterator[Day]:
    """The days a text names whole, with year, in order of the ways they are written.

    ``months`` maps names in lower case to 1-12. ``3/4/2022`` is a day only where ``day_first`` says how to read it
    or one of the numbers can be no month.

    >>> [day.iso for day in days("Thursday, March 3, 2022", months={"march": 3}, day_first=False)]
    ['2022-03-03']
    """
    for match in _NUMERIC.finditer(text):
        if iso := _numeric(match, day_first=day_first):
            yield Day(iso, *match.span())
    for shape in (_WORDED, _MONTH_FIRST):
        for match in shape.finditer(text):
            if iso := _iso(int(match["year"]), months.get(match["month"].lower(), 0), int(match["day"])):
                yield Day(iso, *match.span())


def rest(text: str, found: Iterable[Day]) -> str:
    """What a text says besides these days and any time of day.

    >>> rest("Published March 3, 2022, 2:05 p.m. GMT", [Day("2022-03-03", 10, 23)])
    'Published  ,   GMT'
    """
    for day in sorted(set(found), key=lambda day: -day.start):
        text = f"{text[: day.start]} {text[day.end :]}"
    return _TIME.sub(" ", text)


def _numeric(match: re.Match[str], *, day_first: bool) -> str:
    a, b, c = (int(match[part]) for part in "abc")
    if a in _YEARS:
        return _iso(a, b, c)
    month = 12
    if match["sep"] == "." or day_first or a > month:
        return _iso(c, b, a)
    return _iso(c, a, b) if b > month else ""


def _iso(year: int, month: int, day: int) -> str:
    if year not in _YEARS:
        return ""
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return ""
