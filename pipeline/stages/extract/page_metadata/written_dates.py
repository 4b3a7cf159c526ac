"""A day as people spell it, in the language of the page: "27 de febrero de 2024", "February 27th, 2024", "27.02.2024".

Only a day with its month and its year is read: nothing is filled in from a clock. Which of two figures is the month
follows the page's language, and its region where that is declared.
"""

import re
from datetime import datetime
from functools import lru_cache

_ORDINAL = r"(?:st|nd|rd|th|er|\.|\N{MASCULINE ORDINAL INDICATOR})?"
_NAMED = rf"\d{{1,2}}{_ORDINAL}\s+(?:(?:de|of)\s+)?[^\W\d_]{{3,12}}\.?,?\s+(?:(?:de|del)\s+)?\d{{4}}"
_MONTH_FIRST = r"[^\W\d_]{3,12}\.?\s+\d{1,2}(?:st|nd|rd|th)?,?\s+\d{4}"
_FIGURES = r"\d{1,2}[./-]\d{1,2}[./-]\d{4}|\d{4}[./-]\d{1,2}[./-]\d{1,2}"
_CHINESE = r"\d{4}\s?\N{CJK UNIFIED IDEOGRAPH-5E74}\s?\d{1,2}\s?\N{CJK UNIFIED IDEOGRAPH-6708}\s?\d{1,2}"
_DAY = re.compile(rf"(?<!\w)(?:{_NAMED}|{_MONTH_FIRST}|{_FIGURES}|{_CHINESE})(?!\d)", re.IGNORECASE)
_DOTTED = re.compile(r"\d{1,2}\.\d{1,2}\.")  # the day first wherever figures are parted by full stops
_TWO_FIGURES, _MONTHS = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})"), 12
_LONGEST = 400  # characters read
_SETTINGS = {"REQUIRE_PARTS": ["day", "month", "year"], "PARSERS": ["absolute-time"], "RETURN_AS_TIMEZONE_AWARE": False}


def day(text: str, language: str) -> datetime | None:
    """The first day in the text; ``language`` is a tag such as ``en-GB``, empty for English.

    >>> day("Published on 27 February 2024 at 09:00", "en-GB").date().isoformat()
    '2024-02-27'
    >>> day("03/04/2024", "en-US").date().isoformat(), day("03/04/2024", "en-GB").date().isoformat()
    ('2024-03-04', '2024-04-03')
    >>> day("Thursday", "en")
    """
    for found in _DAY.finditer(text[:_LONGEST]):
        if read := _read(found[0], language):
            return read
    return None


def start(text: str) -> int:
    """Where in the text the first day is spelt; its end where none is."""
    found = _DAY.search(text)
    return found.start() if found else len(text)


def _is_doubtful(said: str, language: str) -> bool:
    """Whether two figures could each be the month, and the page doesn't say where it is read."""
    found = _TWO_FIGURES.match(said)
    if not found or language.lower() not in {"", "en"}:
        return False
    one, other = int(found[1]), int(found[2])
    return one != other and max(one, other) <= _MONTHS


def _clear(said: str) -> datetime | None:
    """A day in figures of which one can't be the month."""
    found = _TWO_FIGURES.match(said)
    if not found:
        return None
    one, other = int(found[1]), int(found[2])
    try:
        if one > _MONTHS >= other:
            return datetime(int(found[3]), other, one)  # noqa: DTZ001 - a day, in its own place
        return datetime(int(found[3]), one, other) if other > _MONTHS else None  # noqa: DTZ001 - a day, in its own place
    except ValueError:
        return None


@lru_cache(maxsize=1024)
def _read(said: str, language: str) -> datetime | None:
    import dateparser

    if _is_doubtful(said, language):
        return None
    if clear := _clear(said):
        return clear
    tag = "de" if _DOTTED.match(said) else language.replace("_", "-")
    for given in (
        {"locales": [tag or "en"]},
        {"languages": [tag.partition("-")[0].lower() or "en"]},
        {"languages": ["en"]},
    ):
        try:
            found: datetime | None = dateparser.parse(said, **given, settings=_SETTINGS)
        except ValueError:  # no such locale, no such language
            continue
        if found:
            return found
    return None
