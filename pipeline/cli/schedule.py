"""Parsing and checking of schedules: ``--every 15m``, ``--cron "*/15 * * * *"``, ``--timezone``."""

import re
from datetime import timedelta
from zoneinfo import available_timezones

_INTERVAL = re.compile(r"(\d+)\s*([smhd])")
_CRON_FIELDS = 5
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def parse_interval(text: str) -> timedelta | None:
    """The time between two runs; None where ``text`` is no interval.

    >>> parse_interval("15m")
    datetime.timedelta(seconds=900)
    """
    match = _INTERVAL.fullmatch(text.strip())
    return timedelta(**{_UNITS[match[2]]: int(match[1])}) if match and int(match[1]) else None


def schedule_problem(*, cron: str | None, every: str | None, timezone: str) -> str:
    """What is wrong with a schedule, and its remedy; empty where nothing is."""
    if (cron is None) == (every is None):
        return "Name one schedule: either --cron '*/15 * * * *' or --every 15m."
    if every and parse_interval(every) is None:
        return f"{every!r} is no interval. Write a number and s, m, h or d: --every 15m."
    if cron and len(cron.split()) != _CRON_FIELDS:
        return bad_cron_message(cron)
    if timezone not in available_timezones():
        return f"{timezone!r} is no time zone. Write one such as --timezone Europe/Kyiv."
    return ""


def bad_cron_message(cron: str) -> str:
    """The error message for an invalid cron expression."""
    return f"{cron!r} is no cron expression. Write minute, hour, day, month, weekday: --cron '*/15 * * * *'."


def cron_or_interval(text: str) -> tuple[str | None, str | None]:
    """Tell a cron expression from an interval: (cron, interval), one of them None.

    >>> cron_or_interval("0 6 * * *"), cron_or_interval("15m")
    (('0 6 * * *', None), (None, '15m'))
    """
    return (text, None) if len(text.split()) == _CRON_FIELDS else (None, text)
