"""Run one benchmark: in a module of its own, since a spawned process cannot import ``bench.__main__``."""

import importlib
import time
from pathlib import Path
from typing import NamedTuple


class Result(NamedTuple):
    """The figures of one benchmark, and the seconds it took."""

    name: str
    figures: dict[str, float]
    seconds: float


def run(name: str, data: Path) -> Result:
    """Run one benchmark."""
    start = time.perf_counter()
    figures = importlib.import_module(f"bench.{name}").measure(data)
    return Result(name, figures, time.perf_counter() - start)
