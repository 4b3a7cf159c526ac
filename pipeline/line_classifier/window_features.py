"""Features of the lines around a line."""

from collections.abc import Mapping, Sequence
from typing import Any


def window_bounds(size: int, reach: int) -> tuple[Any, Any]:
    """Return where the window of ``reach`` lines on each side of every line begins and ends (exclusive)."""
    import numpy as np

    at = np.arange(size)
    return np.maximum(at - reach, 0), np.minimum(at + reach + 1, size)


def shifted(columns: Mapping[str, Any], names: Sequence[str], steps: Sequence[int]) -> dict[str, Any]:
    """Repeat columns for the lines ``steps`` further on, as ``name+1``; -1 outside the page."""
    import numpy as np

    size, most = len(columns[names[0]]), max(map(abs, steps))
    padded = np.full((len(names), size + 2 * most), -1, dtype=np.float32)
    for row, name in zip(padded, names, strict=True):
        row[most : most + size] = columns[name]
    return {
        f"{name}{step:+d}": row[most + step : most + step + size]
        for name, row in zip(names, padded, strict=True)
        for step in steps
    }
