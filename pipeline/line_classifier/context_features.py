"""In what company a block of a page stands: how much text shares its box, and how much of that trafilatura took."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from pipeline.line_classifier.html_blocks import Block, Box

_LONG_LINE = 80
_WINDOWS = (3, 8, 20)
_SHARED = ("beside", "beside2", "beside3")


def enclosing_boxes(box: Box) -> tuple[int, int, int]:
    """The boxes one, two and three steps out."""
    first = box.above or box
    second = first.above or first
    return id(first), id(second), id(second.above or second)


def text_share(blocks: Sequence[Block]) -> dict[str, Any]:
    """Which share of the page's running text stands in the same box one, two and three steps out."""
    import numpy as np

    counts: tuple[Counter[int], ...] = (Counter(), Counter(), Counter())
    total = 1
    places = [enclosing_boxes(block.box) for block in blocks]
    for block, place in zip(blocks, places, strict=True):
        size = len(block.text)
        if (block.box.tag == "p" or size > _LONG_LINE) and block.linked * 3 < size:
            total += size
            for count, box in zip(counts, place, strict=True):
                count[box] += size
    rows = [[count[box] / total for count, box in zip(counts, place, strict=True)] for place in places]
    return dict(zip(_SHARED, np.array(rows, dtype=np.float32).T, strict=True))


def extracted_share(blocks: Sequence[Block], kept: Any) -> dict[str, Any]:
    """How much of what stands around a line, in like boxes and in its own box trafilatura took."""
    import numpy as np

    size = len(blocks)
    at = np.arange(size)
    letters = np.array([len(block.text) for block in blocks], dtype=np.float64)
    letters_kept = np.concatenate([[0], np.cumsum((kept > 0) * letters)])
    total = np.concatenate([[0], np.cumsum(letters)])
    found: dict[str, Any] = {}
    for reach in _WINDOWS:
        left, right = np.maximum(at - reach, 0), np.minimum(at + reach + 1, size)
        found[f"kept~{reach}"] = (letters_kept[right] - letters_kept[left]) / (total[right] - total[left])
    found["kept_before"] = letters_kept[at] / (letters_kept[-1] + 1)
    looks = [_look(block.box) for block in blocks]
    alike, alike_kept, box_kept, box_all = Counter(looks), Counter[Any](), Counter[int](), Counter[int]()
    for block, look, share, long in zip(blocks, looks, kept.tolist(), letters.tolist(), strict=True):
        alike_kept[look] += share > 0
        box_kept[enclosing_boxes(block.box)[0]] += int(long) if share > 0 else 0
        box_all[enclosing_boxes(block.box)[0]] += int(long)
    found["kept_alike"] = np.array([alike_kept[look] / alike[look] for look in looks])
    found["alike"] = np.array([alike[look] for look in looks])
    outer = [enclosing_boxes(block.box)[0] for block in blocks]
    found["kept_beside"] = np.array([box_kept[box] / box_all[box] for box in outer])
    return found


def _look(box: Box) -> tuple[str, str, str, str]:
    above = box.above
    return box.tag, box.named, above.tag if above else "", above.named if above else ""
