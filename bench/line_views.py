"""Labelled pages as the line model sees them: views, and which of their lines are reporting.

Every page becomes several *views*: its blocks with their markup, its visible text, what extractors made of it, and its
article alone, of which nothing may go. A line of a view is reporting if at least half of its words stand in the
article, in the article's order.
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np

from bench import labelled
from pipeline.line_classifier import PageContext
from pipeline.line_classifier.html_blocks import Block
from pipeline.stages.extract import html_tree
from pipeline.stages.extract.page_content import read_content

FOLDS = 5
WEIGHTS = {
    "html": 1.0,
    "block_text": 1.0,
    "trafilatura": 1.0,
    "readability": 0.7,
    "justext": 0.5,
    "newspaper4k": 0.8,
    "resiliparse": 0.7,
    "gold": 1.0,
    "guides": 0.6,
    "guides_gold": 0.3,
}
WHOLE_PAGES = ("html", "block_text", "guides")
EXTRACTORS = ("block_text", "trafilatura", "readability", "justext", "newspaper4k", "resiliparse")
LOSS = 7.5  # how much worse it is to lose a line of reporting from an extractor's text than to leave one of furniture
NEAR = 15  # lines
LONGEST_LINE = 80  # words past which a line weighs no more
RUN = 4  # words in a row that the article has too ...
ENOUGH_RUNS = 0.3  # ... and the share of a line's runs that makes it a candidate

COUNTRY = re.compile(r"\.(?:com?|org|net|ac|gov)\.[a-z]{2}$")
_WORD = re.compile(r"\w+")


@dataclass
class View:
    """The lines of a page as one source gives them; ``reporting`` is 1, 0 or NaN (no words) a line."""

    name: str
    fold: int
    gold: str
    lines: list[str]
    reporting: Any
    blocks: list[Block] | None = None
    said: PageContext | None = None

    def weights(self) -> Any:
        """What each line counts: its share of the article's words, more where losing it would be worse."""
        size = np.array([min(len(line.split()), LONGEST_LINE) for line in self.lines], dtype=np.float64)
        weight = WEIGHTS[self.name] * (size / (len(self.gold.split()) + 20) * 100 + 0.3)
        if self.name not in WHOLE_PAGES:
            weight = np.where(self.reporting == 1, weight * LOSS, weight)
        return np.where(np.isnan(self.reporting), 0.0, weight) * self._thinned()

    def _thinned(self) -> Any:
        """Of the lines far from any reporting, menus mostly, one of three, for all three."""
        size = len(self.lines)
        told = np.concatenate([[0], np.cumsum(np.nan_to_num(self.reporting))])
        at = np.arange(size)
        near = told[np.minimum(at + NEAR, size)] > told[np.maximum(at - NEAR, 0)]
        return np.where(near, 1.0, np.where(at % 3 == 0, 3.0, 0.0))


def views(data: Path) -> Iterator[View]:
    """Every view of every labelled page whose article was not cut short."""
    for page, extracted in zip(labelled.news(data), labelled.extracted(data), strict=True):
        if not page["gold_suspect"]:
            fold, gold = fold_of(page["url"]), page["body"]
            yield from _of_html(page["html"], "html", fold, gold)
            for name in EXTRACTORS:
                yield from _of_text(extracted["extracted"][name], name, fold, gold)
            yield from _of_text(gold, "gold", fold, gold)
    for page in labelled.articles(data):
        yield from _of_html(page["html"], "guides", fold_of(page["url"] or page["id"]), page["body"])
        yield from _of_text(page["body"], "guides_gold", fold_of(page["url"] or page["id"]), page["body"])


def _of_text(text: str, name: str, fold: int, gold: str) -> Iterator[View]:
    lines = [" ".join(line.split()) for line in text.split("\n") if line.strip()]
    if lines:
        yield View(name, fold, gold, lines, reporting(lines, gold))


def _of_html(html: str, name: str, fold: int, gold: str) -> Iterator[View]:
    tree = html_tree.parse(html)
    if tree is not None:
        page = read_content(tree)
        if page.blocks:
            lines = [block.text for block in page.blocks]
            yield View(name, fold, gold, lines, reporting(lines, gold), page.blocks, page.classifier_context())


def fold_of(url: str) -> int:
    """Which fold a page falls in: that of its site, so that no site is judged by a model that has seen it."""
    host = urlsplit(url if "//" in url else f"//{url}").hostname or url
    parts = host.split(".")
    site = parts[-3:] if COUNTRY.search(host) else parts[-2:]
    return zlib.crc32(".".join(site).encode()) % FOLDS


def reporting(lines: Sequence[str], gold: str) -> Any:
    """Whether each line is reporting, 1 or 0: half of its words stand in the article, in order. NaN without words."""
    said = [_WORD.findall(line) for line in lines]
    wanted = _WORD.findall(gold)
    runs: set[tuple[str, ...]] = set(zip(wanted, wanted[1:], wanted[2:], wanted[3:], strict=False))
    flat = f" {' '.join(wanted)} "
    pieces, owner = [], []
    for at, words in enumerate(said):
        if words and _may_be(words, runs, flat):
            pieces += words
            owner += [at] * len(words)
    found = Counter[int]()
    for start, _, size in SequenceMatcher(None, pieces, wanted, autojunk=False).get_matching_blocks():
        found.update(owner[start : start + size])
    return np.array([found[at] * 2 >= len(words) if words else np.nan for at, words in enumerate(said)], dtype=float)


def _may_be(words: Sequence[str], runs: set[tuple[str, ...]], flat: str) -> bool:
    if len(words) < RUN:
        return f" {' '.join(words)} " in flat
    own = list(zip(words, words[1:], words[2:], words[3:], strict=False))
    return sum(run in runs for run in own) >= ENOUGH_RUNS * len(own)
