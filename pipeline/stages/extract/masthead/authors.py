"""Who wrote the article: persons, one by one, from JSON-LD, meta elements, or what is marked up as the author's.

No links, no addresses, no "By", nobody twice, and not the outlet itself.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pipeline.stages.extract.masthead.stated import BAR, Objects, Statement, even, listed, strings, tidy

_BETWEEN = re.compile(r"\s*(?:,|;|\band\b|&)\s*")
_BY = re.compile(
    r"(?:(?:written|posted|published|story|reported|words)\s+)?by[:\s]\s*|(?:author|from):?\s+", re.IGNORECASE
)
_NO_NAME = re.compile(r"://|www\.|@|\d|[<>{}\[\]=]|\.(?:com|org|net)\b", re.IGNORECASE)
_DEGREES = re.compile(r",\s*(?=(?:Ph\.?\s?D|M\.?D|J\.?D|M\.?A|M\.?S|R\.?D|R\.?N|Jr|Sr|I{2,3}|Esq)\b)")
_LONGEST_NAME, _MOST_WORDS, _PARTICLE, _LONGEST_BYLINE = 60, 6, 3, 200
_MARKED_UP = '//a[@rel="author"] | //*[@itemprop="author"]//*[@itemprop="name"] | //*[@itemprop="author"]'
_CALLED = '//*[contains(@class, "byline") or contains(@class, "author-name") or contains(@class, "author__name")]'
_AUTHORS = (
    "author",
    "article:author",
    "parsely-author",
    "dc.creator",
    "byl",
    "byline",
    "sailthru.author",
    "citation_author",
)


def stated(tree: Any, about: Objects, metas: Mapping[str, str], outlet: str) -> Iterator[Statement]:
    """What the page's statements of its authors say, best first; many of them empty."""
    for each in about:
        yield Statement(names(_named(each.get("author")), outlet), "json-ld")
    for key in _AUTHORS:
        yield Statement(names([metas.get(key, "")], outlet), "meta")
    for path in (_MARKED_UP, _CALLED):
        for element in tree.xpath(path)[:3]:
            yield Statement(names([element.text_content()[:_LONGEST_BYLINE]], outlet), "markup")


def _named(value: Any) -> Iterator[str]:
    """The names in an ``author`` of JSON-LD: those of persons, where it tells them from organizations."""
    for each in listed(value):
        if isinstance(each, dict) and "Organization" not in strings(each.get("@type")):
            yield from strings(each.get("name"))
        elif isinstance(each, str):
            yield each


def names(said: Iterable[str], outlet: str = "") -> str:
    """The persons that bylines name, in their order, each once, joined by "; "; without the outlet.

    >>> names(["By Ann Lee and Bo van Dam, Ph.D.", "ann lee", "Staff reports"])
    'Ann Lee; Bo van Dam Ph.D.'
    """
    found: dict[str, str] = {}
    for text in said:
        for name in _BETWEEN.split(_DEGREES.sub(" ", _BY.sub("", BAR.split(tidy(text))[0], count=1))):
            cut = name.removesuffix(outlet).strip(" -") if name != outlet else ""
            if _is_name(cut):
                found.setdefault(even(cut), cut)
    return "; ".join(found.values())


def _is_name(name: str) -> bool:
    """Whether it is a name of two to six words, each with a capital but for particles such as "van der"."""
    words = name.split()
    if len(name) > _LONGEST_NAME or not 1 < len(words) <= _MOST_WORDS or _NO_NAME.search(name):
        return False
    return words[-1][0].isupper() and all(word[0].isupper() or len(word) <= _PARTICLE for word in words)
