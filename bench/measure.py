"""Precision, recall and F1 of extraction over 4-word shingles.

True positives of a page are the shingles shared by gold and prediction, with multiplicity. Precision and recall are
means over pages, F1 is computed from the two means (the method of the article-extraction-benchmark). A page without a
prediction has recall 0 and no precision, as in the published figures.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_WORD = re.compile(r"\w+")
_SHINGLE_WORDS = 4


class Score(NamedTuple):
    """All 0 to 1; ``exact`` is the share of pages whose words equal gold's."""

    f1: float
    precision: float
    recall: float
    exact: float


def words(text: str) -> list[str]:
    r"""The words of a text, ``\w+``, in order."""
    return _WORD.findall(text)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """Each 4-word shingle of a text with its number; a shorter text is one shingle."""
    all_words = words(text)
    starts = range(max(1, len(all_words) - _SHINGLE_WORDS + 1)) if all_words else ()
    return Counter(tuple(all_words[at : at + _SHINGLE_WORDS]) for at in starts)


def page(gold: str, predicted: str) -> tuple[float | None, float, bool]:
    """Precision, recall and exactness of one page; the precision of an empty prediction is None."""
    in_gold, in_prediction = shingles(gold), shingles(predicted)
    shared = (in_gold & in_prediction).total()
    precision = shared / in_prediction.total() if in_prediction else None
    recall = shared / in_gold.total() if in_gold else float(not in_prediction)
    return precision, recall, words(gold) == words(predicted)


def score(pairs: Iterable[tuple[str, str]]) -> Score:
    """The score of (gold, predicted) pairs, one a page."""
    precisions, recalls, exacts = zip(*(page(gold, predicted) for gold, predicted in pairs), strict=True)
    precision = _mean([each for each in precisions if each is not None])
    recall, exact = _mean(recalls), _mean(exacts)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Score(f1, precision, recall, exact)


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
