"""Title, authors, day, outlet and URL, as a page's own markup states them; each with the statement it rests on."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from pipeline.line_classifier.html_blocks import Block
from pipeline.stages.extract.page_metadata import authors, page_title, publication_date
from pipeline.stages.extract.page_metadata.authors import names
from pipeline.stages.extract.page_metadata.statements import (
    Objects,
    Sheet,
    Statement,
    Words,
    first,
    listed,
    meta,
    strings,
    tidy,
)

__all__ = ["Objects", "PageMetadata", "Statement", "Words", "names", "of"]

_TAG = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z]{2,4})*")
_ABOUT_TEXT = re.compile(r"article|posting|report|review|howto|recipe|analysis", re.IGNORECASE)


class PageMetadata(NamedTuple):
    """What the page says of its article. ``author`` is names joined by "; ", ``date`` a day, ``language`` a tag."""

    title: Statement = Statement()
    author: Statement = Statement()
    date: Statement = Statement()
    outlet: Statement = Statement()
    url: Statement = Statement()
    description: str = ""
    language: Statement = Statement()


def read_metadata(tree: Any, objects: Objects, blocks: Sequence[Block], words: Words) -> PageMetadata:
    """What the page states. ``objects`` are those of its JSON-LD, ``blocks`` its text; ``words`` are of the config."""
    metas = meta(tree)
    about = [each for each in objects if _ABOUT_TEXT.search(" ".join(strings(each.get("@type"))))]
    outlet, language = first(_outlets(about, metas)), first(_languages(tree, about, metas))
    url = first(_urls(tree, metas))
    page = Sheet(tree, objects, about, metas, blocks, outlet.value, url.value, language.value, words)
    title = page_title.title(page)
    return PageMetadata(
        title,
        authors.persons(page, title.value),
        publication_date.day(page, title.value),
        outlet,
        url,
        tidy(metas.get("og:description") or metas.get("description")),
        language,
    )


def _outlets(about: Objects, metas: Mapping[str, str]) -> Iterator[Statement]:
    yield Statement(tidy(metas.get("og:site_name")), "meta")
    for each in about:
        for publisher in listed(each.get("publisher")):
            yield Statement(tidy(publisher.get("name")) if isinstance(publisher, dict) else tidy(publisher), "json-ld")
    yield Statement(tidy(metas.get("application-name")), "meta")


def _urls(tree: Any, metas: Mapping[str, str]) -> Iterator[Statement]:
    for link in tree.iter("link"):
        if link.get("rel") == "canonical" and "://" in (link.get("href") or ""):
            yield Statement(link.get("href").strip(), "markup")
    yield Statement(metas.get("og:url", "") if "://" in metas.get("og:url", "") else "", "meta")


def _languages(tree: Any, about: Objects, metas: Mapping[str, str]) -> Iterator[Statement]:
    """The language that the page declares for its article, for itself, and for those who share it."""
    for each in about:
        for said in listed(each.get("inLanguage")):
            tag = said.get("alternateName") or said.get("name") if isinstance(said, dict) else said
            yield _language(tag, "json-ld")
    root = tree.getroottree().getroot()
    yield _language(root.get("lang") or root.get("xml:lang"), "markup")
    for key in ("content-language", "language", "dc.language", "og:locale"):
        yield _language(metas.get(key), "meta")


def _language(said: Any, place: str) -> Statement:
    tag = tidy(said)
    return Statement(tag.replace("_", "-"), place) if _TAG.fullmatch(tag) else Statement()
