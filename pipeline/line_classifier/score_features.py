"""Features of the second level: the first level's scores of a line, of the lines around it and of the page's segments.

1. Scores of the line and of its five neighbours on each side, and means of wider windows.
2. The main segment: the contiguous lines with the most content words. Position relative to it, its size, and the size
   of the largest segment outside it.
3. Runs of content lines, with gaps of one line: size, rank, mean score, words of the run before and after the line.
4. The strongest boilerplate score since the main segment began, and of short lines only: headings of lists.
5. Words that the line shares with the main segment and with its first lines.
6. Lines of the same shape: their number, and their mean score.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import Any

from pipeline.line_classifier.features import largest_segment
from pipeline.line_classifier.line_shape import line_shapes
from pipeline.line_classifier.window_features import shifted, window_bounds

BASE = str.split(
    "chars words letters first last terminal capitals lower digits commas quotes bars colons upper year clock "
    "repeats position text_before shared shared_words lexicon_mean lexicon_max lexicon_min lexicon_sum "
    "page_textual page_median page_text lines_since_text lines_until_text"
)
"""First-level features that the second level uses again."""
_LONG_WORD = re.compile(r"[^\W\d_]{4,}")
_CJK_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]{2}")
_LIMIT = 8.0  # log-odds
_MOST_WORDS = 60.0  # of a line
_FAR = 99.0  # lines
_MUCH = 600.0  # words
_SHORT_LINE = 8  # words of a heading
_LEAD = 3  # lines
_NEAR = tuple(step for step in range(-5, 6) if step)
_WINDOWS = (3, 8, 20)
_KEPT_WINDOWS = (2, 4, 10)
_STRONG = 2.0  # log-odds


def feature_table(lines: Sequence[str], columns: Mapping[str, Any], scores: Any) -> dict[str, Any]:
    """Return the columns by name, one figure a line.

    ``columns`` are the first-level features of ``lines``, ``scores`` the first level's log-odds of boilerplate.
    """
    import numpy as np

    scores = np.clip(np.asarray(scores, dtype=np.float64), -_LIMIT, _LIMIT)
    words = np.minimum(columns["words"], _MOST_WORDS).astype(np.float64)
    kept = np.where(scores < 0, words, 0.0)
    start, end = _main_segment(scores, words)
    table: dict[str, Any] = {name: columns[name] for name in BASE} | {"score": scores}
    table |= shifted(table, ("score",), _NEAR)
    table |= _windows(scores, words, kept)
    table |= _segment_features(scores, words, kept, start, end)
    table |= _run_features(scores, words)
    table |= _strongest_since(scores, words, columns["lexicon_max"], start)
    table |= _nearest(scores)
    table |= _shared_with(lines, scores, start, end)
    return table | _same_shape(lines, scores)


def _main_segment(scores: Any, words: Any) -> tuple[int, int]:
    import numpy as np

    return largest_segment((-np.tanh(scores / 2) * (words + 1)).tolist())


def _windows(scores: Any, words: Any, kept: Any) -> dict[str, Any]:
    """Mean score around, before and after the line, weighted by words, and the content words before and after it."""
    import numpy as np

    size = len(scores)
    at = np.arange(size)
    weighted, total, content = (np.concatenate([[0], np.cumsum(each)]) for each in (scores * words, words, kept))
    table: dict[str, Any] = {}
    for reach in _WINDOWS:
        left, right = window_bounds(size, reach)
        table[f"score<{reach}"] = (weighted[at] - weighted[left]) / np.maximum(total[at] - total[left], 1)
        table[f"score>{reach}"] = (weighted[right] - weighted[at + 1]) / np.maximum(total[right] - total[at + 1], 1)
    for reach in _KEPT_WINDOWS:
        left, right = window_bounds(size, reach)
        table[f"content<{reach}"] = content[at] - content[left]
        table[f"content>{reach}"] = content[right] - content[at + 1]
    return table | {
        "content_share": content[at] / (content[-1] + 1),
        "content_page": np.full(size, min(content[-1], _MUCH)),
    }


def _segment_features(scores: Any, words: Any, kept: Any, start: int, end: int) -> dict[str, Any]:
    import numpy as np

    size = len(scores)
    at = np.arange(size)
    outside = [_segment_words(scores[part], words[part], kept[part]) for part in (slice(0, start), slice(end, size))]
    main = float(kept[start:end].sum())
    content = np.concatenate([[0], np.cumsum(kept)])
    inside = (at >= start) & (at < end)
    return {
        "inside_main": inside,
        "after_start": np.clip(at - start, -_FAR, _FAR),
        "before_end": np.clip(end - 1 - at, -_FAR, _FAR),
        "main_words": np.full(size, min(main, _MUCH)),
        "main_lines": np.full(size, min(end - start, _FAR)),
        "second_words": np.full(size, min(max(outside), _MUCH)),
        "content_since_end": np.where(at >= end, np.minimum(content[at] - content[end], _MUCH), -1),
        "content_until_start": np.where(at < start, np.minimum(content[start] - content[at], _MUCH), -1),
        "content_in_main": np.where(inside, (content[at] - content[start]) / (main + 1), -1),
    }


def _segment_words(scores: Any, words: Any, kept: Any) -> float:
    start, end = _main_segment(scores, words) if len(scores) else (0, 0)
    return float(kept[start:end].sum())


def _run_features(scores: Any, words: Any) -> dict[str, Any]:
    """The run of content lines that a line belongs to; zeros outside of every run."""
    import numpy as np

    size = len(scores)
    content = scores < 0
    closed = content.copy()
    closed[1:-1] |= content[:-2] & content[2:]
    table = np.zeros((6, size))
    runs, at = [], 0
    for inside, group in groupby(closed.tolist()):
        length = len(list(group))
        if inside:
            runs.append((at, at + length, float(words[at : at + length].sum())))
        at += length
    ranked = sorted(runs, key=lambda run: -run[2])
    for rank, (left, right, total) in enumerate(ranked, start=1):
        done = np.cumsum(words[left:right])
        table[0, left:right] = min(total, _MUCH)
        table[1, left:right] = min(rank, 9)
        table[2, left:right] = float(np.average(scores[left:right], weights=words[left:right] + 1))
        table[3, left:right] = right - left
        table[4, left:right] = done - words[left:right]
        table[5, left:right] = total - done
    names = ("run_words", "run_rank", "run_score", "run_lines", "run_before", "run_after")
    return dict(zip(names, table, strict=True))


def _strongest_since(scores: Any, words: Any, lexicon: Any, start: int) -> dict[str, Any]:
    """Maxima over the lines from the start of the main segment up to the line before; the line itself not counted."""
    import numpy as np

    size = len(scores)
    short = words <= _SHORT_LINE
    table: dict[str, Any] = {}
    for name, figures in (("score", scores), ("heading", np.where(short, lexicon, 0.0))):
        most = np.full(size, -_LIMIT)
        if start < size:
            most[start + 1 :] = np.maximum.accumulate(figures[start:])[:-1]
        table[f"{name}_max_since_start"] = most
    return table


def _nearest(scores: Any) -> dict[str, Any]:
    """Distance in lines to the nearest line that is content or boilerplate for certain, on each side."""
    import numpy as np

    size = len(scores)
    at = np.arange(size)
    table: dict[str, Any] = {}
    for name, certain in (("content", scores < -_STRONG), ("boilerplate", scores > _STRONG)):
        last = np.maximum.accumulate(np.where(certain, at, -_FAR))
        following = np.minimum.accumulate(np.where(certain, at, size + _FAR)[::-1])[::-1]
        table[f"{name}_since"] = np.minimum(at - np.concatenate([[-_FAR], last[:-1]]), _FAR)
        table[f"{name}_until"] = np.minimum(np.concatenate([following[1:], [size + _FAR]]) - at, _FAR)
    return table


def _shared_with(lines: Sequence[str], scores: Any, start: int, end: int) -> dict[str, Any]:
    """Share of a line's longer words that other content lines of the main segment, or its first lines, contain."""
    import numpy as np

    words_of = [{*_LONG_WORD.findall(line.casefold()), *_CJK_WORD.findall(line)} for line in lines]
    content = [at for at in range(start, end) if scores[at] < 0]
    count: Counter[str] = Counter()
    for at in content:
        count.update(words_of[at])
    lead = set().union(*(words_of[at] for at in content[:_LEAD]))
    rows = np.full((len(lines), 4), -1.0)
    own = set(content)
    for at, words in enumerate(words_of):
        if words:
            both = sum(count[word] > (at in own) for word in words)
            in_lead = len(words & lead)
            rows[at] = both / len(words), min(both, _MOST_WORDS), in_lead / len(words), in_lead
    return dict(zip(("main_share", "main_shared", "lead_share", "lead_shared"), rows.T, strict=True))


_REPEAT = re.compile(r"(.)\1+")


def _same_shape(lines: Sequence[str], scores: Any) -> dict[str, Any]:
    """Number and mean score of the page's lines with the same shape, runs of equal characters counted as one."""
    import numpy as np

    shapes = [_REPEAT.sub(r"\1", shape).replace("Aa", "A") for shape in line_shapes(lines)]
    number: dict[str, int] = {}
    index = np.array([number.setdefault(shape, len(number)) for shape in shapes])
    count = np.bincount(index)
    mean = np.bincount(index, weights=scores) / count
    same = np.concatenate([[0.0], (index[1:] == index[:-1]).astype(np.float64), [0.0]])
    return {
        "shape_count": np.minimum(count[index], _FAR),
        "shape_score": mean[index],
        "shape_before": same[:-1],
        "shape_after": same[1:],
    }
