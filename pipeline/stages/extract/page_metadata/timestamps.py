"""A point in time out of what a page states: ISO, as feeds and content systems spell it, or as people do."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from pipeline.stages.extract.page_metadata import written_dates

_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?\d*)?\s?(?:Z|[+-]\d\d:?\d\d)?)?(?!\d)")
_LONG_FRACTION = re.compile(r"(?<=\.\d{6})\d+")
_BLANKED = re.compile(r"(\d{4}) (\d\d) (\d\d) (?=\d\d:\d\d)")
_BARE = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?!\d)")
_FORMATS = ("%a, %d %b %Y %H:%M:%S", "%a %b %d %Y %H:%M:%S", "%d %b %Y %H:%M:%S")
_SPELT, _LONGEST = re.compile(r"\b(?:19|20)\d\d\b"), 60
_ZONE = re.compile(r"\s+(?:[A-Z]{2,4}(?:[+-]\d{4})?|[+-]\d{4})(?: \([^()]*\))?$(?<![AP]M)")
_SAME = 120  # seconds between two statements of one instant
_WEST, _EAST, _STEP = timedelta(hours=-12), timedelta(hours=14), 900  # the offsets that places have; seconds
_CLOCK = r"(?<![\d:.])(\d{{1,2}})[:.]({:02d}|{:02d})(?::\d\d)?(?!\d)(?:\s?([ap])\.?m\b)?"
_NEAR = 40  # characters between a clock time and the day printed beside it
_NOON = 12


def read(text: str, language: str = "") -> datetime | None:
    """The moment that a text names, with its offset if it says one; only of the day if no more is sure."""
    text = _BLANKED.sub(r"\1-\2-\3 ", text)
    iso = _ISO.match(text)
    try:
        if iso:
            said = _LONG_FRACTION.sub("", iso[0].replace(" ", "T", 1).replace(" ", ""))
            return datetime.fromisoformat(said)
        if bare := _BARE.match(text):
            return datetime(int(bare[1]), int(bare[2]), int(bare[3]))  # noqa: DTZ001 - a day, in its own place
    except ValueError:
        return None
    return _fed(text) or written_dates.day(text, language) if _SPELT.search(text) and len(text) < _LONGEST else None


def _fed(text: str) -> datetime | None:
    """A time as feeds and scripts spell it, as the day it names: its zone is left out."""
    bare = _ZONE.sub("", text)
    for form in _FORMATS:
        try:
            return datetime.strptime(bare, form)  # noqa: DTZ007 - a day is wanted, and the zone is that of its place
        except ValueError:
            continue
    return None


def is_utc(moment: datetime) -> bool:
    """Whether the moment is stated in UTC, which is not where an article was published unless nothing else is said."""
    return moment.utcoffset() == timedelta(0)


def local(moment: datetime, others: Iterable[datetime]) -> datetime | None:
    """Another statement of the same instant that names the offset or the clock time of its place."""
    for other in others:
        if other.utcoffset() and abs((other - moment).total_seconds()) < _SAME:
            return other
        if other.tzinfo is None and other.time() != datetime.min.time() and _is_local(other, moment):
            return other
    return None


def _is_local(clock: datetime, moment: datetime) -> bool:
    """Whether a clock shows the time of the instant somewhere on earth, to the minute."""
    offset = clock - moment.replace(tzinfo=None)
    beside = (offset.total_seconds() + _SAME / 2) % _STEP
    return _WEST <= offset <= _EAST and beside <= _SAME and abs(offset.total_seconds()) > _SAME


def printed(moment: datetime, text: str, language: str) -> datetime | None:
    """The instant as the page prints it for its readers: a clock time that fits it, beside a day that is not UTC's.

    >>> instant = datetime.fromisoformat("2023-12-20T01:00:21+00:00")
    >>> printed(instant, "Published 8:00 PM EST, Tue December 19, 2023", "en")
    datetime.datetime(2023, 12, 19, 20, 0)
    >>> printed(instant, "Updated 9:31 PM EST, Tue December 19, 2023", "en")
    """
    other = (moment.minute + 30) % 60
    for found in re.finditer(_CLOCK.format(moment.minute, other), text, re.IGNORECASE):
        around = text[max(0, found.start() - _NEAR) : found.end() + _NEAR]
        if _SPELT.search(around) and (day := written_dates.day(around, language)):
            clock = _clock(day, int(found[1]), int(found[2]), found[3] or "")
            if clock and clock.date() != moment.date() and _is_local(clock, moment):
                return clock
    return None


def _clock(day: datetime, hour: int, minute: int, half: str) -> datetime | None:
    if half:
        hour = hour % _NOON + (_NOON if half.lower() == "p" else 0)
    return day.replace(hour=hour, minute=minute, second=0, microsecond=0) if hour < 2 * _NOON else None
