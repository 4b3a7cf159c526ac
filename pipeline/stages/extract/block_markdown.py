"""Blocks of a page as the Markdown of a clean document: headings, lists, quotes and rows of tables keep their form."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from pipeline.line_classifier.html_blocks import Block, Box

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LISTING = frozenset(("ul", "ol", "menu", "li"))
_CELLS = frozenset(("td", "th"))
_LONGEST_CELL = 200  # characters; a table with longer cells holds the page's layout and no data


def render_blocks(blocks: Iterable[Block]) -> str:
    """The text: a blank line between two blocks, a line end between two items of one list.

    >>> from lxml.html import fromstring
    >>> from pipeline.line_classifier.html_blocks import blocks_of
    >>> page = "<div><h2>Costs</h2><ul><li>One<ul><li>Half</li></ul></li><li>Two</li></ul><p>All.</p></div>"
    >>> print(render_blocks(blocks_of(fromstring(page))))
    ## Costs
    <BLANKLINE>
    - One
    - Half
    - Two
    <BLANKLINE>
    All.
    """
    text = ""
    last: Box | None = None
    for mark, line, box in _lines(blocks):
        parent = _outermost_list(box) if mark == "- " else None
        text += ("\n" if parent is not None and parent is last else "\n\n" if text else "") + mark + line
        last = parent
    return text


def _outermost_list(item: Box) -> Box | None:
    """The list in which an item stands, or in which the list of its list stands, and so on."""
    found: Box | None = None
    above = item.parent
    while above is not None and above.tag in _LISTING:
        found, above = (above if above.tag != "li" else found), above.parent
    return found


def _lines(blocks: Iterable[Block]) -> Iterator[tuple[str, str, Box]]:
    """Each line as its mark, its words, and the box that gave it the mark."""
    for row, group in groupby(blocks, key=lambda block: _nearest(block.box, frozenset(("tr",)))):
        members = list(group)
        if row is not None and _is_data(members):
            yield "", " | ".join(block.text for block in members), row
        else:
            yield from _marked(members)


def _is_data(members: list[Block]) -> bool:
    """Whether the blocks of a table's row are its cells, one block each, and short."""
    cells = {id(_nearest(block.box, _CELLS)) for block in members}
    return len(cells) == len(members) and max(len(block.text) for block in members) <= _LONGEST_CELL


def _marked(blocks: Iterable[Block]) -> Iterator[tuple[str, str, Box]]:
    begun: set[int] = set()
    for block in blocks:
        box, item = block.box, _nearest(block.box, frozenset(("li",)))
        if box.tag in _HEADINGS:
            yield "## ", block.text, box
        elif item is not None and id(item) not in begun:
            begun.add(id(item))
            yield "- ", block.text, item
        elif "blockquote" in box.ancestor_tags:
            yield "> ", block.text, box
        else:
            yield "", block.text, box


def _nearest(box: Box | None, tags: frozenset[str]) -> Box | None:
    """The box itself or the nearest around it that has one of the tags."""
    while box is not None and box.tag not in tags:
        box = box.parent
    return box


_GUESSED = {"head": "## ", "item": "- ", "quote": "> "}
_INNER = frozenset(("p", "head", "quote", "list", "item", "table", "row", "div", "body", "code"))


def render_trafilatura(body: Any) -> str:
    """The article as trafilatura's tree has it, in the same form."""
    text, last = "", ""
    for mark, line in _guessed(body, ""):
        text += ("\n" if mark == last == "- " else "\n\n" if text else "") + mark + line
        last = mark
    return text


def _guessed(element: Any, mark: str) -> Iterator[tuple[str, str]]:
    """Each block below an element as its mark and its words, in reading order."""
    if element.tag == "row":
        yield from _words(
            "", [" | ".join(filter(None, (" ".join("".join(cell.itertext()).split()) for cell in element)))]
        )
        return
    mark = _GUESSED.get(element.tag, mark)
    pieces: list[str] = [element.text or ""]
    for child in element:
        if child.tag in _INNER or child.tag == "lb":
            yield from _words(mark, pieces)
            yield from _guessed(child, mark) if child.tag != "lb" else ()
            pieces = [child.tail or ""]
        else:
            pieces += "".join(child.itertext()), child.tail or ""
    yield from _words(mark, pieces)


def _words(mark: str, pieces: list[str]) -> Iterator[tuple[str, str]]:
    text = " ".join("".join(pieces).split())
    if text:
        yield mark, text
