"""Authors of the article: persons from JSON-LD, meta elements, the byline below the headline or author markup.

1. Persons of JSON-LD or of a meta element; of two values the one that has all names of the other and more, and the
   byline below the headline if it adds names with a conjunction. If the byline has only some of these names, and no
   line there has the others, or names them as editors or contributors, only those are authors.
2. Otherwise the byline; otherwise what is marked up as the author; otherwise a line below the headline whose element is
   named as a byline.
3. Otherwise an organization of JSON-LD or of a meta element that is not the outlet; or a news agency in the byline or
   in markup; or a person of JSON-LD after whom the outlet is named, as with a personal blog.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Any

from pipeline.line_classifier.html_blocks import Block
from pipeline.stages.extract.page_metadata.markup_values import as_list, strings
from pipeline.stages.extract.page_metadata.page_data import Objects, PageData, Statement, first
from pipeline.stages.extract.page_metadata.person_names import parse_names
from pipeline.stages.extract.page_metadata.printed_authors import (
    bylines,
    marked_up_authors,
    named_bylines,
    site_names,
    texts_about_authors,
)

_BLOCKS_BELOW = 10  # blocks below the headline
_META_NAMES = (
    "author",
    "article:author",
    "parsely-author",
    "dc.creator",
    "byl",
    "byline",
    "article:byline",
    "articleauthor",
    "cxenseparse:author",
    "sailthru.author",
    "citation_author",
)


def article_authors(page: PageData, title: str) -> Statement:
    """Return the authors joined by "; ", and the evidence. ``title`` is the page's headline."""
    below = page.blocks_below_headline(title, _BLOCKS_BELOW)
    byline = first(bylines(page, below))
    stated = [each for each in _stated(page) if each.value]
    if stated:
        printed = [byline] if _ends_with_conjunction(byline.value, below, page.words.name_conjunctions) else []
        most = max((*stated, *printed), key=lambda each: _count_additional(each, stated[0]))
        return _confirmed_by_byline(most, byline, below, page.words.other_credits)
    return first(
        chain(
            [byline],
            marked_up_authors(page),
            named_bylines(page, below),
            _stated(page, organizations=True),
            bylines(page, below, agencies=True),
            marked_up_authors(page, agencies=True),
            [_typed(page)],
        )
    )


def _ends_with_conjunction(names: str, below: Iterable[Block], conjunctions: Iterable[str]) -> bool:
    """Tell whether a conjunction is printed before the last name: after a comma may be a role or a subject."""
    start, _, last = names.rpartition("; ")
    lines = (block.text for block in below if start and start.split("; ")[0] in block.text)
    return any(f" {word} {last}" in line for line in lines for word in conjunctions)


def _count_additional(each: Statement, base: Statement) -> int:
    """Return how many names a value has more than the base value; 0 unless it has all of those too."""
    names, base_names = (set(known.value.split("; ")) for known in (each, base))
    return len(names) - len(base_names) if names > base_names else 0


def _confirmed_by_byline(
    stated: Statement, byline: Statement, below: Sequence[Block], other_credits: Sequence[str]
) -> Statement:
    names, printed = (set(each.value.split("; ")) for each in (stated, byline))
    authors = list(texts_about_authors(below, other_credits))
    others_printed = any(name in text for name in names - printed for text in authors)
    only_byline = byline.value and printed < names and not others_printed
    return Statement(byline.value, stated.evidence) if only_byline else stated


def _stated(page: PageData, *, organizations: bool = False) -> Iterator[Statement]:
    sites, named = site_names(page), _named_objects(page.objects)
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
