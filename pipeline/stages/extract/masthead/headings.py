"""The article's title: the heading that the page's other titles speak of, without the name of the site.

Without such a heading it is what JSON-LD, Open Graph or the window's title say, less the name of the site. A kicker
before the title goes if another statement stands without it.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.stages.extract.masthead.stated import BAR, WORD, Objects, Statement, even, first, tidy

_TITLES = ("og:title", "twitter:title", "title", "dc.title", "parsely-title", "sailthru.title")
_KICKER, _BEHIND = 3, 4  # words of a kicker at most, and of a title behind one at least


def title(tree: Any, about: Objects, metas: Mapping[str, str], outlet: str) -> Statement:
    """The title that the page states; nothing where it states none, or only one cut short."""
    window = tree.find(".//head/title")
    stated = [Statement(tidy(each.get("headline")), "json-ld") for each in about]
    stated += [Statement(tidy(metas.get(key)), "meta") for key in _TITLES]
    stated.append(Statement(tidy(window.text_content()) if window is not None else "", "markup"))
    stated = [Statement(_without_site(each.value, outlet), each.place) for each in stated if each.value]
    heading = _heading(tree, stated)
    for each in stated:
        if heading and each.value and heading != each.value and _is_kicker(heading, each.value):
            return each
    return Statement(heading, "heading") if heading else first(each for each in stated if not _cut(each.value))


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


def _without_site(said: str, outlet: str) -> str:
    """A title less what names the site before or behind it."""
    parts = BAR.split(said)
    name = "".join(WORD.findall(even(outlet)))
    if len(parts) > 1 and name:
        bars = BAR.findall(said)
        for end, rest in (
            (parts[-1], said[: said.rindex(bars[-1])]),
            (parts[0], said[len(parts[0]) + len(bars[0]) :]),
        ):
            of_site = "".join(WORD.findall(even(end)))
            if of_site and (of_site in name or name in of_site) and len(rest.split()) > 1:
                return rest.strip()
    return said
