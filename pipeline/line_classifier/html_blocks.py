"""The text of an HTML page in reading order, block by block, each with its markup."""

from dataclasses import dataclass
from typing import Any

_NOT_TEXT = frozenset(str.split("script style noscript template head select option datalist textarea iframe object"))
_MEDIA = frozenset(str.split("svg canvas video audio math button input picture map progress meter dialog"))
"""Not text either, but for those with a paragraph: a button that was never closed may contain the whole page."""
_INLINE = frozenset(
    str.split(
        "a abbr acronym b bdi bdo big center cite code data del dfn em font i img ins kbd label mark nobr q rb rp rt "
        "rtc ruby s samp small span strike strong sub sup time tt u var wbr"
    )
)
_BREAKS = frozenset(("br", "hr"))
_NAME_ATTRIBUTES = frozenset(("class", "id", "itemprop", "role", "data-testid", "data-component"))


_STRUCTURAL = frozenset(
    str.split(
        "nav aside footer header figure figcaption form article main table blockquote ul ol dl li address details"
    )
)


class Box:
    """A block-level element: its tag, its class, id and role names, its parent (None for the body).

    ``ancestor_tags`` are the structural tags of the element and its ancestors; ``hidden`` says that it is not displayed
    at first.
    """

    __slots__ = ("ancestor_tags", "depth", "hidden", "names", "parent", "tag")

    ancestor_tags: frozenset[str]

    def __init__(self, element: Any, tag: str, parent: "Box | None") -> None:
        self.tag, self.parent = tag, parent
        self.depth: int = parent.depth + 1 if parent else 0
        outer: frozenset[str] = parent.ancestor_tags if parent else frozenset()
        self.ancestor_tags = outer | {tag} if tag in _STRUCTURAL and tag not in outer else outer
        self.hidden: bool = parent.hidden if parent else False
        names = []
        for key, value in element.items():
            if key in _NAME_ATTRIBUTES:
                names.append(value)
            elif key == "hidden" or (key == "style" and _is_hidden(value)):
                self.hidden = True
        self.names = " ".join(names) if names else ""


def _is_hidden(style: str) -> bool:
    return "display" in style and "display:none" in style.replace(" ", "")


@dataclass(slots=True)
class Block:
    """Text without a break. ``linked``, ``bold`` and ``italic`` are numbers of characters with that markup."""

    text: str
    box: Box
    links: int
    linked: int
    bold: int
    italic: int


_LINKED, _BOLD, _ITALIC = 1, 2, 4
_STYLES = {"a": _LINKED, "b": _BOLD, "strong": _BOLD, "i": _ITALIC, "em": _ITALIC}


def blocks_of(tree: Any) -> list[Block]:
    """Return the blocks of a page in reading order, with single spaces, none empty, without invisible elements."""
    body = tree.find("body")
    body = tree if body is None else body
    walk = _Walk()
    walk.read(body, Box(body, body.tag, None), 0)
    walk.close(Box(body, body.tag, None))
    return walk.blocks


class _Walk:
    """The blocks read so far, and the one that is still open."""

    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.pieces: list[str] = []
        self.links = self.linked = self.bold = self.italic = 0

    def read(self, element: Any, box: Box, styles: int) -> None:
        """Read an element. ``box`` is its block-level element; ``styles`` are inherited."""
        if text := element.text:
            self.add(text, styles)
        for child in element:
            tag = child.tag
            if tag in _INLINE:
                self.links += tag == "a"
                self.read(child, box, styles | _STYLES.get(tag, 0))
            elif tag in _BREAKS:
                self.close(box)
            elif isinstance(tag, str) and not (tag in _NOT_TEXT or (tag in _MEDIA and child.find(".//p") is None)):
                if self.pieces:
                    self.close(box)
                inner = Box(child, tag, box)
                self.read(child, inner, styles)
                if self.pieces:
                    self.close(inner)
            if text := child.tail:
                self.add(text, styles)

    def add(self, text: str, styles: int) -> None:
        """Add text to the open block."""
        self.pieces.append(text)
        if styles:
            size = len(text.strip())
            self.linked += size if styles & _LINKED else 0
            self.bold += size if styles & _BOLD else 0
            self.italic += size if styles & _ITALIC else 0

    def close(self, box: Box) -> None:
        """Close the open block, if it has text."""
        if self.pieces:
            text = " ".join("".join(self.pieces).split())
            self.pieces.clear()
            if text:
                self.blocks.append(Block(text, box, self.links, self.linked, self.bold, self.italic))
                self.links = self.linked = self.bold = self.italic = 0
