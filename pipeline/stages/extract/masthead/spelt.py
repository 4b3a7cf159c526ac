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
        if read := _read(found[0], language or "en"):
            return read
    return None


@lru_cache(maxsize=1024)
def _read(said: str, language: str) -> datetime | None:
    import dateparser

    tag = language.replace("_", "-")
    for given in ({"locales": [tag]}, {"languages": [tag.partition("-")[0].lower()]}, {"languages": ["en"]}):
        try:
            found: datetime | None = dateparser.parse(said, **given, settings=_SETTINGS)
        except ValueError:  # no such locale, no such language
            continue
        if found:
            return found
    return None
