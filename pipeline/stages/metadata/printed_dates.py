"""Dates as newspapers print them: "3 March 2022", "March 3, 2022", "3. Mai 2022", "2022-03-03"."""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import NamedTuple

_NUMERIC = re.compile(r"(?<!\d)(?P<a>\d{1,4})(?P<sep>[-./])(?P<b>\d{1,2})(?P=sep)(?P<c>\d{4}|\d{1,2})(?!\d)")
_ORDINAL = (
    r"(?:st|nd|rd|th|er|\N{MASCULINE ORDINAL INDICATOR}|\.|-?\N{CYRILLIC SMALL LETTER GHE}\N{CYRILLIC SMALL LETTER O})?"
)
_DAY_MONTH_YEAR = re.compile(
    rf"(?<![\w.])(?P<day>\d{{1,2}}){_ORDINAL},?\s+(?:of\s+|de\s+|d['\N{{RIGHT SINGLE QUOTATION MARK}}])?"
    r"(?P<month>[^\W\d_]{3,12})\.?,?\s+(?:de\s+|del\s+)?(?P<year>\d{4})(?!\d)"
)
_MONTH_DAY_YEAR = re.compile(
    r"(?:(?<!\w)|(?<=[a-z])(?=[A-Z]))(?P<month>[^\W\d_]{3,12})\.?\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year>\d{4})(?!\d)"
)
_DIGIT = re.compile(r"\d")
_YEAR = re.compile(r"\d{4}")
_TIME = re.compile(
    r"(?<!\d)\d{1,2}(?:[:.h]\d{2}){1,2}(?:\s?[ap]\.?m\b\.?)?(?!\d)|(?<!\d)\d{1,2}\s?[ap]\.?m\b\.?", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
MAX_CREDIT_LENGTH = 160  # characters of a line that is only a date or a byline
_YEARS = range(1900, 2100)


class PrintedDate(NamedTuple):
    """A date in a text: ISO form, start and end."""

    iso: str
    start: int
    end: int


class DateWords(NamedTuple):
    """Words of date lines, in lower case: months as 1-12, labels, and other words that may be beside a date."""

    months: Mapping[str, int]
    published: re.Pattern[str]
    updated: re.Pattern[str]
    beside: frozenset[str]


class DateLine(NamedTuple):
    """A line that is only a date: ISO form (may be empty), the labels it has, and whether it has a time of day."""

    date: str
    is_published: bool
    is_updated: bool
    has_time: bool


def any_phrase(phrases: Collection[str]) -> re.Pattern[str]:
    """A pattern for any of the phrases as whole words."""
    longest_first = sorted(map(re.escape, phrases), key=len, reverse=True)
    return re.compile(rf"(?<!\w)(?:{'|'.join(longest_first)})(?=[\W\d]|$)", re.IGNORECASE)


def parse_date_line(line: str, words: DateWords, *, day_first: bool) -> DateLine | None:
    """What a line says that is only a date; None for every other line.

    The date of "Published March 3, 2022 Updated March 5, 2022" is the one after "published".
    """
    if len(line) > MAX_CREDIT_LENGTH or not _YEAR.search(line):
        return None
    dates = sorted(find_dates(line, months=words.months, day_first=day_first), key=lambda date: date.start)
    if not dates:
        return None
    published, updated = words.published.search(line), words.updated.search(line)
    rest = without_dates(line, words, day_first=day_first)
    if any(word.casefold() not in words.beside for word in _WORD.findall(rest)):
        return None
    start = published.end() if published else 0
    date = next((date for date in dates if date.start >= start), dates[0])
    return DateLine(date.iso, bool(published), bool(updated), bool(_TIME.search(line)))


def without_dates(line: str, words: DateWords, *, day_first: bool) -> str:
    """A line without its dates, times, and the labels "published" and "updated"."""
    bare = _without_spans(line, list(find_dates(line, months=words.months, day_first=day_first)))
    return words.updated.sub(" ", words.published.sub(" ", bare))


def find_dates(text: str, *, months: Mapping[str, int], day_first: bool) -> Iterator[PrintedDate]:
    """All dates with a year: numeric ones first, then those with the name of a month.

    ``months`` maps names in lower case to 1-12. ``3/4/2022`` is a date only where ``day_first`` tells how to read it
    or one of the numbers can be no month.

    >>> [date.iso for date in find_dates("Thursday, March 3, 2022", months={"march": 3}, day_first=False)]
    ['2022-03-03']
    """
    if not _DIGIT.search(text):
        return
    for match in _NUMERIC.finditer(text):
        if iso := _from_numbers(match, day_first=day_first):
            yield PrintedDate(iso, *match.span())
    for pattern in (_DAY_MONTH_YEAR, _MONTH_DAY_YEAR):
        for match in pattern.finditer(text):
            if iso := _to_iso(int(match["year"]), months.get(match["month"].lower(), 0), int(match["day"])):
                yield PrintedDate(iso, *match.span())


def _without_spans(text: str, dates: Iterable[PrintedDate]) -> str:
    """The text without these dates and any time of day."""
    for date in sorted(set(dates), key=lambda date: -date.start):
        text = f"{text[: date.start]} {text[date.end :]}"
    return _TIME.sub(" ", text)


def _from_numbers(match: re.Match[str], *, day_first: bool) -> str:
    a, b, c = (int(match[part]) for part in "abc")
    if a in _YEARS:
        return _to_iso(a, b, c)
    last_month = 12
    if match["sep"] == "." or day_first or a > last_month:
        return _to_iso(c, b, a)
    return _to_iso(c, a, b) if b > last_month else ""


def _to_iso(year: int, month: int, day: int) -> str:
    if year not in _YEARS:
        return ""
    try:
        return dt.date(year, month, day).isoformat()
    except ValueError:
        return ""
