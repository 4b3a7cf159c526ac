"""The text of a page as a reader meets it: one block after the other, each with what the page's markup says of it."""

from dataclasses import dataclass
from typing import Any

_UNSEEN = frozenset(str.split("script style noscript template head select option datalist textarea iframe object"))
_PICTURES = frozenset(str.split("svg canvas video audio math button input picture map progress meter dialog"))
_INLINE = frozenset(
    str.split(
        "a abbr acronym b bdi bdo big center cite code data del dfn em font i img ins kbd label mark nobr q s samp "
        "small span strike strong sub sup time tt u var wbr"
    )
)
_BREAKS = frozenset(("br", "hr"))
_NAMING = frozenset(("class", "id", "itemprop", "role", "data-testid", "data-component"))


_TELLING = frozenset(
    str.split(
        "nav aside footer header figure figcaption form article main table blockquote ul ol dl li address details"
    )
)


class Box:
    """A block-level element: its tag, what its author called it, the box it stands in (None: the body's).

    ``inside`` are the telling tags it stands in, itself among them; ``hidden`` whether a reader sees it at first.
    """

    __slots__ = ("above", "depth", "hidden", "inside", "named", "tag")

    inside: frozenset[str]

    def __init__(self, element: Any, above: "Box | None") -> None:
        tag: str = element.tag
        self.tag, self.above = tag, above
        self.depth: int = above.depth + 1 if above else 0
        around: frozenset[str] = above.inside if above else frozenset()
        self.inside = around | {tag} if tag in _TELLING and tag not in around else around
        self.hidden: bool = above.hidden if above else False
        said = element.items()
        self.named = " ".join([value for key, value in said if key in _NAMING]) if said else ""
        if said and not self.hidden:
            self.hidden = any(key == "hidden" or (key == "style" and _unseen(value)) for key, value in said)


def _unseen(style: str) -> bool:
    return "display" in style and "display:none" in style.replace(" ", "")


def _is_unseen(element: Any) -> bool:
    """Whether nothing in it is text of the page; a button that was never closed may hold the whole page."""
    return element.tag in _UNSEEN or (element.tag in _PICTURES and element.find(".//p") is None)


@dataclass(slots=True)
class Block:
    """A stretch of text without a break in it. ``linked``, ``bold`` and ``slanted`` count its characters that are."""

    text: str
    box: Box
    links: int
    linked: int
    bold: int
    slanted: int


_LINKED, _BOLD, _SLANTED = 1, 2, 4
_STYLES = {"a": _LINKED, "b": _BOLD, "strong": _BOLD, "i": _SLANTED, "em": _SLANTED}


def blocks_of(tree: Any) -> list[Block]:
    """The blocks of a page in reading order, whitespace made single, none empty. What no reader sees is left out."""
    body = tree.find("body")
    body = tree if body is None else body
    walk = _Walk()
    walk.into(body, Box(body, None), 0)
    walk.close(Box(body, None))
    return walk.found


class _Walk:
    """The blocks found so far, and the one that is still open."""

    def __init__(self) -> None:
        self.found: list[Block] = []
        self.pieces: list[str] = []
        self.links = self.linked = self.bold = self.slanted = 0

    def into(self, element: Any, box: Box, styles: int) -> None:
        """Reads an element; ``box`` is the block-level element whose text it is, ``styles`` what it inherits."""
        self.add(element.text, styles)
        for child in element:
            tag = child.tag
            if tag in _INLINE:
                self.links += tag == "a"
                self.into(child, box, styles | _STYLES.get(tag, 0))
            elif tag in _BREAKS:
                self.close(box)
            elif isinstance(tag, str) and not _is_unseen(child):
                self.close(box)
                inner = Box(child, box)
                self.into(child, inner, styles)
                self.close(inner)
            self.add(child.tail, styles)

    def add(self, text: str | None, styles: int) -> None:
        """Adds characters to the open block."""
        if text:
            self.pieces.append(text)
            if styles:
                size = len(text.strip())
                self.linked += size if styles & _LINKED else 0
                self.bold += size if styles & _BOLD else 0
                self.slanted += size if styles & _SLANTED else 0

    def close(self, box: Box) -> None:
        """Ends the open block, if there is text in it."""
        if self.pieces:
            text = " ".join("".join(self.pieces).split())
            self.pieces.clear()
            if text:
                self.found.append(Block(text, box, self.links, self.linked, self.bold, self.slanted))
                self.links = self.linked = self.bold = self.slanted = 0
