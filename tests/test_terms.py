"""Names and prose use the field's standard terms: a word that was replaced must not come back.

Names are those that the code defines: modules, functions, classes, parameters, fields and variables. Prose is
docstrings, comments, documentation and comments of configs. What a test or a rule quotes from a news page is neither.
"""

import ast
import io
import re
import tokenize
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PARTS = {
    "furniture": "boilerplate",
    "masthead": "page_metadata",
    "stretch": "chunk",
    "stretches": "chunks",
    "crew": "worker_pool",
    "neighbours": "near_duplicates",
    "samename": "name_variants",
    "spared": "protected",
    "dealt": "assigned",
    "guides": "wcxb",
    "intake": "readers",
}
"""A name or a part of one -> what to call it."""
WHOLE = {
    "reporting": "content",
    "reported": "content",
    "room": "module",
    "house": "package",
    "said": "reply",
    "told": "report",
    "heard": "messages",
    "asked": "query",
    "held": "up_to_date",
    "gone": "removed",
    "made": "what it is",
    "given": "what it is",
    "standing": "up_to_date",
    "making": "shard_writer",
    "against": "preview",
    "company": "context_features",
    "sounds": "class_names",
    "ruled": "rule_features",
    "moments": "date_parsing",
    "spelt": "date_parsing",
    "opinion": "classifier_decision",
    "suspects": "candidates",
    "nearness": "error_model",
    "plainly": "german_french",
    "claims": "validation",
    "naming": "disambiguation",
    "prose": "token_view",
    "ENOUGH_RUNS": "the name of the concept",
}
"""A whole name, apart from underscores at its ends -> what to call it."""
PROSE = {
    r"furniture": "boilerplate",
    r"masthead": "page metadata",
    r"stretch(?:es)?": "chunk",
    r"intake": "readers",
    r"the way of": "pipeline",
    r"the whole way": "the pipeline",
    r"what is reported": "content",
    r"line model": "line classifier",
    r"stands?(?! for\b| alone\b| out\b)": "is",
    r"lies": "is stored",
    r"neighbouring documents": "near-duplicates",
    r"crew": "worker pool",
    r"mends?|mended|mending": "fix",
    r"what is said of": "results of",
}
"""A pattern of whole words in prose -> the term to use."""
CODE = [path for folder in ("pipeline", "bench", "tests") for path in sorted((ROOT / folder).rglob("*.py"))]
DOCS = [
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").glob("*.md")),
]
CONFIGS = sorted((ROOT / "configs").rglob("*.yaml"))


def defined_names(tree: ast.AST) -> Iterator[tuple[str, int]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, node.lineno
        elif isinstance(node, ast.arg):
            yield node.arg, node.lineno
        elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id, node.lineno


def forbidden(name: str) -> list[str]:
    """The terms in a name that were replaced."""
    bare = name.strip("_")
    return sorted({bare} & WHOLE.keys() | set(bare.split("_")) & PARTS.keys())


def prose_of_code(text: str) -> Iterator[tuple[str, int]]:
    """Comments, docstrings without their examples, and strings that are messages: with a space, within ``pipeline``."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.string, token.start[0]
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Module | ast.FunctionDef | ast.ClassDef) and (docstring := ast.get_docstring(node)):
            for line in docstring.split("\n"):
                if not line.lstrip().startswith((">>>", "...", "'", '"', "[", "(")):
                    yield line, getattr(node, "lineno", 1)


def faults(lines: Iterator[tuple[str, int]]) -> list[str]:
    return [
        f"{number}: {found[0]!r}: say {term!r}: {line.strip()[:90]}"
        for line, number in lines
        for pattern, term in PROSE.items()
        if (found := re.search(rf"\b(?:{pattern})\b", re.sub(r"``[^`]*``|`[^`]*`|\"[^\"]*\"", "", line), re.IGNORECASE))
    ]


@pytest.mark.parametrize(
    "path", [path for path in CODE if path != Path(__file__)], ids=lambda path: str(path.relative_to(ROOT))
)
def test_names_and_prose_of_code(path: Path) -> None:
    text = path.read_text("utf-8")
    names = [f"{line}: {name}" for name, line in defined_names(ast.parse(text)) if forbidden(name)]
    names += [f"module {path.stem}"] if forbidden(path.stem) else []
    prose = faults(prose_of_code(text)) if "tests" not in path.parts else []
    assert names + prose == []


@pytest.mark.parametrize("path", DOCS, ids=lambda path: str(path.relative_to(ROOT)))
def test_prose_of_documentation(path: Path) -> None:
    text = re.sub(r"```.*?```", lambda block: "\n" * block[0].count("\n"), path.read_text("utf-8"), flags=re.DOTALL)
    assert faults((line, number) for number, line in enumerate(text.split("\n"), 1)) == []


@pytest.mark.parametrize("path", CONFIGS, ids=lambda path: str(path.relative_to(ROOT)))
def test_comments_of_configs(path: Path) -> None:
    lines = enumerate(path.read_text("utf-8").split("\n"), 1)
    assert faults((comment[0], number) for number, line in lines if (comment := re.search(r"(?:^|\s)#.*", line))) == []


def test_the_check_finds_what_it_looks_for() -> None:
    assert forbidden("_said") == ["said"]
    assert forbidden("is_furniture") == ["furniture"]
    assert forbidden("essaid") == []
    assert faults(iter([("What stands in the furniture", 3)])) != []
    assert faults(iter([("`furniture` stands for a key", 3)])) == []
