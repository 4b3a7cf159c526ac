"""Which lines of a page are furniture and which are reporting: the line model, for plain text and for pages of HTML.

Its opinion is a probability; what follows from it is the caller's business.
"""

from collections.abc import Sequence

from pipeline.lines import features, marks, model
from pipeline.lines.blocks import Block
from pipeline.lines.marks import Said

__all__ = ["SURE", "UNSURE", "Said", "furniture", "marked"]

UNSURE, SURE = 0.5, 0.9
"""Thresholds: of a page with all that stands on it, and of an article with a little left around it."""


def furniture(lines: Sequence[str]) -> list[float]:
    """The probability, 0 to 1, that each line of a plain text is furniture and not reporting, in their order.

    ``lines`` are all lines of one document in page order, headline and blank lines among them, without signs of
    headings and lists. A blank line scores 0.

    Labelled articles hold neither headline nor byline, dateline or caption, so these score like furniture: who needs
    them spares them. From ``UNSURE`` on a line is more likely furniture than not; what an extractor made of sites the
    model has not seen loses a quarter of a hundredth of its reporting there, and of articles without any furniture
    one word of a thousand goes from ``SURE`` on.
    """
    filled = [at for at, line in enumerate(lines) if line.strip()]
    scores = [0.0] * len(lines)
    if filled:
        known = model.load()
        texts = [" ".join(lines[at].split()) for at in filled]
        for at, score in zip(filled, known.scores(features.table(texts, known.words)), strict=True):
            scores[at] = score
    return scores


def marked(blocks: Sequence[Block], said: Said) -> list[float]:
    """The probability, 0 to 1, that each block of a page of HTML is furniture and not its article, in their order."""
    if not blocks:
        return []
    known = model.load()
    columns = marks.table(blocks, said, known.hints)
    return known.scores(features.table([block.text for block in blocks], known.words, columns))
