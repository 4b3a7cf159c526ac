"""Which way imports point: a module knows only what stands to its left."""

import ast
from pathlib import Path

import pytest

PIPELINE = Path(__file__).parent.parent / "pipeline"
LAYERS = [
    {"errors"},
    {"edits", "decoding"},
    {"document"},
    {"stage"},
    {"LEAF"},  # rooms that stages share; they may know each other
    {"STAGE"},
    {"stages"},
    {"clean"},
    {"configs"},
    {"files"},
    {"remote"},
    {"folder", "packing"},
    {"intake"},
    {"record", "stretches"},
    {"entry"},
    {"report"},
    {"job"},
    {"tree", "rows"},
    {"shards"},
    {"making"},
    {"store"},
    {"limits"},
    {"standing", "lock"},
    {"sharding"},
    {"proof", "project", "learn", "neighbours"},
    {"batch", "catalogue", "duplicates"},
    {"worker", "stats", "against"},
    {"workers"},
    {"corpus"},
    {"clusters"},
    {"summary", "progress", "explain", "server", "schedule"},
    {"flow"},
    {"options"},
    {"commands"},
    {"cli"},
]
NAMED = set().union(*LAYERS)
ONLY = {
    "prefect": {"flow"},
    "yaml": {"yamlfile"},
    "typer": {"cli", "commands", "options"},
    "trafilatura": {"extract", "pages"},
    "langdetect": {"language"},
}
MODULES = sorted(path for path in PIPELINE.rglob("*.py") if path.parent != PIPELINE or path.name != "__init__.py")


def layer_name(dotted: str) -> str:
    parts = dotted.split(".")
    if parts[1:2] == ["stages"]:
        return "STAGE" if len(parts) > 2 else "stages"
    if parts[1] in {"text", "lines"}:
        return "LEAF"
    return next((part for part in reversed(parts) if part in NAMED), "LEAF")


def may_know(one: str, other: str) -> bool:
    """Whether a module may import another of its own height: shared rooms may, and rooms of one stage."""
    if layer_name(one) == "STAGE":
        return one.split(".")[2] == other.split(".")[2]
    return layer_name(one) == "LEAF" or one.split(".")[1] == other.split(".")[1] == "learn"


def height(dotted: str) -> int:
    return next(at for at, layer in enumerate(LAYERS) if layer_name(dotted) in layer)


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            submodules = {f"{node.module}.{alias.name}" for alias in node.names}
            found |= {name for name in submodules if is_module(name)} or {node.module}
    return found


def is_module(dotted: str) -> bool:
    place = PIPELINE.parent / dotted.replace(".", "/")
    return place.with_suffix(".py").exists() or (place / "__init__.py").exists()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PIPELINE)))
def test_imports_point_left(path: Path) -> None:
    dotted = ".".join(path.relative_to(PIPELINE.parent).with_suffix("").parts).removesuffix(".__init__")
    ours = [name for name in imports(path) if name.startswith("pipeline.")]
    wrong = [
        name
        for name in ours
        if height(name) > height(dotted) or (height(name) == height(dotted) and not may_know(dotted, name))
    ]
    assert wrong == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PIPELINE)))
def test_each_library_has_its_room(path: Path) -> None:
    tops = {name.partition(".")[0] for name in imports(path)}
    rooms = {path.stem, path.parent.name}
    wrong = {top for top in tops if top in ONLY and not rooms & ONLY[top]}
    assert wrong == set()


def test_no_stage_knows_a_path() -> None:
    knowing = [
        str(path.relative_to(PIPELINE))
        for path in (PIPELINE / "stages").rglob("*.py")
        if imports(path) & {"pathlib", "os", "io", "tempfile", "shutil", "glob", "time", "random"}
    ]
    assert knowing == []
