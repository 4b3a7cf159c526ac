"""Content of an HTML page: its blocks, its metadata, and the choice of its article."""

from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from pipeline import line_classifier
from pipeline.line_classifier.html_blocks import Block, blocks_of
from pipeline.stages.extract import (
    article_blocks,
    block_markdown,
    dropped_blocks,
    json_ld,
    page_data_article,
    page_metadata,
    trafilatura_candidate,
)
from pipeline.stages.extract.page_metadata import NameWords, PageMetadata
from pipeline.text.lines import count_words

_FRAGMENT = 1.5  # a text is a fragment if JSON-LD or the page's data has this many times its words
_SMALL_PART = 4  # trafilatura's text is used if it has this many times the words
_SHORT, _AGREEMENT = 250, 0.9  # words; ratio of the sizes of two texts that are the same
_NO_WORDS = NameWords()


def _nothing(_visible: str) -> str:
    return ""


class PageStatements(NamedTuple):
    """What the page states in its markup: metadata, the objects of its JSON-LD, and the blocks of its text."""

    metadata: PageMetadata
    objects: page_metadata.Objects
    blocks: list[Block]


class Article(NamedTuple):
    """The article as Markdown, the method that found it, and the blocks that are not part of it as JSON lines."""

    text: str
    method: str
    dropped: str


class PageContent(NamedTuple):
    """Blocks and metadata of a page, its article according to JSON-LD, and according to trafilatura.

    ``find_in_data`` returns the article in the page's data that continues a visible text, or "".
    """

    blocks: list[Block]
    metadata: PageMetadata
    json_ld_body: str
    trafilatura_text: str
    find_in_data: Callable[[str], str] = _nothing
    words: NameWords = _NO_WORDS

    def choose_article(self, threshold: float, kept_blocks: tuple[str, ...] = ()) -> Article:
        """Return the article, found by ``model``, ``json-ld``, ``page-data`` or ``trafilatura``.

        1. The classifier decides block by block, see ``article_blocks.py``.
        2. If the result is only a fragment of the body in JSON-LD, that body is the article; not if trafilatura found
           as much as the classifier.
        3. If the result is short and only a fragment of an article in the page's data, that is the article.
        4. If it is only a small part of trafilatura's text, that text is the article.
        5. Blocks that begin with one of ``kept_blocks`` are part of it: in their place, or behind another's article.
        """
        scores = line_classifier.score_blocks(self.blocks, self.classifier_context())
        reasons = article_blocks.dropped_reasons(self.blocks, scores, threshold, self.metadata, self.words)
        always = [block.text.startswith(kept_blocks) for block in self.blocks]
        reasons = ["" if keep else reason for reason, keep in zip(reasons, always, strict=True)]
        kept = (block for block, reason in zip(self.blocks, reasons, strict=True) if not reason)
        text = block_markdown.render_blocks(kept)
        other, method = self._larger_candidate(text)
        if other:
            pairs = list(zip(self.blocks, always, strict=True))
            added = block_markdown.render_blocks(block for block, keep in pairs if keep and block.text not in other)
            text = f"{other}\n\n{added}" if added else other
            reasons = ["" if keep or block.text in other else method for block, keep in pairs]
        dropped = dropped_blocks.as_json_lines(self.blocks, scores, reasons)
        return Article(text, method or "classifier", dropped)

    def _larger_candidate(self, text: str) -> tuple[str, str]:
        """Return another candidate, if the classifier's text is only a part of it, and its method, or ""."""
        size, extracted = count_words(text), count_words(self.trafilatura_text)
        if size * _FRAGMENT < count_words(self.json_ld_body) and not _agree(size, extracted):
            return _as_paragraphs(self.json_ld_body), "json-ld"
        if size < _SHORT and (found := self.find_in_data(text)) and size * _FRAGMENT < count_words(found):
            return found, "page-data"
        if size * _SMALL_PART < extracted:
            return self.trafilatura_text, "trafilatura"
        return "", ""

    def classifier_context(self) -> line_classifier.PageContext:
        """Return what the classifier uses besides the blocks."""
        kept = [line for line in self.trafilatura_text.split("\n") if line]
        metadata = self.metadata
        return line_classifier.PageContext(metadata.title.value, metadata.description, self.json_ld_body, kept)


def _agree(size: int, other: int) -> bool:
    """Tell whether two extractors found an article of the same size, and not only a teaser."""
    return size >= _SHORT and min(size, other) >= _AGREEMENT * max(size, other)


def _as_paragraphs(text: str) -> str:
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n\n".join(line for line in lines if line)


def read_statements(tree: Any, words: NameWords = _NO_WORDS) -> PageStatements:
    """Return what the page states; ``words`` are those of the config."""
    objects, blocks = json_ld.objects(tree), blocks_of(tree)
    return PageStatements(page_metadata.read_metadata(tree, objects, blocks, words), objects, blocks)


def with_current_blocks(tree: Any, statements: PageStatements) -> PageStatements:
    """Return the same statements with the blocks of a tree from which elements were removed since."""
    return statements._replace(blocks=blocks_of(tree))


def read_content(tree: Any, statements: PageStatements | None = None, words: NameWords = _NO_WORDS) -> PageContent:
    """Return the content of a page, with metadata by trafilatura where the page states none."""
    statements = statements or read_statements(tree, words)
    text, metadata = trafilatura_candidate.run(tree, statements.metadata, words)
    find_in_data = partial(_find_in_data, tree, metadata.description)
    return PageContent(statements.blocks, metadata, json_ld.body(statements.objects), text, find_in_data, words)


def _find_in_data(tree: Any, description: str, visible: str) -> str:
    return page_data_article.find_article(tree, visible, description)
