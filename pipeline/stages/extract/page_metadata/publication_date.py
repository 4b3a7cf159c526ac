"""The day of publication, where it was published: not of a change, and not what the page claims of today.

1. What JSON-LD, meta elements and marked-up properties state. A time in UTC is turned to that of its place if another
   statement of the same instant, or the clock time that the page prints beside another day, tells which that is.
2. Else the date printed just below the headline, in an element that is called a date.
3. Else the day in the page's address, or that of the page as a whole.
"""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from pipeline.line_classifier.html_blocks import Block
from pipeline.stages.extract.page_metadata import timestamps, written_dates
from pipeline.stages.extract.page_metadata.statements import Sheet, Statement, first, strings, tidy

_TIMES = (
    "article:published_time",
    "og:article:published_time",
    "article.published",
    "published",
    "article:published",
    "article:publicationdate",
    "parsely-pub-date",
    "datepublished",
    "rnews:datepublished",
    "bt:pubdate",
    "cxenseparse:recs:publishtime",
    "sailthru.date",
    "published_at",
    "published_time",
    "pub_date",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.created",
    "dc.date.created",
    "dc.date",
    "dcterms.date",
    "citation_publication_date",
    "citation_online_date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publish_date",
    "publication_date",
    "publicationdate",
    "date",
)
_MARKED = (
    '//*[@itemprop="datePublished" and not(self::meta)] | //time[@pubdate] | //time[contains(@class, "published")]'
)
_CALLED_CHANGED = re.compile(r"updat|modif|revis", re.IGNORECASE)
_BELOW, _ABOVE = 10, 3  # blocks around the headline in which its date may stand
_LONG = 100  # characters of a block that holds a date
_IN_ADDRESS = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2}|[a-z]{3,9})[/-](\d{1,2})(?=[/-]|$)", re.IGNORECASE)
_MOST_TIMES = 20


def day(page: Sheet, title: str) -> Statement:
    """The day as ISO has it, and where it is stated. ``title`` is the page's headline."""
    marked = (Statement(_value(each), "markup") for each in page.tree.xpath(_MARKED)[:3])
    stated = [*_stated(page), *marked]
    read = [(moment, each.place) for each in stated if (moment := timestamps.read(each.value, page.language))]
    if not read:
        return first(
            (Statement(_beside(page, title), "printed"), Statement(of_address(page.url), "url"), _of_page(page))
        )
    (moment, place), *others = read
    if timestamps.is_utc(moment):
        known = [other for other, _ in others] + list(_shown(page.tree))
        moment = timestamps.local(moment, known) or _printed(moment, page) or moment
    return Statement(_iso(moment), place)


def _stated(page: Sheet) -> Iterator[Statement]:
    for key in ("datePublished", "dateCreated"):
        yield from (Statement(tidy(each.get(key)), "json-ld") for each in page.about)
    yield from (Statement(tidy(page.metas.get(key)), "meta") for key in _TIMES)


def _of_page(page: Sheet) -> Statement:
    """The day on which the page, whatever it holds, says it was published."""
    pages = (each for each in page.objects if "WebPage" in strings(each.get("@type")))
    return first(Statement(read(tidy(each.get("datePublished")), page.language), "json-ld") for each in pages)


def _printed(moment: datetime, page: Sheet) -> datetime | None:
    """The moment as one of the page's short lines prints it."""
    shown = [tidy(each.text_content()) for _, each in zip(range(_MOST_TIMES), page.tree.iter("time"), strict=False)]
    short = (text for text in [*shown, *(block.text for block in page.blocks)] if len(text) <= _LONG and ":" in text)
    return next((found for text in short if (found := timestamps.printed(moment, text, page.language))), None)


def _value(element: Any) -> str:
    return tidy(element.get("datetime") or element.get("content") or element.text_content()[:_LONG])


def _shown(tree: Any) -> Iterator[datetime]:
    """The moments that time elements state."""
    for _, element in zip(range(_MOST_TIMES), tree.iter("time"), strict=False):
        if moment := timestamps.read(tidy(element.get("datetime"))):
            yield moment


def read(text: str, language: str) -> str:
    """The ISO day that a text about a time names, however it is spelt; ``language`` is a tag such as ``en-GB``."""
    found = timestamps.read(text, language) or written_dates.day(text, language)
    return _iso(found) if found else ""


def _iso(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d")


def _beside(page: Sheet, title: str) -> str:
    """The date printed beside the headline: below it, or just above it in the same box."""
    at = page.headline(title)
    if at is None:
        return ""
    above = [block for block in page.blocks[max(0, at - _ABOVE) : at] if _together(block, page.blocks[at])]
    for block in [*page.below(title, _BELOW), *above]:
        found = written_dates.day(block.text, page.language) if _may_date(block) else None
        if found:
            return _iso(found)
    return ""


def _may_date(block: Block) -> bool:
    return len(block.text) <= _LONG and not _CALLED_CHANGED.search(block.box.names)


def _together(block: Block, heading: Block) -> bool:
    """Whether a block stands in the headline's box, which holds less than the whole page."""
    return block.box.parent is heading.box.parent is not None and heading.box.parent.parent is not None


def of_address(url: str) -> str:
    """The day that an address names; empty where it names none.

    >>> of_address("https://planet.example/2024/feb/27/bridge"), of_address("https://planet.example/2024/bridge")
    ('2024-02-27', '')
    """
    found = _IN_ADDRESS.search(urlsplit(url).path)
    if not found:
        return ""
    named = f"{found[3]} {found[2]} {found[1]}" if found[2].isalpha() else ""
    return read(named or f"{found[1]}-{found[2]:0>2}-{found[3]:0>2}", "en")
