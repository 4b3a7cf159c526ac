"""Metadata of a page from its own markup: title, authors, date, outlet, URL and language, each with its evidence."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pipeline.line_classifier.html_blocks import Block
from pipeline.stages.extract.page_metadata.authors import article_authors
from pipeline.stages.extract.page_metadata.date_parsing import format_date, parse_written_date
from pipeline.stages.extract.page_metadata.markup_values import (
    as_list,
    comparison_key,
    meta_elements,
    one_line,
    strings,
)
from pipeline.stages.extract.page_metadata.page_data import NameWords, Objects, PageData, Statement, first
from pipeline.stages.extract.page_metadata.page_title import article_title
from pipeline.stages.extract.page_metadata.person_names import parse_names
from pipeline.stages.extract.page_metadata.publication_date import publication_date

__all__ = [
    "NameWords",
    "Objects",
    "PageMetadata",
    "Statement",
    "comparison_key",
    "parse_names",
    "printed_date",
    "read_metadata",
]

_LANGUAGE_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})*")
_ARTICLE_TYPE = re.compile(r"article|posting|report|review|howto|recipe|analysis", re.IGNORECASE)


class PageMetadata(NamedTuple):
    """What the page states about its article: ``author`` is names joined by "; ", ``date`` an ISO date."""

    title: Statement = Statement()
    author: Statement = Statement()
    date: Statement = Statement()
    outlet: Statement = Statement()
    url: Statement = Statement()
    description: str = ""
    language: Statement = Statement()


def read_metadata(tree: Any, objects: Objects, blocks: Sequence[Block], words: NameWords) -> PageMetadata:
    """Return the metadata. ``objects`` are those of the page's JSON-LD, ``blocks`` its text, ``words`` the config's."""
    metas = meta_elements(tree)
    articles = [each for each in objects if _ARTICLE_TYPE.search(" ".join(strings(each.get("@type"))))]
    outlet, language = first(_outlets(articles, metas)), first(_languages(tree, articles, metas))
    url = first(_urls(tree, metas))
    page = PageData(tree, objects, articles, metas, blocks, outlet.value, url.value, language.value, words)
    title = article_title(page)
    return PageMetadata(
        title,
        article_authors(page, title.value),
        publication_date(page, title.value),
        outlet,
        url,
        one_line(metas.get("og:description") or metas.get("description")),
        language,
    )


def printed_date(text: str, language: str) -> str:
    """Return the first written date of a text as an ISO date, or ""."""
    date = parse_written_date(text, language)
    return format_date(date) if date else ""


def _outlets(articles: Objects, metas: Mapping[str, str]) -> Iterator[Statement]:
    yield Statement(one_line(metas.get("og:site_name")), "meta")
    for each in articles:
        for publisher in as_list(each.get("publisher")):
            name = publisher.get("name") if isinstance(publisher, dict) else publisher
            yield Statement(one_line(name), "json-ld")
    yield Statement(one_line(metas.get("application-name")), "meta")


def _urls(tree: Any, metas: Mapping[str, str]) -> Iterator[Statement]:
    for link in tree.iter("link"):
        if link.get("rel") == "canonical" and "://" in (link.get("href") or ""):
            yield Statement(link.get("href").strip(), "markup")
    yield Statement(metas.get("og:url", "") if "://" in metas.get("og:url", "") else "", "meta")


def _languages(tree: Any, articles: Objects, metas: Mapping[str, str]) -> Iterator[Statement]:
    """Yield the language declared for the article, for the page and for sharing."""
    for each in articles:
        for value in as_list(each.get("inLanguage")):
            tag = value.get("alternateName") or value.get("name") if isinstance(value, dict) else value
            yield _language(tag, "json-ld")
    root = tree.getroottree().getroot()
    yield _language(root.get("lang") or root.get("xml:lang"), "markup")
    for key in ("content-language", "language", "dc.language", "og:locale"):
        yield _language(metas.get(key), "meta")


def _language(value: Any, evidence: str) -> Statement:
    tag = one_line(value)
    return Statement(tag.replace("_", "-"), evidence) if _LANGUAGE_TAG.fullmatch(tag) else Statement()
