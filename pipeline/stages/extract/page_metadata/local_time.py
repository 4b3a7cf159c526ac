"""Local time of an instant that is given in UTC: from another value of the page, or from the printed time."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta

from pipeline.stages.extract.page_metadata.date_parsing import YEAR, parse_written_date

_SAME_INSTANT = 120  # seconds between two values for one instant
_MIN_OFFSET, _MAX_OFFSET, _OFFSET_STEP = timedelta(hours=-12), timedelta(hours=14), 900  # UTC offsets; seconds
_CLOCK = r"(?<![\d:.])(\d{{1,2}})[:.]({:02d}|{:02d})(?::\d\d)?(?!\d)(?:\s?([ap])\.?m\b)?"
_CONTEXT = 40  # characters around a clock time in which its date is printed
_NOON = 12


def is_utc(moment: datetime) -> bool:
    """Tell whether the time is given in UTC, which is rarely the time zone of the publication."""
    return moment.utcoffset() == timedelta(0)


def local_time(moment: datetime, others: Iterable[datetime]) -> datetime | None:
    """Return another value for the same instant that has a UTC offset or the clock time of a time zone."""
    for other in others:
        if other.utcoffset() and abs((other - moment).total_seconds()) < _SAME_INSTANT:
            return other
        if other.tzinfo is None and other.time() != datetime.min.time() and _is_local_clock(other, moment):
            return other
    return None


def _is_local_clock(clock: datetime, moment: datetime) -> bool:
    """Tell whether a clock time is that of the instant in some time zone, to the minute."""
    offset = clock - moment.replace(tzinfo=None)
    remainder = (offset.total_seconds() + _SAME_INSTANT / 2) % _OFFSET_STEP
    in_range = _MIN_OFFSET <= offset <= _MAX_OFFSET
    return in_range and remainder <= _SAME_INSTANT and abs(offset.total_seconds()) > _SAME_INSTANT


def printed_local_time(moment: datetime, text: str, language: str) -> datetime | None:
    """Return the instant as the page prints it: a clock time that fits it, next to a date other than the UTC date.

    >>> instant = datetime.fromisoformat("2023-12-20T01:00:21+00:00")
    >>> printed_local_time(instant, "Published 8:00 PM EST, Tue December 19, 2023", "en")
    datetime.datetime(2023, 12, 19, 20, 0)
    >>> printed_local_time(instant, "Updated 9:31 PM EST, Tue December 19, 2023", "en")
    """
    half_hour_zone = (moment.minute + 30) % 60
    for found in re.finditer(_CLOCK.format(moment.minute, half_hour_zone), text, re.IGNORECASE):
        context = text[max(0, found.start() - _CONTEXT) : found.end() + _CONTEXT]
        if YEAR.search(context) and (date := parse_written_date(context, language)):
            clock = _clock_time(date, int(found[1]), int(found[2]), found[3] or "")
            if clock and clock.date() != moment.date() and _is_local_clock(clock, moment):
                return clock
    return None


def _clock_time(date: datetime, hour: int, minute: int, am_pm: str) -> datetime | None:
    if am_pm:
        hour = hour % _NOON + (_NOON if am_pm.lower() == "p" else 0)
    return date.replace(hour=hour, minute=minute, second=0, microsecond=0) if hour < 2 * _NOON else None
