"""Features of each block of an HTML page that come from its markup.

Links and styles in the block, its elements and their class names, the share of the page's text in the same element,
whether the page's metadata repeats the block, and whether trafilatura extracted it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.line_classifier import context_features, window_features
from pipeline.line_classifier.class_names import ClassNameOdds, ClassNameScores
from pipeline.line_classifier.html_blocks import Block

_WORD = re.compile(r"\w+")
_DISTINCTIVE = 15  # characters that do not occur in a text by chance
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
_ANCESTORS = (
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
    "links linked bold italic level tag depth hidden nav aside footer header figure form article main table quote "
    "list class_mean class_max class_min class_path class_near_max class_near_min"
)
_PAGE = str.split("in_title is_title in_description in_body extracted")
_SHIFTED = str.split("linked level tag class_mean class_max class_path box_share box_share2 extracted list in_body")
_STEPS = (-2, -1, 1, 2)


@dataclass(frozen=True)
class PageContext:
    """The page's title and description, its body by JSON-LD, and the lines that trafilatura extracted."""

    title: str
    description: str
    body: str
    extracted: Sequence[str]


def feature_table(blocks: Sequence[Block], context: PageContext, odds: ClassNameOdds) -> dict[str, Any]:
    """Return the columns by name, one figure a block."""
    import numpy as np

    scores = ClassNameScores(odds)
    flags = {tags: _flags(tags) for tags in {block.box.ancestor_tags for block in blocks}}
    rows = [(*_own(block), *flags[block.box.ancestor_tags], *scores.of(block.box)) for block in blocks]
    columns = dict(zip(_OWN, np.array(rows, dtype=np.float32).T, strict=True)) | context_features.text_share(blocks)
    columns |= dict(zip(_PAGE, np.array(_in_metadata(blocks, context), dtype=np.float32).T, strict=True))
    columns |= window_features.shifted(columns, _SHIFTED, _STEPS)
    return columns | context_features.extracted_share(blocks, columns["extracted"])


def _own(block: Block) -> tuple[float, ...]:
    size, box = len(block.text), block.box
    return (
        block.links,
        min(block.linked / size, 1.0),
        min(block.bold / size, 1.0),
        min(block.italic / size, 1.0),
        _LEVELS.get(box.tag, 0),
        _TAGS.get(box.tag, _OTHER_TAG),
        box.depth,
        box.hidden,
    )


def _flags(ancestor_tags: frozenset[str]) -> tuple[bool, ...]:
    return tuple(not ancestor_tags.isdisjoint(tags) for tags in _ANCESTORS)


def normalize(text: str) -> str:
    """Return the words of a text in lower case, separated by single spaces."""
    return " ".join(_WORD.findall(text.casefold()))


def _in_metadata(blocks: Sequence[Block], context: PageContext) -> list[tuple[float, ...]]:
    """Whether the page's title, description, JSON-LD body and trafilatura's text contain each block."""
    title, description, body = normalize(context.title), normalize(context.description), normalize(context.body)
    title_words = frozenset(title.split())
    extracted = frozenset(map(normalize, context.extracted))
    whole = f" {' '.join(normalize(line) for line in context.extracted)} "
    rows: list[tuple[float, ...]] = []
    for block in blocks:
        words = normalize(block.text)
        in_title = len(title_words.intersection(words.split())) / len(title_words) if title_words else float("nan")
        in_body = float(bool(words) and words in body) if body else float("nan")
        in_description = bool(description and words) and (words in description or description in words)
        share = 1.0 if words in extracted else _partly(words, whole)
        rows.append((in_title, float(bool(title) and words == title), float(in_description), in_body, share))
    return rows


def _partly(words: str, whole: str) -> float:
    """How likely trafilatura's text contains the words, though not as a line of their own."""
    if not words or words not in whole:
        return 0.0
    return 0.7 if len(words) > _DISTINCTIVE else 0.4 if f" {words} " in whole else 0.0
