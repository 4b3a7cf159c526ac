"""What masthead's rooms share: a statement and where it stands, and how values out of markup are read."""

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from typing import Any, NamedTuple

from pipeline.line_classifier.html_blocks import Block

Objects = Sequence[Mapping[str, Any]]
"""The objects of a page's JSON-LD."""


class Statement(NamedTuple):
    """A value and where it stands: ``json-ld``, ``meta``, ``heading``, ``markup``; both empty where nothing does."""

    value: str = ""
    place: str = ""


class Words(NamedTuple):
    """What the config knows of names, in lower case: what opens a byline, words of roles, words of houses."""

    openings: tuple[str, ...] = ("by",)
    roles: frozenset[str] = frozenset()
    houses: frozenset[str] = frozenset()


class Sheet(NamedTuple):
    """A page as the rooms of the masthead read it.

    ``objects`` are those of its JSON-LD, ``about`` the ones that speak of an article, ``metas`` its meta elements by
    name, ``blocks`` its text; ``outlet`` is the site, ``url`` the page, ``language`` the tag it declares.
    """

    tree: Any
    objects: Objects
    about: Objects
    metas: Mapping[str, str]
    blocks: Sequence[Block]
    outlet: str = ""
    url: str = ""
    language: str = ""
    words: Words = Words()

    def headline(self, title: str) -> int | None:
        """The place of the headline among the blocks: what says the title, else the only main heading."""
        wanted = even(title)
        alike = ((at, block) for at, block in enumerate(self.blocks) if abs(len(block.text) - len(title)) <= _FOLDED)
        said = [at for at, block in alike if title and even(block.text) == wanted]
        main = [at for at, block in enumerate(self.blocks) if block.box.tag == "h1"]
        return said[0] if said else main[0] if len(main) == 1 else None

    def below(self, title: str, size: int) -> list[Block]:
        """The short blocks below the headline, up to the first that is running text."""
        at = self.headline(title)
        return [] if at is None else list(takewhile(_is_short, self.blocks[at + 1 : at + 1 + size]))


_FOLDED = 5  # characters by which a text may grow or shrink when its case is folded
_PROSE = 250  # characters of text that ends the masthead


def _is_short(block: Block) -> bool:
    return len(block.text) <= _PROSE


WORD = re.compile(r"\w+")
_SPACE = re.compile(r"\s+")
_CURLS = str.maketrans(
    "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT DOUBLE QUOTATION MARK}"
    "\N{RIGHT DOUBLE QUOTATION MARK}",
    "''\"\"",
)
_SIGNS = "|:\N{EN DASH}\N{EM DASH}\N{MIDDLE DOT}\N{BULLET}\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}-"
BAR = re.compile(rf"\s+(?:[{_SIGNS}]|::)\s+")
"""What stands between a title or a name and the name of a site."""


def first(found: Iterable[Statement]) -> Statement:
    """The first statement that says anything."""
    return next((each for each in found if each.value), Statement())


def tidy(text: Any) -> str:
    """A string on one line with character references resolved; empty for anything that is no string."""
    return _SPACE.sub(" ", html.unescape(text)).strip() if isinstance(text, str) else ""


def even(text: str) -> str:
    """A text as two printings of it compare: straight quotes, lower case."""
    return text.translate(_CURLS).casefold()


def strings(value: Any) -> list[str]:
    """The strings among a value or a list of values."""
    return [each for each in listed(value) if isinstance(each, str)]


def listed(value: Any) -> list[Any]:
    """A list as it is; any other value as a list of one."""
    return value if isinstance(value, list) else [value]


_KEYS = ("property", "name", "itemprop")


def meta(tree: Any) -> dict[str, str]:
    """The page's meta elements by property, name or itemprop, and its language; in lower case, the first of each."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        key, content = next(filter(None, map(element.get, _KEYS)), None), element.get("content")
        if (element.get("http-equiv") or "").lower() == "content-language":  # of the others, "date" is of today
            key = "content-language"
        if key and content:
            found.setdefault(key.lower(), content.strip())
    return found
