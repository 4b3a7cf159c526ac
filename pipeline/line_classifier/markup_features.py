"""What the markup of a page says of each of its lines.

Links and styles in the line, the boxes it stands in and what their author called them, how much of the page's text
shares its box, what the page says of itself elsewhere, and which lines trafilatura took for the article.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.line_classifier import context_features, window_features
from pipeline.line_classifier.class_names import ClassNameScores, Hints
from pipeline.line_classifier.html_blocks import Block

_WORD = re.compile(r"\w+")
_WITHOUT_DOUBT = 15
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_TAGS = {
    "p": 1,
    "li": 2,
    "td": 4,
    "th": 4,
    "blockquote": 5,
    "figcaption": 6,
    "dd": 7,
    "dt": 7,
    "header": 8,
    "footer": 9,
}
_OTHER_TAG = 3
_INSIDE = (
    ("nav",),
    ("aside",),
    ("footer",),
    ("header",),
    ("figure", "figcaption"),
    ("form",),
    ("article",),
    ("main",),
    ("table",),
    ("blockquote",),
    ("ul", "ol", "dl"),
)
_OWN = str.split(
    "links linked bold slanted level tag depth hidden nav aside footer header figure form article main table quote "
    "list hint hint_max hint_min hint_path hint_near hint_near_min"
)
_PAGE = str.split("in_title is_title in_description in_body kept")
_SHIFTED = str.split("linked level tag hint hint_max hint_path beside beside2 kept list in_body")
_STEPS = (-2, -1, 1, 2)


@dataclass(frozen=True)
class PageContext:
    """What is known of the page beside its lines: its title, description, body by JSON-LD, trafilatura's lines."""

    title: str
    description: str
    body: str
    kept: Sequence[str]


def feature_table(blocks: Sequence[Block], said: PageContext, hints: Hints) -> dict[str, Any]:
    """The columns by name, a figure a block."""
    import numpy as np

    sounds = ClassNameScores(hints)
    inside = {block.box.inside: _flags(block.box.inside) for block in blocks}
    rows = [(*_own(block), *inside[block.box.inside], *sounds.of(block.box)) for block in blocks]
    found = dict(zip(_OWN, np.array(rows, dtype=np.float32).T, strict=True)) | context_features.text_share(blocks)
    found |= dict(zip(_PAGE, np.array(_elsewhere(blocks, said), dtype=np.float32).T, strict=True))
    found |= window_features.shifted(found, _SHIFTED, _STEPS)
    return found | context_features.extracted_share(blocks, found["kept"])


def _own(block: Block) -> tuple[float, ...]:
    size, box = len(block.text), block.box
    return (
        block.links,
        min(block.linked / size, 1.0),
        min(block.bold / size, 1.0),
        min(block.slanted / size, 1.0),
        _LEVELS.get(box.tag, 0),
        _TAGS.get(box.tag, _OTHER_TAG),
        box.depth,
        box.hidden,
    )


def _flags(inside: frozenset[str]) -> tuple[bool, ...]:
    return tuple(not inside.isdisjoint(tags) for tags in _INSIDE)


def normalize(text: str) -> str:
    """The words of a text in lower case, one blank between two."""
    return " ".join(_WORD.findall(text.casefold()))


def _elsewhere(blocks: Sequence[Block], said: PageContext) -> list[tuple[float, ...]]:
    """Where else the page says the line: in its title, its description, its JSON-LD; and whether trafilatura does."""
    title, description, body = normalize(said.title), normalize(said.description), normalize(said.body)
    of_title = frozenset(title.split())
    kept = frozenset(map(normalize, said.kept))
    whole = f" {' '.join(normalize(line) for line in said.kept)} "
    rows: list[tuple[float, ...]] = []
    for block in blocks:
        words = normalize(block.text)
        in_title = len(of_title.intersection(words.split())) / len(of_title) if of_title else float("nan")
        in_body = float(bool(words) and words in body) if body else float("nan")
        in_description = bool(description and words) and (words in description or description in words)
        share = 1.0 if words in kept else _partly(words, whole)
        rows.append((in_title, float(bool(title) and words == title), float(in_description), in_body, share))
    return rows


def _partly(words: str, whole: str) -> float:
    """How sure it is that words stand in trafilatura's text, though not on a line of their own."""
    if not words or words not in whole:
        return 0.0
    return 0.7 if len(words) > _WITHOUT_DOUBT else 0.4 if f" {words} " in whole else 0.0
