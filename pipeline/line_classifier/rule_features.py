"""Features of the boilerplate rules that match a line of plain text, and the lines around it."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from pipeline.line_classifier.window_features import window_bounds

_WINDOWS = (1, 3, 8)
_MOST_COUNTED = 12  # lines


class RuleMatch(IntEnum):
    """Whether a rule matches a line: none, one that depends on the line's position, or one for any position."""

    NONE = 0
    BY_POSITION = 1
    ANYWHERE = 2


def feature_table(matches: Sequence[RuleMatch]) -> dict[str, Any]:
    """Return the columns by name, one figure a line."""
    import numpy as np

    levels = np.array(matches)
    columns: dict[str, Any] = {}
    for name, least in (("matched", RuleMatch.BY_POSITION), ("matched_anywhere", RuleMatch.ANYWHERE)):
        around = _around((levels >= least).astype(np.float32))
        columns |= {f"{name}{column}": figures for column, figures in around.items()}
    return columns


def _around(matched: Any) -> dict[str, Any]:
    import numpy as np

    size = len(matched)
    at = np.arange(size)
    count = np.concatenate([[0], np.cumsum(matched)])
    columns = {
        "": matched,
        "_lines": np.full(size, min(count[-1], _MOST_COUNTED)),
        "_share": np.full(size, count[-1] / size),
        "_before": count[at] / size,
        "_after": (count[-1] - count[at]) / size,
    }
    for reach in _WINDOWS:
        left, right = window_bounds(size, reach)
        columns |= {f"<{reach}": count[at] - count[left], f">{reach}": count[right] - count[at + 1]}
    return columns
