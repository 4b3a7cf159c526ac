"""A page of HTML read: what it says of itself, and its article, block by block."""

import logging
from typing import Any, NamedTuple

from pipeline import line_classifier
from pipeline.line_classifier.html_blocks import Block, blocks_of
from pipeline.stages.extract import block_markdown, json_ld, page_metadata
from pipeline.stages.extract.page_metadata import PageMetadata, Statement

_ONLY_A_YEAR = "-01-01"  # how htmldate spells a year without a day
_DATES = {"original_date": True, "extensive_search": False, "max_date": "2100-01-01"}
"""What htmldate may do: no guess from running text, and no look at the clock, which would change a page's day."""


_WIDEST = 5_000  # siblings


class Page(NamedTuple):
    """A page read: its blocks, what it says of itself, its article by JSON-LD, and trafilatura's guess at it."""

    blocks: list[Block]
    masthead: PageMetadata
    stated: str
    guess: str

    def article(self, unsure: float) -> tuple[str, str]:
        """The article as Markdown, and who says so: ``model``, ``json-ld`` or ``trafilatura``.

        The line model decides, block by block, at the threshold ``unsure``. Where what it leaves is a fragment of the
        body that the page states, or of what trafilatura found, it has not understood the page, and the other is right.
        """
        scores = line_classifier.score_blocks(self.blocks, self.said())
        kept = block_markdown.render_blocks(
            block for block, score in zip(self.blocks, scores, strict=True) if score < unsure
        )
        size = len(kept.split())
        if size * _FRAGMENT < len(self.stated.split()):
            return "\n\n".join(line for each in self.stated.split("\n") if (line := " ".join(each.split()))), "json-ld"
        if size * _FRAGMENT < len(self.guess.split()):
            return self.guess, "trafilatura"
        return kept, "model"

    def said(self) -> line_classifier.PageContext:
        """What the line model wants to know beside the blocks."""
        kept = [line for line in self.guess.split("\n") if line]
        return line_classifier.PageContext(self.masthead.title.value, self.masthead.description, self.stated, kept)


_FRAGMENT = 1.5
_NO_WORDS = page_metadata.Words()


class Stated(NamedTuple):
    """What a page says of itself: its masthead, the objects of its JSON-LD, and the blocks of its text."""

    masthead: PageMetadata
    objects: page_metadata.Objects
    blocks: list[Block]


def read_statements(tree: Any, words: page_metadata.Words = _NO_WORDS) -> Stated:
    """What the page of a tree says of itself; ``words`` are those of the config."""
    objects, text = json_ld.objects(tree), blocks_of(tree)
    return Stated(page_metadata.read_metadata(tree, objects, text, words), objects, text)


def stripped(tree: Any, said: Stated) -> Stated:
    """The same of a tree of which something has been taken out since."""
    return said._replace(blocks=blocks_of(tree))


def read_page(tree: Any) -> Page:
    """The page of a tree."""
    return with_trafilatura(tree, read_statements(tree))


def with_trafilatura(tree: Any, said: Stated, words: page_metadata.Words = _NO_WORDS) -> Page:
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
    guess = "" if found is None else block_markdown.render_trafilatura(found.body)
    head = _completed(head, found, words) if found is not None and unsaid else head
    return Page(said.blocks, head, json_ld.body(said.objects), guess)


def _completed(head: PageMetadata, found: Any, words: page_metadata.Words) -> PageMetadata:
    """The masthead with what trafilatura knows where the page itself says nothing."""
    author = page_metadata.names((found.author or "").split(";"), words, besides=(head.outlet.value,))
    return head._replace(
        title=_stated(head.title, found.title),
        author=_stated(head.author, author),
        date=_stated(head.date, "" if (found.date or "").endswith(_ONLY_A_YEAR) else found.date),
        outlet=_stated(head.outlet, found.sitename),
        url=_stated(head.url, found.url),
    )


def _stated(said: Statement, guessed: str | None) -> Statement:
    return Statement(guessed, "trafilatura") if guessed and not said.value else said
