"""The line classifier: how likely each line of a page is boilerplate and not content, for plain text and for HTML.

It returns probabilities; the caller decides what to remove.
"""

from collections.abc import Sequence

from pipeline.line_classifier import features, markup_features, rule_features
from pipeline.line_classifier.html_blocks import Block
from pipeline.line_classifier.markup_features import PageContext
from pipeline.line_classifier.rule_features import RuleMatch
from pipeline.line_classifier.tree_model import PAGE, TEXT, load_model

__all__ = ["PageContext", "RuleMatch", "score_blocks", "score_lines"]


def score_lines(lines: Sequence[str], rule_matches: Sequence[RuleMatch] | None = None) -> list[float]:
    """Return the probability, 0 to 1, that each line of a plain text is boilerplate, in the order of the lines.

    ``lines`` are all lines of one document in page order, headline and empty lines included, without heading and list
    marks. ``rule_matches`` has one entry a line; None means that no rules were run. An empty line scores 0.

    In the training data articles have no headline, byline, dateline or captions, so these score like boilerplate.
    Callers who need them must protect them.
    """
    filled = [at for at, line in enumerate(lines) if line.strip()]
    scores = [0.0] * len(lines)
    if filled:
        model = load_model()
        columns = features.feature_table([" ".join(lines[at].split()) for at in filled], model.words)
        matches = [rule_matches[at] if rule_matches else RuleMatch.NONE for at in filled]
        columns |= rule_features.feature_table(matches)
        for at, score in zip(filled, model.trees[TEXT].scores(columns), strict=True):
            scores[at] = score
    return scores


def score_blocks(blocks: Sequence[Block], context: PageContext) -> list[float]:
    """Return the probability, 0 to 1, that each block of an HTML page is boilerplate, in the order of the blocks."""
    if not blocks:
        return []
    model = load_model()
    columns = features.feature_table([block.text for block in blocks], model.words)
    return model.trees[PAGE].scores(columns | markup_features.feature_table(blocks, context, model.class_names))
