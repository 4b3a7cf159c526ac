"""Authors of the article: persons from JSON-LD, meta elements, the byline below the headline or author markup.

1. Persons of JSON-LD or of a meta element; of two values the one that has all names of the other and more. If the
   byline below the headline has only some of these names, and no line there has the others, only those are authors.
2. Otherwise the byline; otherwise what is marked up as the author; otherwise a line below the headline whose element is
   named as a byline.
3. Otherwise an organization of JSON-LD or of a meta element that is not the outlet; or a person of JSON-LD after whom
   the outlet is named, as with a personal blog.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any

from pipeline.line_classifier.html_blocks import Block
from pipeline.stages.extract.page_metadata.date_parsing import date_start
from pipeline.stages.extract.page_metadata.markup_values import as_list, strings
from pipeline.stages.extract.page_metadata.page_data import Objects, PageData, Statement, first
from pipeline.stages.extract.page_metadata.person_names import parse_names
from pipeline.text.web_address import split_url

_AFTER_NAMES = re.compile(r"\d|\s[|\N{BULLET}\N{MIDDLE DOT}]\s")
_BYLINE_NAMES = re.compile(r"byline|author|writer", re.IGNORECASE)
_BLOCKS_BELOW, _MAX_BYLINE = 10, 200  # blocks below the headline; characters
_AUTHOR_MARKUP = '//a[@rel="author"] | //*[@itemprop="author"]//*[@itemprop="name"] | //*[@itemprop="author"]'
_AUTHOR_CLASS = '//*[contains(@class, "byline") or contains(@class, "author-name") or contains(@class, "author__name")]'
_META_NAMES = (
    "author",
    "article:author",
    "parsely-author",
    "dc.creator",
    "byl",
    "byline",
    "sailthru.author",
    "citation_author",
)


def article_authors(page: PageData, title: str) -> Statement:
    """Return the authors joined by "; ", and the evidence. ``title`` is the page's headline."""
    below = page.blocks_below_headline(title, _BLOCKS_BELOW)
    byline = first(_bylines(page, below))
    stated = [each for each in _stated(page) if each.value]
    if stated:
        most = max(stated, key=lambda each: _count_additional(each, stated[0]))
        return _confirmed_by_byline(most, byline, below)
    fallbacks = (*_marked_up(page), *_named_bylines(page, below), *_stated(page, organizations=True), _typed(page))
    return first((byline, *fallbacks))


def _count_additional(each: Statement, base: Statement) -> int:
    """Return how many names a value has more than the base value; 0 unless it has all of those too."""
    names, base_names = (set(known.value.split("; ")) for known in (each, base))
    return len(names) - len(base_names) if names > base_names else 0


def _confirmed_by_byline(stated: Statement, byline: Statement, below: Sequence[Block]) -> Statement:
    names, printed = (set(each.value.split("; ")) for each in (stated, byline))
    others_printed = any(name in block.text for name in names - printed for block in below)
    only_byline = byline.value and printed < names and not others_printed
    return Statement(byline.value, stated.evidence) if only_byline else stated


def _stated(page: PageData, *, organizations: bool = False) -> Iterator[Statement]:
    sites, named = _site_names(page), _named_objects(page.objects)
    for each in page.articles:
        names = _json_ld_names(each.get("author"), named)
        value = parse_names(names, page.words, sites=sites, organizations=organizations, min_words=1)
        yield Statement(value, "json-ld")
    for key in _META_NAMES:
        meta = [page.metas.get(key, "")]
        yield Statement(parse_names(meta, page.words, sites=sites, organizations=organizations), "meta")


def _typed(page: PageData) -> Statement:
    """Return the persons of JSON-LD even if the outlet has their name."""
    named = _named_objects(page.objects)
    names = (name for each in page.articles for name in _json_ld_names(each.get("author"), named, persons_only=True))
    return Statement(parse_names(names, page.words), "json-ld")


def _bylines(page: PageData, below: Iterable[Block]) -> Iterator[Statement]:
    """Yield the names of the lines below the headline that start like a byline."""
    prefix = _prefix_pattern(page.words.byline_prefixes)
    for block in below:
        if len(block.text) <= _MAX_BYLINE and (found := prefix.match(block.text)):
            yield Statement(_printed_names(block.text[found.end() :], page), "printed")


def _named_bylines(page: PageData, below: Iterable[Block]) -> Iterator[Statement]:
    """Yield the names of the lines below the headline whose element is named as a byline."""
    for block in below:
        if len(block.text) <= _MAX_BYLINE and _BYLINE_NAMES.search(block.box.names):
            yield Statement(_printed_names(block.text, page), "printed")


def _printed_names(text: str, page: PageData) -> str:
    names = _AFTER_NAMES.split(text[: date_start(text)])[0]
    return parse_names([names], page.words, sites=_site_names(page))


def _marked_up(page: PageData) -> Iterator[Statement]:
    for path in (_AUTHOR_MARKUP, _AUTHOR_CLASS):
        for element in page.tree.xpath(path)[:3]:
            yield Statement(_printed_names(" ".join(element.itertext())[:_MAX_BYLINE], page), "markup")


def _json_ld_names(value: Any, named: Mapping[str, Mapping[str, Any]], *, persons_only: bool = False) -> Iterator[str]:
    """Yield the names in an ``author`` of JSON-LD, except organizations; only typed persons with ``persons_only``.

    ``named`` are the page's named objects by id.
    """
    for each in as_list(value):
        if isinstance(each, dict):
            described = each if each.get("name") else named.get(str(each.get("@id")), {})
            kind = " ".join(strings(described.get("@type")))
            if "Person" in kind if persons_only else "Organization" not in kind:
                yield from strings(described.get("name"))
        elif isinstance(each, str) and not persons_only:
            yield each


def _named_objects(objects: Objects) -> dict[str, Mapping[str, Any]]:
    """Return the objects with a name by their id; of several the first."""
    identified = [each for each in objects if isinstance(each.get("@id"), str) and each["@id"] and each.get("name")]
    return {each["@id"]: each for each in reversed(identified)}


def _site_names(page: PageData) -> tuple[str, ...]:
    """Return the name of the outlet and the host of the page."""
    host = split_url(page.url).hostname or ""
    return page.outlet, host.removeprefix("www.")


@lru_cache(maxsize=16)
def _prefix_pattern(prefixes: tuple[str, ...]) -> re.Pattern[str]:
    """Return a pattern for the start of a byline: a prefix and a space or colon; before "by" also a verb."""
    alternatives = "|".join(re.escape(word) for word in sorted(prefixes, key=len, reverse=True))
    return re.compile(rf"(?:[a-z]+\s+)?by[:\s]\s*|(?:{alternatives})[:\s]\s*", re.IGNORECASE)
