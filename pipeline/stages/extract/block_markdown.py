"""Blocks of a page as canonical Markdown: headings, lists, quotes and table rows keep their form."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Any

from pipeline.line_classifier.html_blocks import Block, Box

_HEADINGS = frozenset(("h1", "h2", "h3", "h4", "h5", "h6"))
_LISTS = frozenset(("ul", "ol", "menu", "li"))
_CELLS = frozenset(("td", "th"))
_MAX_CELL = 200  # characters; a table with longer cells is used for layout


def render_blocks(blocks: Iterable[Block]) -> str:
    """Return the text: an empty line between two blocks, a line end between two items of one list.

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
    last_list: Box | None = None
    for mark, line, box in _lines(blocks):
        parent = _outermost_list(box) if mark == "- " else None
        same_list = parent is not None and parent is last_list
        text += ("\n" if same_list else "\n\n" if text else "") + mark + line
        last_list = parent
    return text


def _outermost_list(item: Box) -> Box | None:
    """Return the list that an item and all lists around it are in."""
    found: Box | None = None
    above = item.parent
    while above is not None and above.tag in _LISTS:
        found, above = (above if above.tag != "li" else found), above.parent
    return found


def _lines(blocks: Iterable[Block]) -> Iterator[tuple[str, str, Box]]:
    """Yield each line as its Markdown prefix, its text, and the element that gives it the prefix."""
    for row, group in groupby(blocks, key=lambda block: _nearest(block.box, frozenset(("tr",)))):
        members = list(group)
        if row is not None and _is_data_row(members):
            yield "", " | ".join(block.text for block in members), row
        else:
            yield from _prefixed(members)


def _is_data_row(members: list[Block]) -> bool:
    """Tell whether the blocks of a table row are its cells, one block each, and short."""
    cells = {id(_nearest(block.box, _CELLS)) for block in members}
    return len(cells) == len(members) and max(len(block.text) for block in members) <= _MAX_CELL


def _prefixed(blocks: Iterable[Block]) -> Iterator[tuple[str, str, Box]]:
    started: set[int] = set()
    for block in blocks:
        box, item = block.box, _nearest(block.box, frozenset(("li",)))
        if box.tag in _HEADINGS:
            yield "## ", block.text, box
        elif item is not None and id(item) not in started:
            started.add(id(item))
            yield "- ", block.text, item
        elif "blockquote" in box.ancestor_tags:
            yield "> ", block.text, box
        else:
            yield "", block.text, box


def _nearest(box: Box | None, tags: frozenset[str]) -> Box | None:
    """Return the box itself or the nearest one around it with one of the tags."""
    while box is not None and box.tag not in tags:
        box = box.parent
    return box


_TRAFILATURA_PREFIXES = {"head": "## ", "item": "- ", "quote": "> "}
_TRAFILATURA_BLOCKS = frozenset(("p", "head", "quote", "list", "item", "table", "row", "div", "body", "code"))


def render_trafilatura(body: Any) -> str:
    """Return the article of trafilatura's tree in the same form."""
    text, last = "", ""
    for mark, line in _trafilatura_lines(body, ""):
        text += ("\n" if mark == last == "- " else "\n\n" if text else "") + mark + line
        last = mark
    return text


def _trafilatura_lines(element: Any, mark: str) -> Iterator[tuple[str, str]]:
    """Yield each block below an element as its prefix and its text, in reading order."""
    if element.tag == "row":
        cells = (" ".join("".join(cell.itertext()).split()) for cell in element)
        yield from _one_line("", [" | ".join(filter(None, cells))])
        return
    mark = _TRAFILATURA_PREFIXES.get(element.tag, mark)
    pieces: list[str] = [element.text or ""]
    for child in element:
        if child.tag in _TRAFILATURA_BLOCKS or child.tag == "lb":
            yield from _one_line(mark, pieces)
            yield from _trafilatura_lines(child, mark) if child.tag != "lb" else ()
            pieces = [child.tail or ""]
        else:
            pieces += "".join(child.itertext()), child.tail or ""
    yield from _one_line(mark, pieces)


def _one_line(mark: str, pieces: list[str]) -> Iterator[tuple[str, str]]:
    text = " ".join("".join(pieces).split())
    if text:
        yield mark, text
