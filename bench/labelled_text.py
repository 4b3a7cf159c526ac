"""Labelled texts for training the line classifier: every labelled page as several texts, each line content or not.

1. ``html``: the blocks of the page with their markup.
2. ``page``: all visible text of the page.
3. ``extract``: the outputs of extractors, and the clean body, of which nothing may be removed.

A line is content if at least half of its words occur in the article, in the article's order.
"""

import re
import zlib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import numpy as np

from bench import labelled
from pipeline.line_classifier import PageContext
from pipeline.line_classifier.html_blocks import Block, blocks_of
from pipeline.line_classifier.tree_model import EXTRACT, HTML, PAGE
from pipeline.stages.extract import html_tree
from pipeline.stages.extract.page_content import read_content
from pipeline.text.lines import count_words

FOLDS = 5
WEIGHTS = {"trafilatura": 1.0, "readability": 0.7, "justext": 0.5, "newspaper4k": 0.8, "resiliparse": 0.7}
WCXB_PAGE, WCXB_BODY = 0.6, 0.3  # weights of the pages that are no news
CONTENT_WEIGHT = 7.5  # of a line of content in an extractor's output: losing it is worse than leaving boilerplate
NEAR = 15  # lines
LONGEST_LINE = 80  # words that count in the weight of a line
SHINGLE_WORDS = 4
MIN_SHARED_SHINGLES = 0.3  # share of a line's shingles that the article has, from which its words are aligned

COUNTRY = re.compile(r"\.(?:com?|org|net|ac|gov)\.[a-z]{2}$")
_WORD = re.compile(r"\w+")


class Article(NamedTuple):
    """The fold of a page, and its article by the label."""

    fold: int
    gold: str


@dataclass
class LabelledText:
    """One text of a page. ``content`` has 1, 0 or NaN (no words) a line; ``kind`` names the trees it trains."""

    kind: str
    source: str
    weight: float
    fold: int
    gold: str
    lines: list[str]
    content: Any
    blocks: list[Block] | None = None
    context: PageContext | None = None

    def weights(self) -> Any:
        """The weight of each line: its share of the article's words, more where losing it would be worse."""
        size = np.array([min(count_words(line), LONGEST_LINE) for line in self.lines], dtype=np.float64)
        weight = self.weight * (size / (count_words(self.gold) + 20) * 100 + 0.3)
        if self.kind == EXTRACT:
            weight = np.where(self.content == 1, weight * CONTENT_WEIGHT, weight)
        return np.where(np.isnan(self.content), 0.0, weight) * self._thinned()

    def _thinned(self) -> Any:
        """Of the lines far from content, mostly menus, use one of three, with three times the weight."""
        size = len(self.lines)
        done = np.concatenate([[0], np.cumsum(np.nan_to_num(self.content))])
        at = np.arange(size)
        near = done[np.minimum(at + NEAR, size)] > done[np.maximum(at - NEAR, 0)]
        return np.where(near, 1.0, np.where(at % 3 == 0, 3.0, 0.0))


def labelled_texts(data: Path, *, html: bool) -> Iterator[LabelledText]:
    """All texts of all labelled pages whose gold is complete; those of kind ``html`` only if asked for."""
    yield from _news(data, html=html)
    yield from _publishers(data)
    yield from _articles(data, html=html)


def _news(data: Path, *, html: bool) -> Iterator[LabelledText]:
    for page, extracted in zip(labelled.news(data), labelled.extracted(data), strict=True):
        if not page["gold_suspect"]:
            article = Article(fold_of(page["url"]), page["body"])
            if html:
                yield from _from_html(page["html"], "newspaper4k", 1.0, article)
            yield from _from_text(PAGE, "newspaper4k", 1.0, article, extracted["extracted"]["block_text"])
            for name, weight in WEIGHTS.items():
                yield from _from_text(EXTRACT, name, weight, article, extracted["extracted"][name])
            yield from _from_text(EXTRACT, "gold", 1.0, article, article.gold)


