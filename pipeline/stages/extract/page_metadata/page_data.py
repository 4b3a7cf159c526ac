"""The page as the metadata modules read it, and a value with the evidence for it."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile
from typing import Any, NamedTuple

from pipeline.line_classifier.html_blocks import Block
from pipeline.stages.extract.page_metadata.markup_values import comparison_key

Objects = Sequence[Mapping[str, Any]]
"""The objects of a page's JSON-LD."""

_MAX_LENGTH_DIFFERENCE = 5  # characters by which a text can change in length when its case is folded
_MAX_SHORT_BLOCK = 250  # characters; a longer block is body text and ends the byline area


class Statement(NamedTuple):
    """A value and where the page has it: ``json-ld``, ``meta``, ``heading``, ``markup`` ...; both may be empty."""

    value: str = ""
    evidence: str = ""


class NameWords(NamedTuple):
    """Words of the config about names, in lower case.

    Words that start a byline, roles of persons, words of organizations, names of news agencies, words between two
    names, and words before names of persons who are not the author.
    """

    byline_prefixes: tuple[str, ...] = ("by",)
    role_words: frozenset[str] = frozenset()
    organization_words: frozenset[str] = frozenset()
    agencies: frozenset[str] = frozenset()
    name_conjunctions: frozenset[str] = frozenset(("and",))
    other_credits: tuple[str, ...] = ()


class PageData(NamedTuple):
    """A parsed page.

    ``objects`` are all objects of its JSON-LD, ``articles`` those that describe an article, ``metas`` its meta elements
    by name, ``blocks`` its text; ``outlet`` is the site's name, ``url`` the page's address, ``language`` the declared
    tag.
    """

    tree: Any
    objects: Objects
    articles: Objects
    metas: Mapping[str, str]
    blocks: Sequence[Block]
    outlet: str = ""
    url: str = ""
    language: str = ""
    words: NameWords = NameWords()

    def headline_index(self, title: str) -> int | None:
        """Return the index of the headline's block: an h1 with the title's text, else any block, else the only h1."""
        key = comparison_key(title)
        similar = (
            (at, block)
            for at, block in enumerate(self.blocks)
            if abs(len(block.text) - len(title)) <= _MAX_LENGTH_DIFFERENCE
        )
        equal = [at for at, block in similar if title and comparison_key(block.text) == key]
        main = [at for at, block in enumerate(self.blocks) if block.box.tag == "h1"]
        headings = [at for at in equal if self.blocks[at].box.tag == "h1"]
        return next(iter(headings or equal), main[0] if len(main) == 1 else None)

    def blocks_below_headline(self, title: str, size: int) -> list[Block]:
        """Return the short blocks below the headline, up to the first block of body text."""
        at = self.headline_index(title)
        return [] if at is None else list(takewhile(_is_short, self.blocks[at + 1 : at + 1 + size]))

    def blocks_near_headline(self, title: str, *, below: int, above: int) -> list[Block]:
        """Return the short blocks below the headline, then those just above it in the same element."""
        at = self.headline_index(title)
        if at is None:
            return []
        before = self.blocks[max(0, at - above) : at]
        in_same_box = [block for block in before if _is_in_headline_box(block, self.blocks[at])]
        return [*self.blocks_below_headline(title, below), *in_same_box]


def _is_in_headline_box(block: Block, heading: Block) -> bool:
    """Tell whether a block is in the headline's parent element, and that is not the whole page."""
    return block.box.parent is heading.box.parent is not None and heading.box.parent.parent is not None


def _is_short(block: Block) -> bool:
    return len(block.text) <= _MAX_SHORT_BLOCK


def first(statements: Iterable[Statement]) -> Statement:
    """Return the first statement with a value."""
    return next((each for each in statements if each.value), Statement())
