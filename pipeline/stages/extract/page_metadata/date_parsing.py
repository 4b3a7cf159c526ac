"""Date parsing: ISO 8601, the formats of feeds and content systems, and dates as people write them.

Only a date with day, month and year is read; nothing is filled in from a clock. In ``03/04/2024`` the language and its
region decide which number is the month; without a region such a date is ambiguous and not read.
"""

import re
from datetime import datetime
from functools import lru_cache

_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?\d*)?\s?(?:Z|[+-]\d\d:?\d\d)?)?(?!\d)")
_LONG_FRACTION = re.compile(r"(?<=\.\d{6})\d+")
_SPACED_ISO = re.compile(r"(\d{4}) (\d\d) (\d\d) (?=\d\d:\d\d)")
_COMPACT = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
_FEED_FORMATS = ("%a, %d %b %Y %H:%M:%S", "%a %b %d %Y %H:%M:%S", "%d %b %Y %H:%M:%S")
_ZONE = re.compile(r"\s+(?:[A-Z]{2,4}(?:[+-]\d{4})?|[+-]\d{4})(?: \([^()]*\))?$(?<![AP]M)")
YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_MAX_TIMESTAMP = 60  # characters

_ORDINAL = r"(?:st|nd|rd|th|er|\.|\N{MASCULINE ORDINAL INDICATOR})?"
_DAY_FIRST = rf"\d{{1,2}}{_ORDINAL}\s+(?:(?:de|of)\s+)?[^\W\d_]{{3,12}}\.?,?\s+(?:(?:de|del)\s+)?\d{{4}}"
_MONTH_FIRST = r"[^\W\d_]{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}"
_NUMERIC = r"\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}"
_CHINESE = r"\d{4}\s?\N{CJK UNIFIED IDEOGRAPH-5E74}\s?\d{1,2}\s?\N{CJK UNIFIED IDEOGRAPH-6708}\s?\d{1,2}"
_DATE = re.compile(rf"(?<!\w)(?:{_DAY_FIRST}|{_MONTH_FIRST}|{_NUMERIC}|{_CHINESE})(?!\d)", re.IGNORECASE)
_ENGLISH_MONTHS = {
    name: number
    for number, month in enumerate(
        str.split("january february march april may june july august september october november december"), 1
    )
    for name in {month, month[:3]} | ({"sept"} if month == "september" else set())
}
_ENGLISH_DATE = re.compile(
    r"(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<month>[a-z]{3,9})\.?,?\s+(?P<year>(?:19|20)\d\d)"
    r"|(?P<month2>[a-z]{3,9})\.?\s+(?P<day2>\d{1,2})(?:st|nd|rd|th)?,?\s+(?P<year2>(?:19|20)\d\d)",
    re.IGNORECASE | re.ASCII,
)
_DOTTED = re.compile(r"\d{1,2}\.\d{1,2}\.")  # the day is first wherever full stops separate the numbers
_SLASHED, _MONTHS = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})"), 12
_MAX_TEXT = 400  # characters read
_SETTINGS = {"REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"], "RETURN_AS_TIMEZONE_AWARE": False}


def parse_timestamp(text: str, language: str = "") -> datetime | None:
    """Return the time that a short value names, with its UTC offset if it has one; the date only if no more is certain.

    >>> parse_timestamp("Tue, 27 Feb 2024 09:45:16 PST").date().isoformat()
    '2024-02-27'
    """
    text = _SPACED_ISO.sub(r"\1-\2-\3 ", text)
    iso = _ISO.match(text)
    try:
        if iso:
            return datetime.fromisoformat(_LONG_FRACTION.sub("", iso[0].replace(" ", "T", 1).replace(" ", "")))
        if compact := _COMPACT.match(text):
            return datetime(int(compact[1]), int(compact[2]), int(compact[3]))  # noqa: DTZ001 - a local date
    except ValueError:
        return None
    if not YEAR.search(text) or len(text) >= _MAX_TIMESTAMP:
        return None
    return _parse_feed_format(text) or parse_written_date(text, language)


def _parse_feed_format(text: str) -> datetime | None:
    """Return the date of a time as feeds and scripts format it; its time zone is left out."""
    without_zone = _ZONE.sub("", text)
    for form in _FEED_FORMATS:
        try:
            return datetime.strptime(without_zone, form)  # noqa: DTZ007 - a local date
        except ValueError:
            continue
    return None


def parse_written_date(text: str, language: str) -> datetime | None:
    """Return the first date in the text; ``language`` is a tag such as ``en-GB``, empty for English.

    >>> parse_written_date("Published on 27 February 2024 at 09:00", "en-GB").date().isoformat()
    '2024-02-27'
    >>> [parse_written_date("03/04/2024", tag).date().isoformat() for tag in ("en-US", "en-GB")]
    ['2024-03-04', '2024-04-03']
    >>> parse_written_date("Thursday", "en")
    """
    for match in _DATE.finditer(text[:_MAX_TEXT]):
        if date := _parse_match(match[0], language):
            return date
    return None


def iso_date(text: str, language: str) -> str:
    """Return the ISO date of a text about a time in any of the formats, or ""; ``language`` is a tag."""
    found = parse_timestamp(text, language) or parse_written_date(text, language)
    return format_date(found) if found else ""


def format_date(moment: datetime) -> str:
    """Return the date as ISO 8601 has it."""
    return moment.date().isoformat()


def date_start(text: str) -> int:
    """Return the index where the first written date begins, or the length of the text."""
    found = _DATE.search(text)
    return found.start() if found else len(text)


@lru_cache(maxsize=1024)
def _parse_match(text: str, language: str) -> datetime | None:
    if _is_ambiguous(text, language):
        return None
    if known := _parse_unambiguous(text) or _parse_english(text, language):
        return known
    import dateparser

    tag = "de" if _DOTTED.match(text) else language.replace("_", "-")
    for locale in (
        {"locales": [tag or "en"]},
        {"languages": [tag.partition("-")[0].lower() or "en"]},
        {"languages": ["en"]},
    ):
        try:
            date: datetime | None = dateparser.parse(text, **locale, settings=_SETTINGS)
        except ValueError:  # unknown locale or language
            continue
        if date:
            return date
    return None


def _parse_english(text: str, language: str) -> datetime | None:
    """Return a date with an English month as dateparser reads it, which takes a quarter of a second to load."""
    found = _ENGLISH_DATE.fullmatch(text) if language[:2].lower() in ("", "en") else None
    if not found:
        return None
    day, month, year = (found[part] or found[f"{part}2"] for part in ("day", "month", "year"))
    try:
        return datetime(int(year), _ENGLISH_MONTHS[month.lower()], int(day))  # noqa: DTZ001 - a local date
    except (KeyError, ValueError):
        return None


def _is_ambiguous(text: str, language: str) -> bool:
    """Tell whether either number may be the month and the language has no region."""
    found = _SLASHED.match(text)
    if not found or language.lower() not in {"", "en"}:
        return False
    one, other = int(found[1]), int(found[2])
    return one != other and max(one, other) <= _MONTHS


def _parse_unambiguous(text: str) -> datetime | None:
    """Return a numeric date of which one number cannot be the month."""
    found = _SLASHED.match(text)
    if not found:
        return None
    one, other = int(found[1]), int(found[2])
    try:
        if one > _MONTHS >= other:
            return datetime(int(found[3]), other, one)  # noqa: DTZ001 - a local date
        return datetime(int(found[3]), one, other) if other > _MONTHS else None  # noqa: DTZ001 - a local date
    except ValueError:
        return None
