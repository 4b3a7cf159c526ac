"""What rules have said of each line of a plain text, and of the lines around it: where furniture is, more is near."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

_WINDOWS = (1, 3, 8)
_MANY = 12  # lines; past that their number says no more


class RuleMatch(IntEnum):
    """Whether rules hold a line for furniture: not, for its words in this place, or for its words in any place."""

    NOT = 0
    HERE = 1
    ANYWHERE = 2


def feature_table(said: Sequence[RuleMatch]) -> dict[str, Any]:
    """The columns by name, a figure a line."""
    import numpy as np

    given = np.array(said)
    return {
        f"{name}{column}": figures
        for name, least in (("ruled", RuleMatch.HERE), ("surely_ruled", RuleMatch.ANYWHERE))
        for column, figures in _around((given >= least).astype(np.float32)).items()
    }


def _around(ruled: Any) -> dict[str, Any]:
    import numpy as np

    size = len(ruled)
    at = np.arange(size)
    count = np.concatenate([[0], np.cumsum(ruled)])
    found = {"": ruled, "_lines": np.full(size, min(count[-1], _MANY)), "_share": np.full(size, count[-1] / size)}
    found |= {"_before": count[at] / size, "_after": (count[-1] - count[at]) / size}
    for reach in _WINDOWS:
        left, right = np.maximum(at - reach, 0), np.minimum(at + reach + 1, size)
        found |= {f"<{reach}": count[at] - count[left], f">{reach}": count[right] - count[at + 1]}
    return found