def _publishers(data: Path) -> Iterator[LabelledText]:
    """The folds are by country, so that the languages are unseen too. The summary belongs to the article.

    Their HTML is left out: it tests the model. Training with it made HTML no better, see docs/benchmarks.md.
    """
    import trafilatura

    for page in labelled.publishers(data):
        article = Article(fold_of(page["country"]), "\n".join([*page["summary"], page["body"]]))
        yield from _from_text(PAGE, "publishers", 1.0, article, page["block_text"])
        extracted = trafilatura.extract(page["html"], include_comments=False)
        yield from _from_text(EXTRACT, "trafilatura", 1.0, article, extracted or "")
        yield from _from_text(EXTRACT, "gold", 1.0, article, article.gold)


def _articles(data: Path, *, html: bool) -> Iterator[LabelledText]:
    for page in labelled.articles(data):
        article = Article(fold_of(page["url"] or page["id"]), page["body"])
        if html:
            yield from _from_html(page["html"], "wcxb", WCXB_PAGE, article)
        yield from _from_text(PAGE, "wcxb", WCXB_PAGE, article, _visible_text(page["html"]))
        yield from _from_text(EXTRACT, "gold", WCXB_BODY, article, article.gold)


def _visible_text(html: str) -> str:
    tree = html_tree.parse(html)
    return "" if tree is None else "\n".join(block.text for block in blocks_of(tree))


def _from_text(kind: str, source: str, weight: float, article: Article, text: str | None) -> Iterator[LabelledText]:
    lines = [" ".join(line.split()) for line in (text or "").split("\n") if line.strip()]
    if lines:
        yield LabelledText(kind, source, weight, article.fold, article.gold, lines, content_lines(lines, article.gold))


def _from_html(html: str, source: str, weight: float, article: Article) -> Iterator[LabelledText]:
    tree = html_tree.parse(html)
    if tree is not None:
        page = read_content(tree)
        if page.blocks:
            lines = [block.text for block in page.blocks]
            labels = content_lines(lines, article.gold)
            context = page.classifier_context()
            yield LabelledText(HTML, source, weight, article.fold, article.gold, lines, labels, page.blocks, context)


def fold_of(url: str) -> int:
    """The fold of a page, by its site or country, so that no page is tested by a model that has seen its site."""
    host = urlsplit(url if "//" in url else f"//{url}").hostname or url
    parts = host.split(".")
    site = parts[-3:] if COUNTRY.search(host) else parts[-2:]
    return zlib.crc32(".".join(site).encode()) % FOLDS


def content_lines(lines: Sequence[str], gold: str) -> Any:
    """Whether each line is content, 1 or 0: half of its words occur in the article, in order. NaN without words."""
    words_of = [_WORD.findall(line) for line in lines]
    wanted = _WORD.findall(gold)
    shingles: set[tuple[str, ...]] = set(zip(wanted, wanted[1:], wanted[2:], wanted[3:], strict=False))
    flat = f" {' '.join(wanted)} "
    candidates, owner = [], []
    for at, words in enumerate(words_of):
        if words and _is_candidate(words, shingles, flat):
            candidates += words
            owner += [at] * len(words)
    matched = Counter[int]()
    for start, _, size in SequenceMatcher(None, candidates, wanted, autojunk=False).get_matching_blocks():
        matched.update(owner[start : start + size])
    labels = [matched[at] * 2 >= len(words) if words else np.nan for at, words in enumerate(words_of)]
    return np.array(labels, dtype=float)


def _is_candidate(words: Sequence[str], shingles: set[tuple[str, ...]], flat: str) -> bool:
    if len(words) < SHINGLE_WORDS:
        return f" {' '.join(words)} " in flat
    own = list(zip(words, words[1:], words[2:], words[3:], strict=False))
    return sum(shingle in shingles for shingle in own) >= MIN_SHARED_SHINGLES * len(own)
