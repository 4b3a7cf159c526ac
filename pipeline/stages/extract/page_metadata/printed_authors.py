"""Authors as a page shows them: in bylines below the headline and in elements that are marked up as the author's."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from pipeline.line_classifier.html_blocks import Block
from pipeline.stages.extract.page_metadata.date_parsing import date_start
from pipeline.stages.extract.page_metadata.markup_values import strings
from pipeline.stages.extract.page_metadata.page_data import PageData, Statement
from pipeline.stages.extract.page_metadata.person_names import is_agency, parse_names
from pipeline.text.web_address import site_host

_AFTER_NAMES = re.compile(r"\d|\s[|\N{BULLET}\N{MIDDLE DOT}]\s")
_AFTER_DATE = re.compile(r"\bby:?\s+", re.IGNORECASE)
_BYLINE_NAMES = re.compile(r"byline|author|writer", re.IGNORECASE)
_AUTHOR_MARKUP = '//a[@rel="author"] | //*[@itemprop="author"]//*[@itemprop="name"] | //*[@itemprop="author"]'
_AUTHOR_CLASSES = (
    '//*[contains(@class, "author-name") or contains(@class, "author__name") or contains(@class, "author_name")]',
    '//*[self::span or self::a or self::div or self::p][contains(concat(" ", @class, " "), " author ")]',
    '//*[contains(@class, "byline") or contains(@class, "article-author") or contains(@class, "article__author")]',
)
_MAX_SAME_MARKUP, _MAX_MARKED_UP = 20, 3  # elements read; different authors, of which more are those of other articles
_MAX_BYLINE, _MAX_BEFORE_DATE = 200, 30  # characters


def bylines(page: PageData, below: Iterable[Block], *, agencies: bool = False) -> Iterator[Statement]:
    """Yield the names of the lines below the headline that start like a byline, or do so after a date."""
    prefix = _prefix_pattern(page.words.byline_prefixes)
    for block in below:
        if len(block.text) > _MAX_BYLINE:
            continue
        if found := prefix.match(block.text) or _by_after_date(block.text):
            names = _printed_names(block.text[found.end() :], page, agencies=agencies)
            yield Statement(names, "printed")


def _by_after_date(text: str) -> re.Match[str] | None:
    """Return the word "by" after a date near the start of a line that is no sentence."""
    start = date_start(text)
    return _AFTER_DATE.search(text, start) if start <= _MAX_BEFORE_DATE and not text.endswith(".") else None


def named_bylines(page: PageData, below: Iterable[Block]) -> Iterator[Statement]:
    """Yield the names of the lines below the headline whose element is named as a byline."""
    for block in below:
        if len(block.text) <= _MAX_BYLINE and _BYLINE_NAMES.search(block.box.names):
            yield Statement(_printed_names(block.text, page), "printed")


def marked_up_authors(page: PageData, *, agencies: bool = False) -> Iterator[Statement]:
    """Yield the names in elements that are marked up as the author's, the most specific ones first.

    Elements of one class with many different names are those of a list of articles.
    """
    for element in page.tree.xpath(_AUTHOR_MARKUP)[:_MAX_MARKED_UP]:
        yield Statement(_element_names(element, page, agencies=agencies), "markup")
    for path in _AUTHOR_CLASSES:
        elements = page.tree.xpath(path)[:_MAX_SAME_MARKUP]
        names = [_element_names(each, page, agencies=agencies) for each in elements]
        if len(set(names) - {""}) <= _MAX_MARKED_UP:
            yield from (Statement(each, "markup") for each in names[:_MAX_MARKED_UP])


def texts_about_authors(below: Iterable[Block], other_credits: Sequence[str]) -> Iterator[str]:
    """Yield the lines below the headline, each up to a credit of persons who are not the author.

    If the line ends with such a credit, the names are in the next one, which is left out.
    """
    is_continued = False
    for block in below:
        text = block.text.casefold()
        start = min((at for credit in other_credits if (at := text.find(credit)) >= 0), default=None)
        if start is None and not is_continued:
            yield block.text
        elif start is not None:
            yield block.text[:start]
        is_continued = start is not None and text.endswith(tuple(other_credits))


def site_names(page: PageData) -> tuple[str, ...]:
    """Return the names of the outlet, the host of the page and the publishers."""
    publishers = (each.get("publisher") for each in page.articles)
    names = (name for each in publishers if isinstance(each, dict) for name in strings(each.get("name")))
    return page.outlet, site_host(page.url), *names


def _element_names(element: Any, page: PageData, *, agencies: bool) -> str:
    """Return the names in an element, without the word that starts a byline."""
    text = " ".join(" ".join(element.itertext()).split())[:_MAX_BYLINE]
    start = _prefix_pattern(page.words.byline_prefixes).match(text)
    without_start = _printed_names(text[start.end() :], page, agencies=agencies) if start else ""
    return without_start or _printed_names(text, page, agencies=agencies)


def _printed_names(text: str, page: PageData, *, agencies: bool = False) -> str:
    names = _AFTER_NAMES.split(text[: date_start(text)])[0]
    found = parse_names([names], page.words, sites=site_names(page), organizations=agencies)
    return "; ".join(name for name in found.split("; ") if is_agency(name, page.words)) if agencies else found


@lru_cache(maxsize=16)
def _prefix_pattern(prefixes: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for the start of a byline: a prefix and a space or colon; before "by" also a verb."""
    alternatives = "|".join(re.escape(word) for word in sorted(prefixes, key=len, reverse=True))
    return re.compile(rf"(?:[a-z]+\s+)?by[:\s]\s*|(?:{alternatives})[:\s]\s*", re.IGNORECASE)
