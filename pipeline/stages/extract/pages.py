"""A page of HTML: parsed once, read block by block, and told apart from what only looks like one."""

import logging
import re
from typing import Any, NamedTuple

from pipeline import lines
from pipeline.lines import blocks
from pipeline.lines.blocks import Block
from pipeline.stages.extract import jsonld, markdown, masthead
from pipeline.stages.extract.masthead import Masthead, Statement

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
_ONLY_A_YEAR = "-01-01"  # how htmldate spells a year without a day
_DATES = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}
"""What htmldate may do: no guess from running text, and no look at the clock, which would change a page's day."""


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


_MANY, _WIDEST = 500, 5_000  # siblings


class Page(NamedTuple):
    """A page read: its blocks, what it says of itself, its article by JSON-LD, and trafilatura's guess at it."""

    blocks: list[Block]
    masthead: Masthead
    stated: str
    guess: str

    def article(self, unsure: float) -> tuple[str, str]:
        """The article as Markdown, and who says so: ``model``, ``json-ld`` or ``trafilatura``.

        The line model decides, block by block, at the threshold ``unsure``. Where what it leaves is a fragment of the
        body that the page states, or of what trafilatura found, it has not understood the page, and the other is right.
        """
        scores = lines.marked(self.blocks, self.said())
        kept = markdown.of(block for block, score in zip(self.blocks, scores, strict=True) if score < unsure)
        size = len(kept.split())
        if size * _FRAGMENT < len(self.stated.split()):
            return "\n\n".join(line for each in self.stated.split("\n") if (line := " ".join(each.split()))), "json-ld"
        if size * _FRAGMENT < len(self.guess.split()):
            return self.guess, "trafilatura"
        return kept, "model"

    def said(self) -> lines.Said:
        """What the line model wants to know beside the blocks."""
        kept = [line for line in self.guess.split("\n") if line]
        return lines.Said(self.masthead.title.value, self.masthead.description, self.stated, kept)


_FRAGMENT = 1.5
_NO_WORDS = masthead.Words()


class Stated(NamedTuple):
    """What a page says of itself: its masthead, the objects of its JSON-LD, and the blocks of its text."""

    masthead: Masthead
    objects: masthead.Objects
    blocks: list[Block]


def stated(tree: Any, words: masthead.Words = _NO_WORDS) -> Stated:
    """What the page of a tree says of itself; ``words`` are those of the config."""
    objects, text = jsonld.objects(tree), blocks.of(tree)
    return Stated(masthead.of(tree, objects, text, words), objects, text)


def stripped(tree: Any, said: Stated) -> Stated:
    """The same of a tree of which something has been taken out since."""
    return said._replace(blocks=blocks.of(tree))


def read(tree: Any) -> Page:
    """The page of a tree."""
    return guessed(tree, stated(tree))


def guessed(tree: Any, said: Stated, words: masthead.Words = _NO_WORDS) -> Page:
    """The page. Trafilatura is asked once, and about the masthead only if the page leaves a part unsaid.

    It is not asked about a page of which one element holds thousands: it takes the square of their number.
    """
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)  # what it rejects is told as a document set aside
    head = said.masthead
    unsaid = not all(said.value for said in (head.title, head.author, head.date, head.outlet, head.url))
    wide = any(len(element) > _WIDEST for element in tree.iter())
    found: Any = None
    if not wide:
        found = trafilatura.bare_extraction(
            tree, include_comments=False, with_metadata=unsaid, date_extraction_params=_DATES
        )
    guess = "" if found is None else markdown.of_guess(found.body)
    head = _completed(head, found, words) if found is not None and unsaid else head
    return Page(said.blocks, head, jsonld.body(said.objects), guess)


def _completed(head: Masthead, found: Any, words: masthead.Words) -> Masthead:
    """The masthead with what trafilatura knows where the page itself says nothing."""
    author = masthead.names((found.author or "").split(";"), words, besides=(head.outlet.value,))
    return head._replace(
        title=_stated(head.title, found.title),
        author=_stated(head.author, author),
        date=_stated(head.date, "" if (found.date or "").endswith(_ONLY_A_YEAR) else found.date),
        outlet=_stated(head.outlet, found.sitename),
        url=_stated(head.url, found.url),
    )


def _stated(said: Statement, guessed: str | None) -> Statement:
    return Statement(guessed, "trafilatura") if guessed and not said.value else said


def shell(tree: Any, text: str) -> str:
    """Why a page with so little visible text has no article: "frames", "scripts"; "no-article" if it has much."""
    little = len(text) < _ENOUGH_TEXT
    if tree.find(".//frameset") is not None or (little and tree.find(".//iframe") is not None):
        return "frames"
    return "scripts" if little and tree.find(".//script") is not None else "no-article"


_ENOUGH_TEXT = 200
