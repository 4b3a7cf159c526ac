"""Boilerplate removal from plain text: the cleaned text of a page compared with its article.

``README.md`` beside this file describes the task and the data. The lines of ``stock.yaml`` and ``stock_wide.yaml`` were
written for this benchmark, not for the rules.
"""

import argparse
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from statistics import median
from time import perf_counter
from types import MappingProxyType
from typing import Any, NamedTuple

from bench import labelled, text_gold
from bench.measure import Score, score
from bench.text_gold import removals
from bench.unseen import use_unseen_model
from pipeline.clean import clean
from pipeline.document import Document
from pipeline.errors import Unreadable
from pipeline.rules import yaml_file
from pipeline.rules.loading import RuleSet, load_rules
from pipeline.stages import boilerplate

TOOLS = ("block_text", "inscriptis", "trafilatura", "readability", "justext", "newspaper4k", "resiliparse")
STOCK, STOCK_WIDE = (Path(__file__).parent / f"{name}.yaml" for name in ("stock", "stock_wide"))
_UNSPACED = frozenset(("cn", "jp", "kr", "tw"))  # countries of the publishers' pages in Chinese, Japanese and Korean
_ARTICLE, _PAGE = range(4_900, 5_100), range(295, 305)  # characters of an article, lines of a page, that are timed
_RUNS = 50  # of each timing, of which the fastest counts


class Page(NamedTuple):
    """The article by its label (two versions if the summary may belong to it), the text given, and the text cleaned."""

    gold: tuple[str, ...]
    raw: str
    cleaned: str
    suspect: bool = False


def measure(data: Path, *, show: bool = False, folds: Path | None = None) -> dict[str, float]:
    """All figures, computed with the models in ``folds`` if given.

    ``show`` prints every line removed from clean bodies, and every stock line with the wrong result.
    """
    rule_set = load_rules()
    both = zip(labelled.news(data), labelled.extracted(data), strict=True)
    pages = [texts | {"url": page["url"]} for page, texts in both]
    figures: dict[str, float] = {}
    for tool in TOOLS:
        figures |= _tool_figures(tool, [_news_page(page, tool, rule_set, folds) for page in pages])
    return (
        figures
        | _publisher_figures(data, rule_set, folds)
        | text_gold.measure(pages, rule_set, folds, show=show)
        | _stock(rule_set, STOCK, 3, show=show)
        | _stock(rule_set, STOCK_WIDE, 1, show=show)
        | _cost(pages, rule_set)
    )


def cleaned(text: str, rule_set: RuleSet) -> str:
    """The body after all stages; empty if the document is set aside."""
    try:
        return clean(Document("bench.txt", text.encode()), rule_set.rules).text
    except Unreadable:
        return ""


def _news_page(page: dict[str, Any], tool: str, rule_set: RuleSet, folds: Path | None) -> Page:
    raw = page["extracted"][tool] or ""
    with use_unseen_model(page["url"], folds):
        return Page((page["body"],), raw, cleaned(raw, rule_set), bool(page["gold_suspect"]))


def _tool_figures(tool: str, pages: Sequence[Page]) -> dict[str, float]:
    sound = [page for page in pages if not page.suspect]
    before = _score((page.gold, page.raw) for page in sound)
    after = _score((page.gold, page.cleaned) for page in sound)
    every = _score((page.gold, page.cleaned) for page in pages)
    return {
        f"text.{tool}.before.f1": before.f1,
        f"text.{tool}.f1": after.f1,
        f"text.{tool}.precision": after.precision,
        f"text.{tool}.recall": after.recall,
        f"text.{tool}.recall-lost.harm": before.recall - after.recall,
        f"text.{tool}.exact": after.exact,
        f"text.{tool}.with-suspect.f1": every.f1,
    }


