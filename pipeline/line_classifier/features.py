"""Features of each line of a text: its shape, its words, the lines around it, its position on the page.

They are independent of language, except for the lexicon: how often a word occurred in boilerplate and in content of the
training data.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain, compress
from typing import Any

from pipeline.line_classifier.line_shape import NAMES, TEXTUAL_LOWER, TEXTUAL_WORDS, line_shapes, shape_features
from pipeline.line_classifier.line_words import Lexicon
from pipeline.line_classifier.window_features import shifted, window_bounds

_MOST_WORDS = 60  # of a line, in the sum that finds the main text
_NOT_TEXT = -3  # what a line that is no running text costs there
_FAR = 99.0  # lines
_MOST_PAGE_WORDS = 400  # the exact size of a page would identify it
_WINDOWS = (2, 5, 12)
_SHIFTED = ("words", "terminal", "capitals", "lower", "first", "last", "repeats", "shared", "upper", "digits")
_SHIFTED_FAR = ("words", "terminal", "lower")
_LEXICON = ("lexicon_mean", "lexicon_max", "lexicon_min", "lexicon_sum")
_LEXICON_SHIFTED = ("lexicon_mean", "lexicon_max", "lexicon_sum")
_LEXICON_WINDOWS = (4, 10)


def feature_table(lines: Sequence[str], lexicon: Lexicon) -> dict[str, Any]:
    """Return the columns by name, one figure a line. ``lines`` are in page order, none empty, at least one."""
    import numpy as np

    own = np.array([shape_features(shape) for shape in line_shapes(lines)], dtype=np.float32)
    columns: dict[str, Any] = dict(zip(NAMES, own.T, strict=True))
    folded = [line.casefold() for line in lines]
    columns |= _repeats(folded)
    textual = columns["terminal"] * (columns["words"] >= TEXTUAL_WORDS)
    textual = (textual * (columns["lower"] >= TEXTUAL_LOWER)).astype(np.float32)
    columns |= _position(columns["words"], textual)
    columns |= _text_density(columns["words"], textual)
    words = list(map(lexicon.line_words, folded))
    columns |= _shared_words([line.long for line in words], textual.tolist())
    columns |= _lexicon_features([line.odds for line in words])
    columns |= _whole_page(columns["words"], textual)
    return columns | _adjacent_lines(columns)


def largest_segment(scores: Sequence[float]) -> tuple[int, int]:
    """Return where the contiguous segment with the largest sum begins and ends (exclusive).

    >>> largest_segment([-1, 2, -1, 3, -5, 2])
    (1, 4)
    """
    best, segment, total, start = 0.0, (0, 0), 0.0, 0
    for at, score in enumerate(scores):
        if total <= 0:
            total, start = 0.0, at
        total += score
        if total > best:
            best, segment = total, (start, at + 1)
    return segment


def _repeats(folded: Sequence[str]) -> dict[str, Any]:
    import numpy as np

    count = Counter(folded)
    return {"repeats": np.array([count[line] for line in folded], dtype=np.float32)}


def _position(words: Any, textual: Any) -> dict[str, Any]:
    """Position of a line on the page, relative to the main text, and to the nearest line of running text."""
    import numpy as np

    size = len(words)
    at = np.arange(size, dtype=np.float32)
    start, end = largest_segment(np.where(textual > 0, np.minimum(words, _MOST_WORDS), _NOT_TEXT).tolist())
    words_done = np.cumsum(words * textual)
    texts = np.flatnonzero(textual)
    before, after = np.searchsorted(texts, at, "left") - 1, np.searchsorted(texts, at, "right")
    has_before, has_after = before >= 0, after < len(texts)
    since, until = np.full(size, _FAR), np.full(size, _FAR)
    previous_words, next_words = np.zeros(size), np.zeros(size)
    since[has_before] = at[has_before] - texts[before[has_before]]
    previous_words[has_before] = words[texts[before[has_before]]]
    until[has_after] = texts[after[has_after]] - at[has_after]
    next_words[has_after] = words[texts[after[has_after]]]
    return {
        "from_main_text": np.where(at < start, at - start, np.where(at >= end, at - end + 1, 0)),
        "text_before": (words_done - words * textual) / (words_done[-1] + 1),
        "position": at / size,
        "from_start": np.clip(at - start, -_FAR, _FAR),
        "to_end": np.clip(end - 1 - at, -_FAR, _FAR),
        "lines_since_text": np.minimum(since, _FAR),
        "lines_until_text": np.minimum(until, _FAR),
        "previous_text_words": previous_words,
        "next_text_words": next_words,
    }


def _text_density(words: Any, textual: Any) -> dict[str, Any]:
    """Share of running text in the lines around a line, by words and by lines."""
    import numpy as np

    size = len(words)
    at = np.arange(size)
    by_word, all_words, by_line = (np.concatenate([[0], np.cumsum(each)]) for each in (textual * words, words, textual))
    columns: dict[str, Any] = {}
    for reach in _WINDOWS:
        left, right = window_bounds(size, reach)
        words_before = np.maximum(all_words[at] - all_words[left], 1)
        words_after = np.maximum(all_words[right] - all_words[at + 1], 1)
        columns |= {
            f"text_words{reach}": (by_word[right] - by_word[left]) / (all_words[right] - all_words[left]),
            f"text_lines{reach}": (by_line[right] - by_line[left]) / (right - left),
            f"text_words<{reach}": (by_word[at] - by_word[left]) / words_before,
            f"text_words>{reach}": (by_word[right] - by_word[at + 1]) / words_after,
        }
    return columns


def _shared_words(long_words: Sequence[frozenset[str]], textual: Sequence[float]) -> dict[str, Any]:
    """Share and number of a line's longer words that occur in the page's running text too; -1 without such words."""
    import numpy as np

    count = Counter(chain.from_iterable(compress(long_words, textual)))
    in_text = frozenset(count)
    in_other_text = frozenset(word for word, times in count.items() if times > 1)
    shared = [
        len(line & (in_other_text if is_text else in_text)) for line, is_text in zip(long_words, textual, strict=True)
    ]
    share = [both / len(line) if line else -1.0 for both, line in zip(shared, long_words, strict=True)]
    return {"shared": np.array(share, dtype=np.float32), "shared_words": np.array(shared, dtype=np.float32)}


def _lexicon_features(odds: Sequence[tuple[float, ...]]) -> dict[str, Any]:
    """Log-odds of boilerplate by a line's words: mean, maximum, minimum, sum; and means over the lines around it."""
    import numpy as np

    columns = dict(zip(_LEXICON, np.array(odds, dtype=np.float32).T, strict=True))
    size = len(odds)
    at = np.arange(size)
    for name in _LEXICON_SHIFTED:
        total = np.concatenate([[0], np.cumsum(columns[name])])
        for reach in _LEXICON_WINDOWS:
            left, right = window_bounds(size, reach)
            columns[f"{name}<{reach}"] = (total[at] - total[left]) / np.maximum(at - left, 1)
            columns[f"{name}>{reach}"] = (total[right] - total[at + 1]) / np.maximum(right - at - 1, 1)
    return columns


def _whole_page(words: Any, textual: Any) -> dict[str, Any]:
    import numpy as np

    text_words = min((textual * words).sum(), _MOST_PAGE_WORDS)
    figures = {"page_textual": textual.mean(), "page_median": np.median(words), "page_text": text_words}
    return {name: np.full(len(words), figure, dtype=np.float32) for name, figure in figures.items()}


def _adjacent_lines(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Features of one and two lines before and after; of a few features also three lines."""
    near = shifted(columns, (*_SHIFTED, *_LEXICON_SHIFTED), (-2, -1, 1, 2))
    return near | shifted(columns, _SHIFTED_FAR, (-3, 3))
