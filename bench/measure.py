"""The measure of extraction: 4-word shingles shared by gold and prediction, with multiplicity, averaged over pages."""

import re
from collections import Counter
from collections.abc import Iterable
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


def page(gold: str, predicted: str) -> tuple[float, float, bool]:
    """Precision, recall and exactness of one page. Nothing predicted has precision 1 if gold is empty, else 0."""
    wanted, got = shingles(gold), shingles(predicted)
    shared = (wanted & got).total()
    precision = shared / got.total() if got else float(not wanted)
    recall = shared / wanted.total() if wanted else float(not got)
    return precision, recall, words(gold) == words(predicted)


def score(pairs: Iterable[tuple[str, str]]) -> Score:
    """The score of (gold, predicted) pairs, a pair a page."""
    rows = [page(gold, predicted) for gold, predicted in pairs]
    precision, recall, exact = (sum(column) / len(rows) for column in zip(*rows, strict=True))
    f1 = 2 * precision * recall / (precision + recall) if precision + recall else 0.0
    return Score(f1, precision, recall, exact)
