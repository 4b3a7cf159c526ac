"""Which lines of a page are furniture and which are reporting: the line model, for plain text and for pages of HTML.

Its opinion is a probability; what follows from it is the caller's business.
"""

from collections.abc import Sequence

from pipeline.line_classifier import features, markup_features, rule_features
from pipeline.line_classifier.html_blocks import Block
from pipeline.line_classifier.markup_features import PageContext
from pipeline.line_classifier.rule_features import RuleMatch
from pipeline.line_classifier.tree_model import PAGE, TEXT, load_model

__all__ = ["PageContext", "RuleMatch", "score_blocks", "score_lines"]


def score_lines(lines: Sequence[str], said: Sequence[RuleMatch] | None = None) -> list[float]:
    """The probability, 0 to 1, that each line of a plain text is furniture and not reporting, in their order.

    ``lines`` are all lines of one document in page order, headline and blank lines among them, without signs of
    headings and lists; ``said`` is what rules hold of each, None if no rule was asked. A blank line scores 0.

    Labelled articles hold neither headline nor byline, dateline or caption, so these score like furniture: who needs
    them spares them.
    """
    filled = [at for at, line in enumerate(lines) if line.strip()]
    scores = [0.0] * len(lines)
    if filled:
        known = load_model()
        columns = features.feature_table([" ".join(lines[at].split()) for at in filled], known.words)
        columns |= rule_features.feature_table([said[at] if said else RuleMatch.NOT for at in filled])
        for at, score in zip(filled, known.trees[TEXT].scores(columns), strict=True):
            scores[at] = score
    return scores


def score_blocks(blocks: Sequence[Block], said: PageContext) -> list[float]:
    """The probability, 0 to 1, that each block of a page of HTML is furniture and not its article, in their order."""
    if not blocks:
        return []
    known = load_model()
    columns = features.feature_table([block.text for block in blocks], known.words)
    return known.trees[PAGE].scores(columns | markup_features.feature_table(blocks, said, known.hints))
