"""Every benchmark, its figures as one table, held against the floors: ``python -m bench --data DIR [NAME ...]``."""

import argparse
import importlib
import json
import pkgutil
import sys
from pathlib import Path
from types import ModuleType

import bench

FLOORS = Path(__file__).parent / "floors.json"
CEILINGS = (".ratio", ".cost", ".alarms", ".harm")  # figures of these endings may not rise, all others not fall


def benchmarks() -> dict[str, ModuleType]:
    """Every module of this folder that measures something, by name."""
    names = [module.name for module in pkgutil.iter_modules(bench.__path__) if not module.name.startswith("_")]
    modules = {name: importlib.import_module(f"bench.{name}") for name in names}
    return {name: module for name, module in modules.items() if hasattr(module, "measure")}


def verdict(name: str, value: float, floors: dict[str, float]) -> str:
    """What the floor says of a figure: nothing where there is none."""
    if name not in floors:
        return ""
    below = value > floors[name] if name.endswith(CEILINGS) else value < floors[name]
    return f"{'MISSED' if below else 'holds'} {floors[name]:g}"


def main() -> int:
    """Prints a line a figure; gives 1 when a floor is missed, 2 when the data is absent."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled data")
    parser.add_argument("names", nargs="*", help="benchmarks to run; all by default")
    given = parser.parse_args()
    if not given.data.is_dir():
        print(
            f"bench: {given.data} is absent: the labelled data is no part of the project. Name its place with --data."
        )
        return 2
    floors: dict[str, float] = json.loads(FLOORS.read_text("utf-8"))
    missed = False
    for name, module in benchmarks().items():
        if given.names and name not in given.names:
            continue
        for figure, value in module.measure(given.data).items():
            said = verdict(figure, value, floors)
            missed = missed or said.startswith("MISSED")
            print(f"{figure:<48} {value:>12.4f}  {said}", flush=True)
    return int(missed)


if __name__ == "__main__":
    sys.exit(main())
