"""Run benchmarks and compare each figure with its floor: ``python -m bench --data DIR [NAME ...]``.

A module of this package is a benchmark if it has a function ``measure(data: Path) -> dict[str, float]``. With
``--quality`` only the benchmarks of ``QUALITY`` run, side by side, and figures of time and memory have no floor: two
processes on two cores disturb each other.
"""

import argparse
import importlib
import json
import multiprocessing
import pkgutil
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

import bench
from bench.runner import Result, run

FLOORS = Path(__file__).parent / "floors.json"
CEILINGS = (".ratio", ".cost", ".alarms", ".harm")
"""Endings of figures that must not rise; all others must not fall."""
COSTS = (".ratio", ".cost")
"""Endings of figures of time and memory."""
QUALITY = ("text", "html", "metadata", "typos", "encoding", "end_to_end", "spellings", "layout", "language", "seeds")
"""The benchmarks that continuous integration runs, the longest first."""


def benchmarks() -> list[str]:
    """Names of the modules of this package that measure something."""
    names = [module.name for module in pkgutil.iter_modules(bench.__path__) if not module.name.startswith("_")]
    return [name for name in names if hasattr(importlib.import_module(f"bench.{name}"), "measure")]


def run_all(names: Sequence[str], data: Path, *, jobs: int) -> Iterator[Result]:
    """Run benchmarks, ``jobs`` at the same time, each in a process of its own; results come as they end."""
    if jobs == 1:
        yield from (run(name, data) for name in names)
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(jobs, mp_context=context, max_tasks_per_child=1) as pool:
        for future in as_completed([pool.submit(run, name, data) for name in names]):
            yield future.result()


def compare(figure: str, value: float, floors: dict[str, float]) -> str:
    """How a figure compares with its floor; empty where it has none."""
    if figure not in floors:
        return ""
    missed = value > floors[figure] if figure.endswith(CEILINGS) else value < floors[figure]
    return f"{'MISSED' if missed else 'ok'} {floors[figure]:g}"


def main() -> int:
    """Print a line a figure. Returns 1 when a floor is missed, 2 when the data is absent."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled data")
    parser.add_argument("--quality", action="store_true", help="only the benchmarks of quality, side by side")
    parser.add_argument("--jobs", type=int, default=1, help="benchmarks that run at the same time")
    parser.add_argument("--save", type=Path, help="add the figures to this JSON file")
    parser.add_argument("names", nargs="*", help="benchmarks to run; all by default")
    options = parser.parse_args()
    if not options.data.is_dir():
        print(f"bench: {options.data} is absent. The labelled data is not part of the project: name it with --data.")
        return 2
    floors: dict[str, float] = json.loads(FLOORS.read_text("utf-8"))
    if options.quality:
        floors = {figure: floor for figure, floor in floors.items() if not figure.endswith(COSTS)}
    names = options.names or (QUALITY if options.quality else benchmarks())
    saved: dict[str, float] = (
        json.loads(options.save.read_text("utf-8")) if options.save and options.save.exists() else {}
    )
    missed = 0
    for result in run_all(names, options.data, jobs=options.jobs):
        saved |= {figure: round(value, 5) for figure, value in result.figures.items()}
        print(f"# {result.name}: {result.seconds:.0f} s")
        for figure, value in result.figures.items():
            comparison = compare(figure, value, floors)
            missed += comparison.startswith("MISSED")
            print(f"{figure:<52} {value:>12.4f}  {comparison}", flush=True)
    if options.save:
        options.save.write_text(json.dumps(dict(sorted(saved.items())), indent=1) + "\n", "utf-8")
    print(f"{missed} floors missed")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
