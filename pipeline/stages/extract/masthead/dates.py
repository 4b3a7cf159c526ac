"""The day of publication, where it was published: not of a change, and not what the page claims of today.

A time in UTC is turned to the offset that another statement of the same instant names.
"""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from pipeline.stages.extract.masthead import spelt
from pipeline.stages.extract.masthead.stated import Objects, Statement, tidy

_TIMES = (
    "article:published_time",
    "og:article:published_time",
    "article.published",
    "parsely-pub-date",
    "datepublished",
    "sailthru.date",
    "dc.date.issued",
    "dc.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "date",
)
_FORMATS = ("%a, %d %b %Y %H:%M:%S", "%a, %m/%d/%Y - %H:%M", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%B %d, %Y")
_SPELT, _LONGEST_TIME = re.compile(r"\b(?:19|20)\d\d\b"), 40
_ZONE = re.compile(r"\s+(?:[A-Z]{2,4}|[+-]\d{4})$(?<![AP]M)")
_SAME = 120  # seconds between two statements of one instant
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?\s?(?:Z|[+-]\d\d:?\d\d)?)?")


def day(tree: Any, about: Objects, metas: Mapping[str, str]) -> Statement:
    """The day as ISO has it, and where the page states it."""
    stated = [Statement(tidy(each.get(key)), "json-ld") for each in about for key in ("datePublished", "dateCreated")]
    stated += [Statement(tidy(metas.get(key)), "meta") for key in _TIMES]
    times = [tidy(element.get("datetime")) for element in tree.iter("time")][:20]
    moments = [(moment, each.place) for each in stated if (moment := _moment(each.value))]
    if not moments:
        return Statement()
    moment, place = moments[0]
    others = [other for other, _ in moments[1:]] + [other for time in times if (other := _moment(time))]
    return Statement(_local(moment, others).strftime("%Y-%m-%d"), place)


def read(text: str, language: str) -> str:
    """The ISO day that a text about a time names, however it is spelt; ``language`` is a tag such as ``en-GB``."""
    found = _moment(text) or spelt.day(text, language)
    return found.strftime("%Y-%m-%d") if found else ""


def _moment(text: str) -> datetime | None:
    iso = _ISO.match(text)
    try:
        if iso:
            return datetime.fromisoformat(iso[0].replace(" ", "T", 1).replace(" ", ""))
    except ValueError:
        return None
    return _spelt(text) if _SPELT.search(text) and len(text) < _LONGEST_TIME else None


def _spelt(text: str) -> datetime | None:
    """A time as feeds and content systems spell it, as the day it names: its zone is left out."""
    bare = _ZONE.sub("", text)
    for form in _FORMATS:
        try:
            return datetime.strptime(bare, form)  # noqa: DTZ007 - a day is wanted, and the zone is that of its place
        except ValueError:
            continue
    return None


def _local(moment: datetime, others: Iterable[datetime]) -> datetime:
    """The moment at the offset of its place, if another statement of it names one."""
    if moment.utcoffset() is None or moment.utcoffset():
        return moment
    for other in others:
        if other.utcoffset() and moment.tzinfo and abs((other - moment).total_seconds()) < _SAME:
            return other
    return moment
