"""Date of publication, in the time zone of the publication: not the date of a change or of the request.

1. Values of JSON-LD, meta elements and marked-up properties. A time in UTC is converted to local time if another value
   for the same instant, or the printed clock time next to another date, gives the time zone.
2. Otherwise the date printed near the headline, unless its element is named as the date of a change.
3. Otherwise the date in the page's URL, or that of the page as a whole.
4. A page that was published again has its new date: half a year or more after the first one, it prints the day of the
   last change below the headline, with nothing that calls it a change.
"""

import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from pipeline.line_classifier.html_blocks import Block
from pipeline.stages.extract.page_metadata.date_parsing import (
    date_start,
    format_date,
    iso_date,
    parse_timestamp,
    parse_written_date,
)
from pipeline.stages.extract.page_metadata.local_time import is_utc, local_time, printed_local_time
from pipeline.stages.extract.page_metadata.markup_values import one_line, strings
from pipeline.stages.extract.page_metadata.page_data import PageData, Statement, first
from pipeline.text.web_address import split_url

_META_NAMES = (
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
_MARKED_UP = (
    '//*[@itemprop="datePublished" and not(self::meta)] | //time[@pubdate] | //time[contains(@class, "published")]'
)
_CHANGE_NAMES = re.compile(r"updat|modif|revis", re.IGNORECASE)
_BLOCKS_BELOW, _BLOCKS_ABOVE = 10, 3  # blocks around the headline that may have its date
_MAX_DATE_BLOCK = 100  # characters of a block with a date
_IN_URL = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2}|[a-z]{3,9})[/-](\d{1,2})(?=[/-]|$)", re.IGNORECASE)
_MAX_TIME_ELEMENTS, _MAX_CLOCK_LINES = 20, 500
_REPUBLISHED_AFTER = timedelta(days=180)


def publication_date(page: PageData, title: str) -> Statement:
    """Return the ISO date and its evidence. ``title`` is the page's headline."""
    marked_up = (Statement(_element_value(each), "markup") for each in page.tree.xpath(_MARKED_UP)[:3])
    statements = [*_stated(page), *marked_up]
    parsed = [(moment, each.evidence) for each in statements if (moment := parse_timestamp(each.value, page.language))]
    if not parsed:
        return first(
            (Statement(_near_headline(page, title), "printed"), Statement(date_in_url(page.url), "url"), _of_page(page))
        )
    (moment, evidence), *others = parsed
    if is_utc(moment):
        candidates = [other for other, _ in others] + list(_time_elements(page.tree))
        moment = local_time(moment, candidates) or _printed_time(moment, page) or moment
    return _republished(page, title, moment) or Statement(format_date(moment), evidence)


def _republished(page: PageData, title: str, published: datetime) -> Statement | None:
    """Return the date of a page that was published again, if it was; step 4 above."""
    values = [*(each.get("dateModified") for each in page.articles), page.metas.get("article:modified_time")]
    for value in values:
        changed = parse_timestamp(one_line(value), page.language)
        if changed and changed.date() - published.date() >= _REPUBLISHED_AFTER:
            lines = page.blocks_near_headline(title, below=_BLOCKS_BELOW, above=_BLOCKS_ABOVE)
            dates = (parse_written_date(each.text, page.language) for each in lines if _is_only_a_date(each))
            if any(date and date.date() == changed.date() for date in dates):
                return Statement(format_date(changed), "printed")
    return None


def _is_only_a_date(block: Block) -> bool:
    return _may_have_date(block) and date_start(block.text) == 0


def _stated(page: PageData) -> Iterator[Statement]:
    for key in ("datePublished", "dateCreated"):
        yield from (Statement(one_line(each.get(key)), "json-ld") for each in page.articles)
    yield from (Statement(one_line(page.metas.get(key)), "meta") for key in _META_NAMES)


def _of_page(page: PageData) -> Statement:
    """Return the publication date of the page as a whole, whatever its content."""
    pages = (each for each in page.objects if "WebPage" in strings(each.get("@type")))
    return first(Statement(iso_date(one_line(each.get("datePublished")), page.language), "json-ld") for each in pages)


def _printed_time(moment: datetime, page: PageData) -> datetime | None:
    """Return the time as one of the page's short lines prints it."""
    elements = zip(range(_MAX_TIME_ELEMENTS), page.tree.iter("time"), strict=False)
    texts = [*(one_line(each.text_content()) for _, each in elements), *(block.text for block in page.blocks)]
    short = [text for text in texts if len(text) <= _MAX_DATE_BLOCK and ":" in text][:_MAX_CLOCK_LINES]
    return next((found for text in short if (found := printed_local_time(moment, text, page.language))), None)


def _element_value(element: Any) -> str:
    return one_line(element.get("datetime") or element.get("content") or element.text_content()[:_MAX_DATE_BLOCK])


def _time_elements(tree: Any) -> Iterator[datetime]:
    """Yield the times of the page's time elements."""
    for _, element in zip(range(_MAX_TIME_ELEMENTS), tree.iter("time"), strict=False):
        if moment := parse_timestamp(one_line(element.get("datetime"))):
            yield moment


def _near_headline(page: PageData, title: str) -> str:
    """Return the date printed below the headline, or just above it in the same element."""
    for block in page.blocks_near_headline(title, below=_BLOCKS_BELOW, above=_BLOCKS_ABOVE):
        if _may_have_date(block) and (date := parse_written_date(block.text, page.language)):
            return format_date(date)
    return ""


def _may_have_date(block: Block) -> bool:
    return len(block.text) <= _MAX_DATE_BLOCK and not _CHANGE_NAMES.search(block.box.names)


def date_in_url(url: str) -> str:
    """Return the ISO date in the path of a URL, or "".

    >>> date_in_url("https://planet.example/2024/feb/27/bridge"), date_in_url("https://planet.example/2024/bridge")
    ('2024-02-27', '')
    """
    found = _IN_URL.search(split_url(url).path)
    if not found:
        return ""
    named = f"{found[3]} {found[2]} {found[1]}" if found[2].isalpha() else ""
    return iso_date(named or f"{found[1]}-{found[2]:0>2}-{found[3]:0>2}", "en")
