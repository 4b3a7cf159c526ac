"""An HTML page: parsed once, and the article in it as blocks of plain Markdown."""

import re
from collections.abc import Iterator
from typing import Any

_LONG_TAG = re.compile(r"<([a-zA-Z][\w:-]*)[^<>]{20000,}>")
_LONG = (
    20_000  # characters of one tag past which its attributes are dropped: a parser takes minutes over 100,000 of them
)
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_LEAD = re.compile(r"\A\s*(?:<\?xml[^>]{0,200}\?>)?(?:\s|<!--.{0,2000}?-->)*", re.DOTALL)
_OPENS = re.compile(
    r"<(?:!doctype\s+html|html|head|body|div|article|section|main|p|h[1-6]|meta|title|table|ul|ol|script|frameset)\b",
    re.IGNORECASE,
)
_CLOSES = re.compile(r"</(?:p|div|span|a|h[1-6]|li|ul|ol|td|tr|table|section|article|body|html)\s*>", re.IGNORECASE)
_ENOUGH_TAGS = 6
_SPACE = re.compile(r"\s+")
_BLOCKS = frozenset({"p", "head", "quote", "list", "item", "table", "row", "div", "body", "code"})


def is_html(page: str) -> bool:
    """Whether the content, not the name, says HTML: it begins with a tag of a page, or is strewn with closing tags.

    >>> is_html("<!DOCTYPE html><html><body><p>Hi</p></body></html>")
    True
    >>> is_html("Write <b>bold</b> in bold and close with </b>.")
    False
    """
    lead = _LEAD.match(page)
    if _OPENS.match(page, lead.end() if lead else 0):
        return True
    closing = sum(1 for _, _ in zip(range(_ENOUGH_TAGS), _CLOSES.finditer(page), strict=False))
    return closing == _ENOUGH_TAGS and page.count("</") * 400 > len(page)


def parse(page: str) -> Any:
    """The page as a tree, or None where there is no page in it. Bounded in time whatever the attributes."""
    import lxml.html
    from lxml.etree import ParserError

    if max(map(len, page.split("<"))) > _LONG:
        page = _LONG_TAG.sub(r"<\1>", page)
    page = _CONTROL.sub("", page)
    lead = re.match(r"\s*<\?xml[^>]{0,200}\?>", page)
    try:
        tree = lxml.html.document_fromstring(page[lead.end() :] if lead else page, parser=_parser())
    except ParserError:
        return None
    return tree


def _parser() -> Any:
    from trafilatura.utils import HTML_PARSER

    return HTML_PARSER


def render(body: Any) -> str:
    """The article trafilatura found, as Markdown: blocks split by a blank line, items of a list by a line end.

    Empty where ``body`` is None: trafilatura found nothing.
    """
    text, last = "", ""
    for mark, block in _blocks(body, "") if body is not None else ():
        text += ("\n" if mark == last == "- " else "\n\n") + block if text else block
        last = mark
    return text


_MARKS = {"head": "## ", "item": "- ", "quote": "> "}


def _blocks(element: Any, mark: str) -> Iterator[tuple[str, str]]:
    """Each block below an element as (mark, marked text), in reading order."""
    mark = _MARKS.get(element.tag, mark)
    if element.tag == "row":
        cells = [_SPACE.sub(" ", "".join(cell.itertext())).strip() for cell in element]
        yield "row", " | ".join(filter(None, cells))
        return
    open_text: list[str] = [element.text or ""]
    for child in element:
        if child.tag in _BLOCKS:
            yield from _lines(mark, open_text)
            yield from _blocks(child, mark)
            open_text = [child.tail or ""]
        elif child.tag == "lb":
            yield from _lines(mark, open_text)
            open_text = [child.tail or ""]
        else:
            open_text += "".join(child.itertext()), child.tail or ""
    yield from _lines(mark, open_text)


def _lines(mark: str, pieces: list[str]) -> Iterator[tuple[str, str]]:
    text = _SPACE.sub(" ", "".join(pieces)).strip()
    if text:
        yield mark, mark + text


def visible(tree: Any) -> str:
    """All text of a page that is not script or style, on one line."""
    return _SPACE.sub(" ", " ".join(tree.xpath("//body//text()[not(ancestor::script or ancestor::style)]"))).strip()


_ENOUGH_TEXT = 200


def shell(tree: Any) -> str:
    """Why a page has no article: "frames", "scripts", or "no-article" when it is simply something else."""
    little = len(visible(tree)) < _ENOUGH_TEXT
    if tree.find(".//frameset") is not None or (little and tree.find(".//iframe") is not None):
        return "frames"
    return "scripts" if little and tree.find(".//script") is not None else "no-article"
