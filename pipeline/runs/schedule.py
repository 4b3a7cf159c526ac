"""A span of time as people write it."""

import re
from datetime import timedelta

_SPAN = re.compile(r"(\d+)\s*([smhd])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}


def pause(span: str) -> timedelta | None:
    """The time between two runs; None for what says none.

    >>> pause("15m")
    datetime.timedelta(seconds=900)
    """
    found = _SPAN.fullmatch(span.strip())
    return timedelta(**{_UNITS[found[2]]: int(found[1])}) if found and int(found[1]) else None
