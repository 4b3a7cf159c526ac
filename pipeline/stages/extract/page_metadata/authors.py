"""Who wrote the article: persons, one by one, from JSON-LD, meta elements, or what is marked up as the author's.

No links, no addresses, no "By", nobody twice, and not the outlet itself.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any
from urllib.parse import urlsplit

from pipeline.line_classifier.html_blocks import Block
from pipeline.stages.extract.page_metadata import written_dates
from pipeline.stages.extract.page_metadata.statements import (
    BAR,
    Objects,
    Sheet,
    Statement,
    Words,
    even,
    first,
    listed,
    strings,
    tidy,
)

_BETWEEN = re.compile(r"\s*(?:,|;|\band\b|&)\s*")
_BY = re.compile(r"^\s*(?:(?:[a-z]+\s+)?by[:\s]\s*|(?:author|from):?\s+)", re.IGNORECASE)
_GLUED = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NO_NAME = re.compile(r"/|www\.|@|\d|[<>{}\[\]=]|\.(?:com|org|net)\b", re.IGNORECASE)
_DEGREES = re.compile(r",\s*(?=(?:Ph\.?\s?D|M\.?D|J\.?D|M\.?A|M\.?S|R\.?D|R\.?N|Jr|Sr|I{2,3}|Esq)\b)")
_AFTER_NAMES = re.compile(r"\d|\s[|\N{BULLET}\N{MIDDLE DOT}]\s")
_CALLED_SO = re.compile(r"byline|author|writer", re.IGNORECASE)
_BELOW, _SPELT = 10, 3  # blocks below the headline; letters of a word that is no initials
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


def persons(page: Sheet, title: str) -> Statement:
    """The authors that the page states, joined by "; ", and where it does. ``title`` is its headline.

    1. Persons in JSON-LD or a meta element; of two statements the one that names all of the other's and more. If the
       byline below the headline names only some of them, and nothing there names the others, they alone wrote.
    2. Else that byline; else what is marked up as the author; else a line below the headline that is called one.
    3. Else a house that JSON-LD or a meta element names, if it isn't the outlet itself; or a person in JSON-LD for whom
       the outlet is named, as one's own blog is.
    """
    below = page.below(title, _BELOW)
    byline = first(_bylines(page, below))
    stated = [each for each in _stated(page) if each.value]
    if stated:
        best = max(stated, key=lambda each: _is_more(each, stated[0]))
        return _heard(best, byline, below)
    return first((byline, *_marked(page), *_called(page, below), *_stated(page, houses=True), _namesake(page)))


def _is_more(each: Statement, one: Statement) -> int:
    """How many more persons a statement names than another all of whose persons it names."""
    said, others = (set(known.value.split("; ")) for known in (each, one))
    return len(said) - len(others) if said > others else 0


def _heard(best: Statement, byline: Statement, below: Sequence[Block]) -> Statement:
    known, heard = (set(said.value.split("; ")) for said in (best, byline))
    unheard = any(name in block.text for name in known - heard for block in below)
    return Statement(byline.value, best.place) if byline.value and heard < known and not unheard else best


def _stated(page: Sheet, *, houses: bool = False) -> Iterator[Statement]:
    for each in page.about:
        named = _named(each.get("author"), page.objects)
        yield Statement(names(named, page.words, besides=_sites(page), houses=houses, fewest=1), "json-ld")
    for key in _AUTHORS:
        said = [page.metas.get(key, "")]
        yield Statement(names(said, page.words, besides=_sites(page), houses=houses), "meta")


def _namesake(page: Sheet) -> Statement:
    said = (name for each in page.about for name in _named(each.get("author"), page.objects, typed=True))
    return Statement(names(said, page.words), "json-ld")


def _bylines(page: Sheet, below: Iterable[Block]) -> Iterator[Statement]:
    """The lines below the headline that begin like a byline."""
    opened = _opening(page.words.openings)
    for block in below:
        if len(block.text) <= _LONGEST_BYLINE and (found := opened.match(block.text)):
            yield Statement(_printed(block.text[found.end() :], page), "printed")


def _called(page: Sheet, below: Iterable[Block]) -> Iterator[Statement]:
    """The lines below the headline that stand in a box called a byline."""
    for block in below:
        if len(block.text) <= _LONGEST_BYLINE and _CALLED_SO.search(block.box.names):
            yield Statement(_printed(block.text, page), "printed")


def _printed(text: str, page: Sheet) -> str:
    text = _AFTER_NAMES.split(text[: written_dates.start(text)])[0]
    return names([text], page.words, besides=_sites(page))


def _marked(page: Sheet) -> Iterator[Statement]:
    for path in (_MARKED_UP, _CALLED):
        for element in page.tree.xpath(path)[:3]:
            yield Statement(_printed(" ".join(element.itertext())[:_LONGEST_BYLINE], page), "markup")


def _named(value: Any, objects: Objects, *, typed: bool = False) -> Iterator[str]:
    """The names in an ``author`` of JSON-LD: those of persons, where it tells them from organizations or must."""
    for each in listed(value):
        if isinstance(each, dict):
            known = each if each.get("name") else _identified(each.get("@id"), objects)
            kind = " ".join(strings(known.get("@type")))
            if "Person" in kind if typed else "Organization" not in kind:
                yield from strings(known.get("name"))
        elif isinstance(each, str) and not typed:
            yield each


def _identified(name: Any, objects: Objects) -> Mapping[str, Any]:
    return next((each for each in objects if name and each.get("@id") == name and each.get("name")), {})


def _sites(page: Sheet) -> tuple[str, ...]:
    """What the site is called: as its outlet, and by its host."""
    host = urlsplit(page.url).hostname or ""
    return page.outlet, host.removeprefix("www.")


def names(
    said: Iterable[str], words: Words, *, besides: Sequence[str] = (), houses: bool = False, fewest: int = 2
) -> str:
    """The persons that bylines name, in their order, each once, joined by "; "; no site that is named ``besides``.

    A name ends before the first word of a role. One with a word of a house is a house: with ``houses`` those are looked
    for, and no persons. A name has at least ``fewest`` words; of one word it has more than three letters.

    >>> words = Words(roles=frozenset({"senior"}), houses=frozenset({"staff"}))
    >>> names(["By Ann Lee Senior Reporter and Bo van Dam, Ph.D.", "ann lee", "Planet Staff"], words)
    'Ann Lee; Bo van Dam Ph.D.'
    >>> names(["By Ann Lee", "Planet Staff"], words, houses=True)
    'Planet Staff'
    """
    found: dict[str, str] = {}
    for text in said:
        for name in _BETWEEN.split(_DEGREES.sub(" ", _BY.sub("", BAR.split(tidy(text))[0], count=1))):
            bare = name.removesuffix(besides[0] if besides else "").strip(" -")
            cut = bare if houses else _ordinary(_person(bare, words.roles))
            least = fewest if cut == bare else max(fewest, 2)
            if _is_house(cut, words) is houses and _is_name(cut, least) and not _is_site(cut, besides, words):
                found.setdefault(even(cut), cut)
    return "; ".join(found.values())


@lru_cache(maxsize=16)
def _opening(openings: tuple[str, ...]) -> re.Pattern[str]:
    """What opens a byline: its word and a blank or a colon; before "by", also what was done by somebody."""
    said = "|".join(re.escape(word) for word in sorted(openings, key=len, reverse=True))
    return re.compile(rf"(?:[a-z]+\s+)?by[:\s]\s*|(?:{said})[:\s]\s*", re.IGNORECASE)


def _person(name: str, roles: Collection[str]) -> str:
    """A name up to the first word of a role or a button, be it glued to the name."""
    kept: list[str] = []
    for word in _GLUED.sub(" ", name).split() if _is_glued(name, roles) else name.split():
        if _bare(word) in roles:
            break
        kept.append(word)
    return " ".join(kept)


def _is_glued(name: str, roles: Collection[str]) -> bool:
    return any(_bare(part) in roles for word in name.split() for part in _GLUED.split(word)[1:])


def _bare(word: str) -> str:
    return word.casefold().strip(".,:")


def _is_house(name: str, words: Words) -> bool:
    return name.startswith("The ") or any(_bare(word) in words.houses for word in name.split())


def _is_site(name: str, besides: Iterable[str], words: Words) -> bool:
    """Whether a name is the site's, or says nothing more: "Planet Staff" in the Daily Planet."""
    sites = [even(site) for site in besides if site]
    own = [_bare(word) for word in name.split() if _bare(word) not in words.houses | words.roles | {"the"}]
    return not own or (
        (len(own) < len(name.split()) or len(own) == 1) and any(all(word in site for word in own) for site in sites)
    )


def _ordinary(name: str) -> str:
    """A name that is printed in capitals as names are written.

    >>> _ordinary("ANN O'BRIEN-LEE"), _ordinary("AJ LEE")
    ("Ann O'Brien-Lee", 'AJ LEE')
    """
    words = name.split()
    return name.title() if name.isupper() and all(len(word) >= _SPELT for word in words) else name


def _is_name(name: str, fewest: int) -> bool:
    """Whether it is a name of one to six words, each with a capital but for particles such as "van der"."""
    words = name.split()
    if len(name) > _LONGEST_NAME or not fewest <= len(words) <= _MOST_WORDS or _NO_NAME.search(name):
        return False
    if len(words) == 1:
        return name[0].isupper() and len(name) > _SPELT
    return words[-1][0].isupper() and all(word[0].isupper() or len(word) <= _PARTICLE for word in words)
