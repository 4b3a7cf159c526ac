"""The measure of extraction: 4-word shingles shared by gold and prediction, with multiplicity, averaged over pages.

A page for which nothing is predicted has no precision, and recall 0: so the published figures of other tools are made.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_WORD = re.compile(r"\w+")
_LENGTH = 4


class Score(NamedTuple):
    """F1 of mean precision and mean recall; ``exact`` is the share of pages whose words are gold's words. All 0..1."""

    f1: float
    precision: float
    recall: float
    exact: float


def words(text: str) -> list[str]:
    r"""The words of a text, ``\w+``, as they stand."""
    return _WORD.findall(text)


def shingles(text: str) -> Counter[tuple[str, ...]]:
    """The 4-word shingles of a text and how often each stands there; a shorter text is one shingle."""
    found = words(text)
    starts = range(max(1, len(found) - _LENGTH + 1)) if found else ()
    return Counter(tuple(found[at : at + _LENGTH]) for at in starts)


def page(gold: str, predicted: str) -> tuple[float | None, float, bool]:
    """Precision, recall and exactness of one page; None for the precision of nothing."""
    wanted, got = shingles(gold), shingles(predicted)
    shared = (wanted & got).total()
    precision = shared / got.total() if got else None
    recall = shared / wanted.total() if wanted else float(not got)
    return precision, recall, words(gold) == words(predicted)


def score(pairs: Iterable[tuple[str, str]]) -> Score:
    """The score of (gold, predicted) pairs, a pair a page."""
    precisions, recalls, exacts = zip(*(page(gold, predicted) for gold, predicted in pairs), strict=True)
    precision = _mean([each for each in precisions if each is not None])
    recall, exact = _mean(recalls), _mean(exacts)
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Score(f1, precision, recall, exact)


def _mean(figures: Sequence[float]) -> float:
    return sum(figures) / len(figures) if figures else 0.0
