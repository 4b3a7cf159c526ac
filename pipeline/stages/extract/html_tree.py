"""The markup of a page before anyone reads it: whether it is HTML, and its tree, bounded whatever stands in it."""

import re
from typing import Any

_TAG = re.compile(r"([a-zA-Z][\w:-]*)\s([^<>]*)>")
_ATTRIBUTE = re.compile(r"[\w:-]+\s*=")
_LONG, _LONGEST = 1_000, 20_000  # characters of a tag whose attributes are counted, and that loses them all
_MOST = 60  # attributes of a tag: a parser takes minutes over 100,000 of them, and gigabytes over a million
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_XML = re.compile(r"\s*<\?xml[^>]{0,200}\?>")
_LEAD = re.compile(r"\A\s*(?:<\?xml[^>]{0,200}\?>)?(?:\s|<!--.{0,2000}?-->)*", re.DOTALL)
_OPENS = re.compile(
    r"<(?:!doctype\s+html|html|head|body|div|article|section|main|p|h[1-6]|meta|title|table|ul|ol|script|frameset)\b",
    re.IGNORECASE,
)
_CLOSES = re.compile(r"</(?:p|div|span|a|h[1-6]|li|ul|ol|td|tr|table|section|article|body|html)\s*>", re.IGNORECASE)
_ENOUGH_TAGS, _CHARACTERS_A_TAG = 6, 400
_MANY = 500  # siblings that are a link and nothing else
_ENOUGH_TEXT = 200  # characters


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
    return closing == _ENOUGH_TAGS and page.count("</") * _CHARACTERS_A_TAG > len(page)


def parse(page: str) -> Any:
    """The page as a tree, or None where there is no page in it. Bounded in time whatever the attributes."""
    import lxml.html
    from lxml.etree import ParserError
    from trafilatura.utils import HTML_PARSER

    page = _CONTROL.sub("", _without_many_attributes(page))
    declared = _XML.match(page)
    try:
        return lxml.html.document_fromstring(page[declared.end() :] if declared else page, parser=HTML_PARSER)
    except ParserError:
        return None


def _without_many_attributes(page: str) -> str:
    """The page in which no tag has more attributes than any author writes."""
    parts = page.split("<")
    if max(map(len, parts)) <= _LONG:
        return page
    return "<".join([_with_few(part) if len(part) > _LONG else part for part in parts])


def _with_few(part: str) -> str:
    tag = _TAG.match(part)
    if not tag or len(tag[2]) <= _LONG:
        return part
    many = len(tag[2]) > _LONGEST or sum(1 for _ in _ATTRIBUTE.finditer(tag[2])) > _MOST
    return f"{tag[1]}>{part[tag.end() :]}" if many else part


def drop_directories(tree: Any) -> None:
    """Takes out of the tree what has hundreds of siblings that all are a link and nothing else: no article has that.

    A page with such a list takes seconds for every ten thousand of its links, in every tool that reads it.
    """
    for parent in [each for each in tree.iter() if len(each) > _MANY]:
        links = [child for child in parent if _is_link(child)]
        for child in links if len(links) > _MANY else ():
            parent.remove(child)


def _is_link(element: Any) -> bool:
    """Whether an element is a link, or holds one alone; without text of its own or behind it."""
    if (element.tail or "").strip():
        return False
    only = element if element.tag == "a" else element[0] if len(element) == 1 and not _has_text(element) else None
    return only is not None and only.tag == "a"


def _has_text(element: Any) -> bool:
    return bool((element.text or "").strip() or (element[0].tail or "").strip())


def shell(tree: Any, text: str) -> str:
    """Why a page with so little visible text has no article: "frames", "scripts"; "no-article" if it has much."""
    little = len(text) < _ENOUGH_TEXT
    if tree.find(".//frameset") is not None or (little and tree.find(".//iframe") is not None):
        return "frames"
    return "scripts" if little and tree.find(".//script") is not None else "no-article"
