"""The line classifier: how likely each line of a page is boilerplate and not content, for plain text and for HTML.

It returns probabilities; the caller decides what to remove.
"""

from collections.abc import Sequence
from typing import NamedTuple

from pipeline.line_classifier import features, markup_features
from pipeline.line_classifier.html_blocks import Block
from pipeline.line_classifier.markup_features import PageContext
from pipeline.line_classifier.tree_model import EXTRACT, HTML, PAGE, load_model

__all__ = ["LineScores", "PageContext", "score_blocks", "score_lines"]


class LineScores(NamedTuple):
    """Probabilities of boilerplate, one a line, under two assumptions about the text.

    ``as_extract``: the text is an extractor's output or a clean body, mostly content. In training, lost content weighed
    more than boilerplate left. ``as_page``: the text is all visible text of a page, with menus and lists of links.
    """

    as_extract: list[float]
    as_page: list[float]


def score_lines(lines: Sequence[str]) -> LineScores:
    """Return the probabilities, 0 to 1, that each line of a plain text is boilerplate, in the order of the lines.

    ``lines`` are all lines of one document in page order, headline and empty lines included, without heading and list
    marks. An empty line scores 0. Probabilities were calibrated on pages of sites that were not used in training.

    In the training data articles have no headline, byline, dateline or captions, so these score like boilerplate.
    Callers who need them must protect them.
    """
    filled = [at for at, line in enumerate(lines) if line.strip()]
    scores = LineScores([0.0] * len(lines), [0.0] * len(lines))
    if filled:
        model = load_model()
        columns = features.feature_table([" ".join(lines[at].split()) for at in filled], model.lexicons["text"])
        for result, name in ((scores.as_extract, EXTRACT), (scores.as_page, PAGE)):
            for at, score in zip(filled, model.trees[name].probabilities(columns), strict=True):
                result[at] = score
    return scores


def score_blocks(blocks: Sequence[Block], context: PageContext) -> list[float]:
    """Return the probability, 0 to 1, that each block of an HTML page is boilerplate, in the order of the blocks."""
    if not blocks:
        return []
    model = load_model()
    columns = features.feature_table([block.text for block in blocks], model.lexicons["html"])
    columns |= markup_features.feature_table(blocks, context, model.lexicons["class_names"])
    return model.trees[HTML].probabilities(columns)
