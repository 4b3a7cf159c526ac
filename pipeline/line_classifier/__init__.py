"""The line classifier: how likely each line of a page is boilerplate and not content, for plain text and for HTML.

It returns probabilities; the caller decides what to remove.
"""

from collections.abc import Callable, Sequence
from functools import cached_property, partial

from pipeline.line_classifier import features, markup_features
from pipeline.line_classifier.html_blocks import Block
from pipeline.line_classifier.markup_features import PageContext
from pipeline.line_classifier.tree_model import EXTRACT, HTML, PAGE, load_model

__all__ = ["LineScores", "PageContext", "score_blocks", "score_lines"]


class LineScores:
    """Probabilities of boilerplate, one a line, under two assumptions about the text; computed when first read."""

    def __init__(self, as_extract: Callable[[], list[float]], as_page: Callable[[], list[float]]) -> None:
        self._as_extract, self._as_page = as_extract, as_page

    @cached_property
    def as_extract(self) -> list[float]:
        """The text is an extractor's output or a clean body. In training, lost content weighed more."""
        return self._as_extract()

    @cached_property
    def as_page(self) -> list[float]:
        """The text is all visible text of a page, with menus and lists of links."""
        return self._as_page()


def score_lines(lines: Sequence[str]) -> LineScores:
    """Return the probabilities, 0 to 1, that each line of a plain text is boilerplate, in the order of the lines.

    ``lines`` are all lines of one document in page order, headline and empty lines included, without heading and list
    marks. An empty line scores 0. Probabilities were calibrated on pages of sites that were not used in training.

    In the training data articles have no headline, byline, dateline or captions, so these score like boilerplate.
    Callers who need them must protect them.
    """
    filled = [at for at, line in enumerate(lines) if line.strip()]
    if not filled:
        return LineScores(lambda: [0.0] * len(lines), lambda: [0.0] * len(lines))
    model = load_model()
    columns = features.feature_table([" ".join(lines[at].split()) for at in filled], model.lexicons["text"])

    def scores(name: str) -> list[float]:
        result = [0.0] * len(lines)
        for at, score in zip(filled, model.trees[name].probabilities(columns), strict=True):
            result[at] = score
        return result

    return LineScores(partial(scores, EXTRACT), partial(scores, PAGE))


def score_blocks(blocks: Sequence[Block], context: PageContext) -> list[float]:
    """Return the probability, 0 to 1, that each block of an HTML page is boilerplate, in the order of the blocks."""
    if not blocks:
        return []
    model = load_model()
    columns = features.feature_table([block.text for block in blocks], model.lexicons["html"])
    columns |= markup_features.feature_table(blocks, context, model.lexicons["class_names"])
    return model.trees[HTML].probabilities(columns)
