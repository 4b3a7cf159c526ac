"""Content of an HTML page: its blocks, its metadata, and the choice of its article."""

from typing import Any, NamedTuple

from pipeline import line_classifier
from pipeline.line_classifier.html_blocks import Block, blocks_of
from pipeline.stages.extract import block_markdown, json_ld, page_metadata, trafilatura_candidate
from pipeline.stages.extract.page_metadata import NameWords, PageMetadata

_FRAGMENT = 1.5  # a text is a fragment if another candidate has this many times its words
_NO_WORDS = NameWords()


class PageStatements(NamedTuple):
    """What the page states in its markup: metadata, the objects of its JSON-LD, and the blocks of its text."""

    metadata: PageMetadata
    objects: page_metadata.Objects
    blocks: list[Block]


class PageContent(NamedTuple):
    """Blocks and metadata of a page, its article according to JSON-LD, and according to trafilatura."""

    blocks: list[Block]
    metadata: PageMetadata
    json_ld_body: str
    trafilatura_text: str

    def choose_article(self, threshold: float) -> tuple[str, str]:
        """Return the article as Markdown, and its method: ``model``, ``json-ld`` or ``trafilatura``.

        1. The classifier decides block by block; a block with a score below ``threshold`` is content.
        2. If the result is only a fragment of the body in JSON-LD, that body is the article.
        3. If it is only a fragment of trafilatura's text, that text is the article.
        """
        scores = line_classifier.score_blocks(self.blocks, self.classifier_context())
        content = [block for block, score in zip(self.blocks, scores, strict=True) if score < threshold]
        text = block_markdown.render_blocks(content)
        size = len(text.split())
        if size * _FRAGMENT < len(self.json_ld_body.split()):
            return _as_paragraphs(self.json_ld_body), "json-ld"
        if size * _FRAGMENT < len(self.trafilatura_text.split()):
            return self.trafilatura_text, "trafilatura"
        return text, "model"

    def classifier_context(self) -> line_classifier.PageContext:
        """Return what the classifier uses besides the blocks."""
        kept = [line for line in self.trafilatura_text.split("\n") if line]
        metadata = self.metadata
        return line_classifier.PageContext(metadata.title.value, metadata.description, self.json_ld_body, kept)


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
    return PageContent(statements.blocks, metadata, json_ld.body(statements.objects), text)
