"""The element tree of a page: whether input is HTML, and a parser whose time is bounded for any input."""

import re
from functools import cache
from typing import Any

from pipeline.text.control_punctuation import restore_punctuation

_LONG_TAG = re.compile(r"<([a-zA-Z][\w:-]*+)\s([^<>]{1001,}+)>")
_ATTRIBUTE = re.compile(r"(?<![\w:-])[\w:-]++\s*+=")  # possessive: linear in long values
_MAX_TAG = 20_000  # characters; in a shorter tag attributes are counted
_MAX_ATTRIBUTES = 60  # of a tag; a parser needs minutes for 100,000 of them
_CONTROL_BYTES = bytes({*range(0x20)} - {*b"\t\n\r"})
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_XML_DECLARATION = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_PREAMBLE = re.compile(r"\A\s*(?:<\?xml[^>]{0,200}\?>)?(?:\s|<!--.{0,2000}?-->)*", re.DOTALL)
_FIRST_TAG = re.compile(
    r"<(?:!doctype\s+html|html|head|body|div|article|section|main|p|h[1-6]|meta|title|table|ul|ol|script|frameset)\b",
    re.IGNORECASE,
)
_CLOSING_TAG = re.compile(
    r"</(?:p|div|span|a|h[1-6]|li|ul|ol|td|tr|table|section|article|body|html)\s*>", re.IGNORECASE
)
_MIN_CLOSING_TAGS, _MAX_CHARACTERS_PER_TAG = 6, 400
_MIN_DIRECTORY = 500  # siblings that are a link and nothing else
_LITTLE_TEXT = 200  # characters


def is_html(page: str) -> bool:
    """Tell by content whether a page is HTML: it starts with an HTML tag, or has many closing tags.

    >>> is_html("<!DOCTYPE html><html><body><p>Hi</p></body></html>")
    True
    >>> is_html("Write <b>bold</b> in bold and close with </b>.")
    False
    """
    preamble = _PREAMBLE.match(page)
    if _FIRST_TAG.match(page, preamble.end() if preamble else 0):
        return True
    closing = sum(1 for _, _ in zip(range(_MIN_CLOSING_TAGS), _CLOSING_TAG.finditer(page), strict=False))
    return closing == _MIN_CLOSING_TAGS and page.count("</") * _MAX_CHARACTERS_PER_TAG > len(page)


def parse(page: str) -> Any:
    """Return the element tree, or None if the page is empty."""
    import lxml.html
    from lxml.etree import ParserError

    page = _without_controls(restore_punctuation(_limit_attributes(page)))
    declaration = _XML_DECLARATION.match(page)
    try:
        return lxml.html.document_fromstring(page[declaration.end() :] if declaration else page, parser=_parser())
    except ParserError:
        return None


def _without_controls(page: str) -> str:
    """Return the page without control characters; ``bytes.translate`` finds out first whether there are any."""
    encoded = page.encode("utf-8", "surrogatepass")
    return _CONTROL.sub("", page) if len(encoded.translate(None, _CONTROL_BYTES)) < len(encoded) else page


@cache
def _parser() -> Any:
    """Return trafilatura's parser with one element class for all tags: lxml.html looks it up in Python for each tag."""
    from lxml.etree import ElementDefaultClassLookup
    from lxml.html import HtmlElement, HTMLParser

    parser = HTMLParser(
        collect_ids=False, default_doctype=False, encoding="utf-8", remove_comments=True, remove_pis=True
    )
    parser.set_element_class_lookup(ElementDefaultClassLookup(element=HtmlElement))
    return parser


def count_elements(tree: Any) -> int:
    """Return the number of elements in a tree."""
    return int(tree.xpath("count(//*)"))


def has_wide_element(tree: Any, children: int) -> bool:
    """Tell whether an element has more than this number of children."""
    return bool(tree.xpath(f"boolean(//*[*[{children + 1}]])"))


def _limit_attributes(page: str) -> str:
    """Return the page without the attributes of tags that have more than any author writes."""
    return _LONG_TAG.sub(_limited_tag, page)


def _limited_tag(tag: re.Match[str]) -> str:
    too_many = len(tag[2]) > _MAX_TAG or sum(1 for _ in _ATTRIBUTE.finditer(tag[2])) > _MAX_ATTRIBUTES
    return f"<{tag[1]}>" if too_many else tag[0]


def drop_link_directories(tree: Any) -> None:
    """Remove hundreds of siblings that are a link and nothing else, which no article has.

    Every tool needs seconds for ten thousand links in such a list.
    """
    for parent in tree.xpath(f"//*[*[{_MIN_DIRECTORY + 1}]]"):
        links = [child for child in parent if _is_link(child)]
        for child in links if len(links) > _MIN_DIRECTORY else ():
            parent.remove(child)


def _is_link(element: Any) -> bool:
    """Tell whether an element is a link, or has only a link in it, without text in or after it."""
    if (element.tail or "").strip():
        return False
    only = element if element.tag == "a" else element[0] if len(element) == 1 and not _has_own_text(element) else None
    return only is not None and only.tag == "a"


def _has_own_text(element: Any) -> bool:
    return bool((element.text or "").strip() or (element[0].tail or "").strip())


def why_no_article(tree: Any, visible: str) -> str:
    """Return why a page with this visible text has no article: "frames", "scripts" or "no-article"."""
    little = len(visible) < _LITTLE_TEXT
    if tree.find(".//frameset") is not None or (little and tree.find(".//iframe") is not None):
        return "frames"
    return "scripts" if little and tree.find(".//script") is not None else "no-article"