def _publisher_figures(data: Path, rule_set: RuleSet, folds: Path | None) -> dict[str, float]:
    """All visible text of the publishers' pages, and of those in Chinese, Japanese and Korean."""
    pages, unspaced = [], []
    for page in labelled.publishers(data):
        gold = (page["body"], "\n".join([*page["summary"], page["body"]]))
        with use_unseen_model(page["country"], folds):
            result = Page(gold, page["block_text"], cleaned(page["block_text"], rule_set))
        pages.append(result)
        if page["country"] in _UNSPACED:
            unspaced.append(result)
    figures: dict[str, float] = {}
    for name, group in (("publishers", pages), ("publishers-cjk", unspaced)):
        after = _score((page.gold, page.cleaned) for page in group)
        figures |= {
            f"text.{name}.f1": after.f1,
            f"text.{name}.precision": after.precision,
            f"text.{name}.recall": after.recall,
        }
    return figures


def _score(pairs: Iterable[tuple[Sequence[str], str]]) -> Score:
    """The score of predictions, each compared with the version of its article that it fits best."""
    best = []
    for versions, predicted in pairs:
        best.append((max(versions, key=lambda gold, text=predicted: score([(gold, text)]).f1), predicted))  # type: ignore[misc]  # a lambda with a default
    return score(best)


def _stock(rule_set: RuleSet, file: Path, articles: int, *, show: bool) -> dict[str, float]:
    """The share of stock lines removed and of sentences kept, each at three positions of this number of articles."""
    stock = yaml_file.read(file)
    languages = [stock] if "articles" in stock else list(stock.values())
    figures = {}
    for kind in ("removed", "kept"):
        results = []
        for language in languages:
            for line in language[kind]:
                for text in placed(line, language["articles"][:articles]):
                    remains = any(line in row for row in _remaining(text, rule_set))
                    results.append(remains == (kind == "kept"))
                    if show and not results[-1]:
                        print(f"{'kept' if remains else 'removed':9} {line!r}")
        figures[f"text.{file.stem}.{kind}"] = sum(results) / len(results)
    return figures


def placed(line: str, articles: Iterable[str]) -> Iterator[str]:
    """The line before, within and behind each article."""
    for article in articles:
        paragraphs = article.strip().split("\n\n")
        for at in (0, len(paragraphs) // 2, len(paragraphs)):
            yield "\n\n".join([*paragraphs[:at], line, *paragraphs[at:]])


def _remaining(text: str, rule_set: RuleSet) -> list[str]:
    doc = Document("bench.txt", b"", fields=MappingProxyType({"text": text}))
    rules = rule_set.rules["boilerplate"]
    assert isinstance(rules, boilerplate.Rules)
    return doc.take("boilerplate", boilerplate.find(doc, rules)).text.split("\n")


def _cost(pages: Sequence[dict[str, Any]], rule_set: RuleSet) -> dict[str, float]:
    """Milliseconds of the stage: the median of clean articles of 5,000 characters, and for a page of 300 lines."""
    bodies = [page["body"] for page in pages if len(page["body"]) in _ARTICLE]
    articles = [_ms(body, rule_set) for body in bodies if not removals(body, rule_set)]
    texts = (page["extracted"]["block_text"] for page in pages)
    page = next(text for text in texts if text.count("\n") in _PAGE)
    return {"text.clean-article-ms.cost": median(articles), "text.page-of-300-lines-ms.cost": _ms(page, rule_set)}


def _ms(text: str, rule_set: RuleSet) -> float:
    times = []
    for _ in range(_RUNS):
        start = perf_counter()
        removals(text, rule_set)
        times.append(perf_counter() - start)
    return min(times) * 1000


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/benchmarks"))
    parser.add_argument("--show", action="store_true", help="print lines removed from clean bodies, and stock lines")
    parser.add_argument("--folds", type=Path, help="folder of models trained without the site that they are tested on")
    options = parser.parse_args()
    for name, figure in measure(options.data, show=options.show, folds=options.folds).items():
        print(f"{name:40} {figure:.4f}")
