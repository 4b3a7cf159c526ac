"""The article's title: the heading that the page's other titles speak of, without the name of the site.

1. A heading that another title says word for word, be it before or behind the name of the site, one that
   a title begins with before others, a main heading before others, the longest first.
2. Else the main heading that shares most words with the other titles.
3. Else what JSON-LD, Open Graph or the window's title say, less the name of the site.

A kicker before the title goes if another statement stands without it.
"""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from pipeline.stages.extract.page_metadata.statements import BAR, WORD, Sheet, Statement, even, first, tidy

_TITLES = ("og:title", "twitter:title", "title", "dc.title", "parsely-title", "sailthru.title")
_HEADINGS = frozenset(("h1", "h2", "h3"))
_NAME = 4  # letters
_KICKER, _BEHIND = 3, 4  # words of a kicker at most, and of a title behind one at least


def title(page: Sheet) -> Statement:
    """The title that the page states; nothing where it states none, or only one cut short."""
    window = page.tree.find(".//head/title")
    stated = [Statement(tidy(each.get("headline")), "json-ld") for each in page.about]
    stated += [Statement(tidy(page.metas.get(key)), "meta") for key in _TITLES]
    stated.append(Statement(tidy(window.text_content()) if window is not None else "", "markup"))
    said = _said_too(page, stated)
    if said:
        return Statement(said, "heading")
    sites = (page.outlet, _label(page.url))
    stated = [Statement(_without_site(each.value, sites), each.place) for each in stated if each.value]
    heading = _without_site(_heading(page.tree, stated), sites)
    for each in stated:
        if heading and each.value and heading != each.value and _is_kicker(heading, each.value):
            return each
    return Statement(heading, "heading") if heading else first(each for each in stated if not _cut(each.value))


def _said_too(page: Sheet, stated: Sequence[Statement]) -> str:
    """The heading that a title says word for word, whole or up to what parts it from the site's name; see above."""
    titles = [[even(each.value), *BAR.split(even(each.value))] for each in stated]
    parts = {part for title in titles for part in title if len(part.split()) > 1} - {even(page.outlet)}
    begin = {title[at] for title in titles for at in (0, 1)}
    said = [block for block in page.blocks if block.box.tag in _HEADINGS and even(block.text) in parts]
    best = max(
        said, key=lambda block: (even(block.text) in begin, block.box.tag == "h1", len(block.text)), default=None
    )
    return best.text if best else ""


def _label(url: str) -> str:
    """The word by which a host is known, if it is long enough to be a name.

    >>> _label("https://www.planet.example/a")
    'planet'
    """
    longest = max((urlsplit(url).hostname or "").split(".")[:-1], key=len, default="")
    return longest if len(longest) >= _NAME else ""


def _cut(said: str) -> bool:
    return said.endswith(("...", "\N{HORIZONTAL ELLIPSIS}"))


def _is_kicker(heading: str, said: str) -> bool:
    """Whether the heading is the title with a word or two of something else before it."""
    extra = heading[: -len(said)] if even(heading).endswith(even(said)) else ""
    return 0 < len(extra.split()) <= _KICKER and len(said.split()) >= _BEHIND


def _heading(tree: Any, stated: Sequence[Statement]) -> str:
    """The main heading that shares most words with the page's other titles, at least half of its own; else nothing.

    The only heading of a page without other titles is taken as it is.
    """
    headings = [tidy(heading.text_content()) for heading in tree.iter("h1")]
    said = {word for each in stated for word in WORD.findall(even(each.value))}
    if not said:
        return headings[0] if len(headings) == 1 else ""
    best, most = "", 1
    for heading in headings:
        words = WORD.findall(even(heading))
        shared = sum(word in said for word in words)
        if shared > most and shared * 2 >= len(words):
            best, most = heading, shared
    return best


def _without_site(said: str, sites: Sequence[str]) -> str:
    """A title less what names one of the sites before or behind it."""
    for name in filter(None, ("".join(WORD.findall(even(site))) for site in sites)):
        said = _without(said, name)
    return said


def _without(said: str, name: str) -> str:
    parts = BAR.split(said)
    if len(parts) > 1:
        bars = BAR.findall(said)
        for end, rest in (
            (parts[-1], said[: said.rindex(bars[-1])]),
            (parts[0], said[len(parts[0]) + len(bars[0]) :]),
        ):
            of_site = "".join(WORD.findall(even(end)))
            if of_site and (of_site in name or name in of_site) and len(rest.split()) > 1:
                return rest.strip()
    return said
