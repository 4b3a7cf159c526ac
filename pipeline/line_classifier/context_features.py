"""Features of an HTML block's surroundings: the text that shares its element, and what trafilatura extracted there."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from pipeline.line_classifier.html_blocks import Block, Box
from pipeline.line_classifier.window_features import window_bounds

_LONG_LINE = 80
_WINDOWS = (3, 8, 20)
_SHARES = ("box_share", "box_share2", "box_share3")


def ancestor_ids(box: Box) -> tuple[int, int, int]:
    """Identify the elements one, two and three levels up."""
    first = box.parent or box
    second = first.parent or first
    return id(first), id(second), id(second.parent or second)


def text_share(blocks: Sequence[Block]) -> dict[str, Any]:
    """Compute the share of the page's running text in the same element one, two and three levels up."""
    import numpy as np

    counts: tuple[Counter[int], ...] = (Counter(), Counter(), Counter())
    total = 1
    ancestors = [ancestor_ids(block.box) for block in blocks]
    for block, boxes in zip(blocks, ancestors, strict=True):
        size = len(block.text)
        if (block.box.tag == "p" or size > _LONG_LINE) and block.linked * 3 < size:
            total += size
            for count, box in zip(counts, boxes, strict=True):
                count[box] += size
    rows = [[count[box] / total for count, box in zip(counts, boxes, strict=True)] for boxes in ancestors]
    return dict(zip(_SHARES, np.array(rows, dtype=np.float32).T, strict=True))


def extracted_share(blocks: Sequence[Block], extracted: Any) -> dict[str, Any]:
    """Compute the share of trafilatura's text around a block, in blocks of the same kind, and in its own element.

    ``extracted`` has one figure a block: above 0 if trafilatura extracted it.
    """
    import numpy as np

    at = np.arange(len(blocks))
    characters = np.array([len(block.text) for block in blocks], dtype=np.float64)
    done = np.concatenate([[0], np.cumsum((extracted > 0) * characters)])
    total = np.concatenate([[0], np.cumsum(characters)])
    columns: dict[str, Any] = {}
    for reach in _WINDOWS:
        left, right = window_bounds(len(blocks), reach)
        columns[f"extracted_share{reach}"] = (done[right] - done[left]) / (total[right] - total[left])
    columns["extracted_before"] = done[at] / (done[-1] + 1)
    return columns | _by_kind(blocks, extracted.tolist(), characters.tolist())


def _by_kind(blocks: Sequence[Block], extracted: Sequence[float], characters: Sequence[float]) -> dict[str, Any]:
    import numpy as np

    kinds = [element_kind(block.box) for block in blocks]
    outer = [ancestor_ids(block.box)[0] for block in blocks]
    same_kind = Counter(kinds)
    same_kind_extracted, in_box, in_box_extracted = Counter[Any](), Counter[int](), Counter[int]()
    for kind, box, share, size in zip(kinds, outer, extracted, characters, strict=True):
        same_kind_extracted[kind] += share > 0
        in_box_extracted[box] += int(size) if share > 0 else 0
        in_box[box] += int(size)
    return {
        "extracted_same_kind": np.array([same_kind_extracted[kind] / same_kind[kind] for kind in kinds]),
        "same_kind": np.array([same_kind[kind] for kind in kinds]),
        "extracted_in_box": np.array([in_box_extracted[box] / in_box[box] for box in outer]),
    }


def element_kind(box: Box) -> tuple[str, str, str, str]:
    """Return the tag and the names of an element and of the one around it."""
    parent = box.parent
    return box.tag, box.names, parent.tag if parent else "", parent.names if parent else ""
