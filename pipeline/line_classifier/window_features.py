"""Figures of the lines around a line, as columns of their own."""

from collections.abc import Mapping, Sequence
from typing import Any


def shifted(columns: Mapping[str, Any], names: Sequence[str], steps: Sequence[int]) -> dict[str, Any]:
    """The same figures of the lines so many steps on, as ``name+1``; -1 past the ends of the page."""
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
