"""When a schedule runs, as people write it."""

import re
from datetime import timedelta
from zoneinfo import available_timezones

_SPAN = re.compile(r"(\d+)\s*([smhd])")
_FIELDS = 5  # of a time as cron says it
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def parse_interval(span: str) -> timedelta | None:
    """The time between two runs; None for what says none.

    >>> parse_interval("15m")
    datetime.timedelta(seconds=900)
    """
    found = _SPAN.fullmatch(span.strip())
    return timedelta(**{_UNITS[found[2]]: int(found[1])}) if found and int(found[1]) else None


def schedule_problem(*, cron: str | None, every: str | None, timezone: str) -> str:
    """What is wrong with a schedule, and its remedy; empty where nothing is."""
    if (cron is None) == (every is None):
        return "Say when: either --cron '*/15 * * * *' or --every 15m."
    if every and parse_interval(every) is None:
        return f"{every!r} is no time span. Write a number and s, m, h or d: --every 15m."
    if cron and len(cron.split()) != _FIELDS:
        return bad_cron_message(cron)
    if timezone not in available_timezones():
        return f"{timezone!r} is no time zone. Write one such as --timezone Europe/Kyiv."
    return ""


def bad_cron_message(cron: str) -> str:
    """What is said of a time that cron would not understand."""
    return f"{cron!r} is no time as cron says it. Write minute, hour, day, month, weekday: --cron '*/15 * * * *'."
