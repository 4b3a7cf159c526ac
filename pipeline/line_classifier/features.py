"""What the model sees of each line: its shape, its words, the lines around it, its place on the page.

Nothing here knows a language, but for ``Words``: how often a word stood in furniture and in reporting, as trained.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from pipeline.line_classifier.line_shape import NAMES, TEXTUAL_LOWER, TEXTUAL_WORDS, line_shapes, shape_features
from pipeline.line_classifier.window_features import shifted

_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_WORD = re.compile(r"[^\W\d_]+|[\N{COPYRIGHT SIGN}@|#$]")
_SHORT, _LONG, _FAR, _MUCH = 5, 60, 99.0, 400
_WINDOWS = (2, 5, 12)
_SHIFTED = ("words", "terminal", "capitals", "lower", "first", "last", "repeats", "shared", "upper", "digits")
_SHIFTED_FAR = ("words", "terminal", "lower")
_WORDS_SHIFTED = ("word_mean", "word_max", "word_sum")
_WORDS_WINDOWS = (4, 10)

Words = Mapping[str, float]
"""A word, or a word in its place (see ``keys``) -> log-odds that its line is furniture."""


def lookup_keys(folded: str) -> list[str]:
    """What a line is looked up by: its words; the first, the last and, if it is short, all of it.

    >>> lookup_keys("read more")
    ['read', 'more', '^read', 'more$', '=read more']
    """
    words = _WORD.findall(folded)
    if not words:
        return words
    whole = "=" + " ".join(words) if len(words) <= _SHORT else f"^{words[0]} {words[1]}"
    return [*words, "^" + words[0], words[-1] + "$", whole]


def feature_table(lines: Sequence[str], words: Words) -> dict[str, Any]:
    """The columns by name, a figure a line. ``lines`` are in page order, none blank, at least one."""
    import numpy as np

    own = np.array([shape_features(shape) for shape in line_shapes(lines)], dtype=np.float32)
    columns: dict[str, Any] = dict(zip(NAMES, own.T, strict=True))
    folded = [line.casefold() for line in lines]
    columns |= _repeats(folded)
    textual = columns["terminal"] * (columns["words"] >= TEXTUAL_WORDS)
    textual = (textual * (columns["lower"] >= TEXTUAL_LOWER)).astype(np.float32)
    columns |= _place(columns["words"], textual)
    columns |= _density(columns["words"], textual)
    columns |= _shared(folded, textual.tolist())
    columns |= _said(folded, words)
    columns |= _whole_page(columns["words"], textual)
    return columns | _neighbours(columns)


def largest_segment(scores: Sequence[float]) -> tuple[int, int]:
    """Where the stretch with the largest sum begins and ends.

    >>> largest_segment([-1, 2, -1, 3, -5, 2])
    (1, 4)
    """
    best, found, total, start = 0.0, (0, 0), 0.0, 0
    for at, score in enumerate(scores):
        if total <= 0:
            total, start = 0.0, at
        total += score
        if total > best:
            best, found = total, (start, at + 1)
    return found


def _repeats(folded: Sequence[str]) -> dict[str, Any]:
    import numpy as np

    count = Counter(folded)
    return {"repeats": np.array([count[line] for line in folded], dtype=np.float32)}


def _place(words: Any, textual: Any) -> dict[str, Any]:
    """Where a line stands: on the page, to the main run of text, to the nearest line of running text."""
    import numpy as np

    size = len(words)
    at = np.arange(size, dtype=np.float32)
    start, end = largest_segment(np.where(textual > 0, np.minimum(words, _LONG), -3).tolist())
    done = np.cumsum(words * textual)
    texts = np.flatnonzero(textual)
    before, after = np.searchsorted(texts, at, "left") - 1, np.searchsorted(texts, at, "right")
    has, will = before >= 0, after < len(texts)
    previous, following = np.full(size, _FAR), np.full(size, _FAR)
    behind, ahead = np.zeros(size), np.zeros(size)
    previous[has], behind[has] = at[has] - texts[before[has]], words[texts[before[has]]]
    following[will], ahead[will] = texts[after[will]] - at[will], words[texts[after[will]]]
    return {
        "from_run": np.where(at < start, at - start, np.where(at >= end, at - end + 1, 0)),
        "text_before": (done - words * textual) / (done[-1] + 1),
        "position": at / size,
        "from_start": np.clip(at - start, -_FAR, _FAR),
        "to_end": np.clip(end - 1 - at, -_FAR, _FAR),
        "previous": np.minimum(previous, _FAR),
        "following": np.minimum(following, _FAR),
        "behind": behind,
        "ahead": ahead,
    }


def _density(words: Any, textual: Any) -> dict[str, Any]:
    """How much of what stands around a line is running text, by words and by lines."""
    import numpy as np

    size = len(words)
    at = np.arange(size)
    by_word, all_words, by_line = (np.concatenate([[0], np.cumsum(each)]) for each in (textual * words, words, textual))
    found: dict[str, Any] = {}
    for reach in _WINDOWS:
        left, right = np.maximum(at - reach, 0), np.minimum(at + reach + 1, size)
        found |= {
            f"dense{reach}": (by_word[right] - by_word[left]) / (all_words[right] - all_words[left]),
            f"lines{reach}": (by_line[right] - by_line[left]) / (right - left),
            f"left{reach}": (by_word[at] - by_word[left]) / np.maximum(all_words[at] - all_words[left], 1),
            f"right{reach}": (by_word[right] - by_word[at + 1]) / np.maximum(all_words[right] - all_words[at + 1], 1),
        }
    return found


def _shared(folded: Sequence[str], textual: Sequence[float]) -> dict[str, Any]:
    """Which share of a line's longer words, and how many, the page's running text has too; -1 without such words."""
    import numpy as np

    said = [set(_LONG_WORD.findall(line)) for line in folded]
    count: Counter[str] = Counter()
    for words, is_text in zip(said, textual, strict=True):
        if is_text:
            count.update(words)
    shared = [sum(count[word] > is_text for word in words) for words, is_text in zip(said, textual, strict=True)]
    share = [found / len(words) if words else -1.0 for found, words in zip(shared, said, strict=True)]
    return {"shared": np.array(share, dtype=np.float32), "shared_words": np.array(shared, dtype=np.float32)}


def _said(folded: Sequence[str], words: Words) -> dict[str, Any]:
    """How much a line's words sound like furniture: mean, most, least, sum; and those of the lines around."""
    import numpy as np

    rows = np.array([_sound(lookup_keys(line), words) for line in folded], dtype=np.float32)
    found = dict(zip(("word_mean", "word_max", "word_min", "word_sum"), rows.T, strict=True))
    size = len(folded)
    at = np.arange(size)
    for name in _WORDS_SHIFTED:
        total = np.concatenate([[0], np.cumsum(found[name])])
        for reach in _WORDS_WINDOWS:
            left, right = np.maximum(at - reach, 0), np.minimum(at + reach + 1, size)
            found[f"{name}<{reach}"] = (total[at] - total[left]) / np.maximum(at - left, 1)
            found[f"{name}>{reach}"] = (total[right] - total[at + 1]) / np.maximum(right - at - 1, 1)
    return found


def _sound(said: Sequence[str], words: Words) -> tuple[float, float, float, float]:
    if not said:
        return 0.0, 0.0, 0.0, 0.0
    odds = [words.get(key, 0.0) for key in said]
    return sum(odds) / len(odds), max(odds), min(odds), sum(odds[:40])


def _whole_page(words: Any, textual: Any) -> dict[str, Any]:
    import numpy as np

    text = min((textual * words).sum(), _MUCH)  # a page's exact size would be its name, and the model would learn names
    figures = {"page_textual": textual.mean(), "page_median": np.median(words), "page_text": text}
    return {name: np.full(len(words), figure, dtype=np.float32) for name, figure in figures.items()}


def _neighbours(columns: Mapping[str, Any]) -> dict[str, Any]:
    """What stands one and two lines before and after, and of the plainest figures also three."""
    near = shifted(columns, (*_SHIFTED, *_WORDS_SHIFTED), (-2, -1, 1, 2))
    return near | shifted(columns, _SHIFTED_FAR, (-3, 3))
