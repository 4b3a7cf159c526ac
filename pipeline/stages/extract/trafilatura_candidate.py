"""Trafilatura's result: a second candidate for the article, a feature of the classifier, and missing metadata."""

import logging
from itertools import islice
from typing import Any

from pipeline.stages.extract import block_markdown, html_tree
from pipeline.stages.extract.page_metadata import NameWords, PageMetadata, Statement, parse_names
from pipeline.text.web_address import site_host

_ONLY_A_YEAR = "-01-01"  # how htmldate writes a year without month and day
_DATE_OPTIONS = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}
"""Options of htmldate: no date from body text, and none that depends on the clock."""

_MAX_CHILDREN = 5_000  # trafilatura's time grows with the square of an element's children
_MAX_AUTHORS = 50  # and with the cube of the number of authors that a page states one by one


def run(tree: Any, metadata: PageMetadata, words: NameWords) -> tuple[str, PageMetadata]:
    """Return trafilatura's text as Markdown, and the metadata with its values where the page states none.

    Trafilatura is not run on a page with an element of thousands of children.
    """
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # a rejected page is reported as set aside
    if html_tree.has_wide_element(tree, _MAX_CHILDREN):
        return "", metadata
    found: Any = trafilatura.bare_extraction(tree, include_comments=False)
    if found is None:
        return "", metadata
    required = (metadata.title, metadata.author, metadata.date, metadata.outlet, metadata.url)
    incomplete = not all(each.value for each in required)
    text = block_markdown.render_trafilatura(found.body)
    return text, _completed(metadata, tree, words) if incomplete else metadata


def _completed(metadata: PageMetadata, tree: Any, words: NameWords) -> PageMetadata:
    """Return the metadata with trafilatura's values where the page states none.

    An error in it, which any malformed value can cause, leaves the metadata as it is; so do very many authors.
    """
    from trafilatura.metadata import extract_metadata

    if _has_many_authors(tree):
        return metadata
    try:
        found = extract_metadata(tree, date_config=_DATE_OPTIONS)
    except (TypeError, ValueError):
        return metadata
    sites = (metadata.outlet.value, site_host(metadata.url.value))
    author = parse_names((found.author or "").split(";"), words, sites=sites)
    date = "" if (found.date or "").endswith(_ONLY_A_YEAR) else found.date
    return metadata._replace(
        title=_stated_or(metadata.title, found.title),
        author=_stated_or(metadata.author, author),
        date=_stated_or(metadata.date, date),
        outlet=_stated_or(metadata.outlet, found.sitename),
        url=_stated_or(metadata.url, found.url),
    )


def _has_many_authors(tree: Any) -> bool:
    from trafilatura.metadata import METANAME_AUTHOR, PROPERTY_AUTHOR

    elements = tree.iterfind(".//head/meta[@content]")
    names = ((element.get("name", "").lower(), element.get("property", "").lower()) for element in elements)
    authors = (1 for name, property_ in names if name in METANAME_AUTHOR or property_ in PROPERTY_AUTHOR)
    return sum(islice(authors, _MAX_AUTHORS + 1)) > _MAX_AUTHORS


def _stated_or(stated: Statement, other: str | None) -> Statement:
    return Statement(other, "trafilatura") if other and not stated.value else stated
