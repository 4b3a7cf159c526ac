"""Furniture out of plain text: what is left of a page after the whole way, against what its article says.

The task, its data and its table stand in ``README.md`` beside this file. The lines of ``stock.yaml`` were written for
this bench and not for the rules.
"""

import argparse
from collections.abc import Iterable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter
from types import MappingProxyType
from typing import Any, NamedTuple

from bench import labelled, text_gold
from bench.measure import score
from bench.text_gold import removed
from bench.unseen import judge
from pipeline.clean import clean
from pipeline.document import Document
from pipeline.errors import Unreadable
from pipeline.rules import yaml_file
from pipeline.rules.loading import RuleSet, load_rules
from pipeline.stages import boilerplate

TOOLS = ("block_text", "inscriptis", "trafilatura", "readability", "justext", "newspaper4k", "resiliparse")
STOCK, STOCK_WIDE = (Path(__file__).parent / f"{name}.yaml" for name in ("stock", "stock_wide"))
_ARTICLE, _PAGE = range(4_900, 5_100), range(295, 305)  # characters, lines
_RUNS = 50  # of each timing, of which the fastest counts


class Page(NamedTuple):
    """What the table is made of: the article's own words, the text as a tool left it, and the text cleaned."""

    gold: str
    given: str
    cleaned: str
    suspect: bool


def measure(data: Path, *, show: bool = False, folds: Path | None = None) -> dict[str, float]:
    """All figures of the task, judged by the models in ``folds`` if named.

    With ``show`` prints every line taken out of gold and every stock line left.
    """
    rule_set = load_rules()
    given = zip(labelled.news(data), labelled.extracted(data), strict=True)
    pages = [texts | {"url": page["url"]} for page, texts in given]
    figures: dict[str, float] = {}
    for tool in TOOLS:
        figures |= _figures(tool, [_page(page, tool, rule_set, folds) for page in pages])
    return (
        figures
        | text_gold.measure(pages, rule_set, folds, show=show)
        | _stock(rule_set, STOCK, 3, show=show)
        | _stock(rule_set, STOCK_WIDE, 1, show=show)
        | _cost(pages, rule_set)
    )


def cleaned(text: str, rule_set: RuleSet) -> str:
    """The body that the whole way makes of a text; empty where the document is set aside."""
    try:
        return clean(Document("bench.txt", text.encode()), rule_set.rules).text
    except Unreadable:
        return ""


def _page(page: dict[str, Any], tool: str, rule_set: RuleSet, folds: Path | None) -> Page:
    given = page["extracted"][tool] or ""
    with judge(page["url"], folds):
        return Page(page["body"], given, cleaned(given, rule_set), bool(page["gold_suspect"]))


def _figures(tool: str, pages: list[Page]) -> dict[str, float]:
    sound = [page for page in pages if not page.suspect]
    before = score((page.gold, page.given) for page in sound)
    after = score((page.gold, page.cleaned) for page in sound)
    every = score((page.gold, page.cleaned) for page in pages)
    return {
        f"text.{tool}.before.f1": before.f1,
        f"text.{tool}.f1": after.f1,
        f"text.{tool}.precision": after.precision,
        f"text.{tool}.recall": after.recall,
        f"text.{tool}.recall-lost.harm": before.recall - after.recall,
        f"text.{tool}.exact": after.exact,
        f"text.{tool}.with-suspect.f1": every.f1,
    }


def _stock(rule_set: RuleSet, file: Path, articles: int, *, show: bool) -> dict[str, float]:
    """The share of stock lines that go and of sentences that stay, each put at three places of so many articles."""
    stock = yaml_file.read(file)
    figures = {}
    for kind in ("gone", "kept"):
        right = []
        for line in stock[kind]:
            for text in placed(line, stock["articles"][:articles]):
                left = any(line in row for row in _left(text, rule_set))
                right.append(left == (kind == "kept"))
                if show and not right[-1]:
                    print(f"{'left' if left else 'taken'}     {line!r}")
        figures[f"text.{file.stem}.{kind}"] = sum(right) / len(right)
    return figures


def placed(line: str, articles: Iterable[str]) -> Iterator[str]:
    """The line before, within and behind each article."""
    for article in articles:
        paragraphs = article.strip().split("\n\n")
        for at in (0, len(paragraphs) // 2, len(paragraphs)):
            yield "\n\n".join([*paragraphs[:at], line, *paragraphs[at:]])


def _left(text: str, rule_set: RuleSet) -> list[str]:
    doc = Document("bench.txt", b"", fields=MappingProxyType({"text": text}))
    rules = rule_set.rules["boilerplate"]
    assert isinstance(rules, boilerplate.Rules)
    return doc.take("boilerplate", boilerplate.find(doc, rules)).text.split("\n")


def _cost(pages: list[dict[str, Any]], rule_set: RuleSet) -> dict[str, float]:
    """Milliseconds the stage takes: the median of clean articles of 5,000 characters, and for a page of 300 lines."""
    bodies = [page["body"] for page in pages if len(page["body"]) in _ARTICLE]
    articles = [_ms(body, rule_set) for body in bodies if not removed(body, rule_set)]
    texts = (page["extracted"]["block_text"] for page in pages)
    page = next(text for text in texts if text.count("\n") in _PAGE)
    return {"text.clean-article-ms.cost": median(articles), "text.page-of-300-lines-ms.cost": _ms(page, rule_set)}


def _ms(text: str, rule_set: RuleSet) -> float:
    times = []
    for _ in range(_RUNS):
        start = perf_counter()
        removed(text, rule_set)
        times.append(perf_counter() - start)
    return min(times) * 1000


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/benchmarks"))
    parser.add_argument("--show", action="store_true", help="print what is taken out of gold, and stock lines left")
    parser.add_argument("--folds", type=Path, help="folder of models that saw no page of the sites they judge")
    given = parser.parse_args()
    for name, figure in measure(given.data, show=given.show, folds=given.folds).items():
        print(f"{name:40} {figure:.4f}")
