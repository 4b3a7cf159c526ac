"""Which lines of a page are furniture and which are reporting: the line model, for plain text and for pages of HTML.

Its opinion is a probability; what follows from it is the caller's business.
"""

from collections.abc import Sequence

from pipeline.lines import features, marks, model, ruled
from pipeline.lines.blocks import Block
from pipeline.lines.marks import Said
from pipeline.lines.ruled import Ruled

__all__ = ["Ruled", "Said", "furniture", "marked"]


def furniture(lines: Sequence[str], said: Sequence[Ruled] | None = None) -> list[float]:
    """The probability, 0 to 1, that each line of a plain text is furniture and not reporting, in their order.

    ``lines`` are all lines of one document in page order, headline and blank lines among them, without signs of
    headings and lists; ``said`` is what rules hold of each, None if no rule was asked. A blank line scores 0.

    Labelled articles hold neither headline nor byline, dateline or caption, so these score like furniture: who needs
    them spares them.
    """
    filled = [at for at, line in enumerate(lines) if line.strip()]
    scores = [0.0] * len(lines)
    if filled:
        known = model.load()
        columns = features.table([" ".join(lines[at].split()) for at in filled], known.words)
        columns |= ruled.table([said[at] if said else Ruled.NOT for at in filled])
        for at, score in zip(filled, known.trees[model.TEXT].scores(columns), strict=True):
            scores[at] = score
    return scores


def marked(blocks: Sequence[Block], said: Said) -> list[float]:
    """The probability, 0 to 1, that each block of a page of HTML is furniture and not its article, in their order."""
    if not blocks:
        return []
    known = model.load()
    columns = features.table([block.text for block in blocks], known.words)
    return known.trees[model.PAGE].scores(columns | marks.table(blocks, said, known.hints))
