"""Imports point in one direction: a module imports only packages to its left."""

import ast
from pathlib import Path

import pytest

PIPELINE = Path(__file__).parent.parent / "pipeline"
LAYERS = [
    {"errors"},
    {"document"},
    {"text", "line_classifier", "stage"},
    {"STAGE"},
    {"stages"},
    {"decisions"},
    {"clean"},
    {"rules"},
    {"cleaner"},
    {"io"},
    {"corpus"},
    {"review"},
    {"execution"},
    {"flow"},
    {"cli"},
]
"""Packages from left to right. ``STAGE`` is one stage. A package imports itself and packages to its left."""
ONLY = {
    "prefect": {"flow", "prefect_server_main"},
    "yaml": {"yaml_file", "yaml_edit", "front_matter"},
    "typer": {"cli"},
    "trafilatura": {"extract"},
    "langdetect": {"language"},
}
MODULES = sorted(path for path in PIPELINE.rglob("*.py") if path.parent != PIPELINE or path.name != "__init__.py")


def layer_name(dotted: str) -> str:
    parts = dotted.split(".")
    return "STAGE" if parts[1] == "stages" and len(parts) > 2 else parts[1]


def may_import(one: str, other: str) -> bool:
    """Whether a module may import another of its own layer: within a package, and within one stage."""
    depth = 3 if layer_name(one) == "STAGE" else 2
    both = {layer_name(one), layer_name(other)}
    return one.split(".")[:depth] == other.split(".")[:depth] or both <= {"text", "line_classifier", "stage"}


def layer_number(dotted: str) -> int:
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
    path = PIPELINE.parent / dotted.replace(".", "/")
    return path.with_suffix(".py").exists() or (path / "__init__.py").exists()


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PIPELINE)))
def test_imports_point_left(path: Path) -> None:
    dotted = ".".join(path.relative_to(PIPELINE.parent).with_suffix("").parts).removesuffix(".__init__")
    ours = [name for name in imports(path) if name.startswith("pipeline.")]
    wrong = [
        name
        for name in ours
        if layer_number(name) > layer_number(dotted)
        or (layer_number(name) == layer_number(dotted) and not may_import(dotted, name))
    ]
    assert wrong == []


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(PIPELINE)))
def test_some_libraries_are_imported_by_one_package_only(path: Path) -> None:
    tops = {name.partition(".")[0] for name in imports(path)}
    names = {path.stem, *path.relative_to(PIPELINE).parts[:-1]}
    wrong = {top for top in tops if top in ONLY and not names & ONLY[top]}
    assert wrong == set()


def test_no_stage_touches_files_or_clocks() -> None:
    importing = [
        str(path.relative_to(PIPELINE))
        for path in (PIPELINE / "stages").rglob("*.py")
        if imports(path) & {"pathlib", "os", "io", "tempfile", "shutil", "glob", "time", "random"}
    ]
    assert importing == []
