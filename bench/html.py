"""Extraction from HTML compared with trafilatura: text, title, date, authors, snippets, equal texts of tools, time.

The classifier was trained on these pages: ``html.news`` and ``html.wcxb`` guard against regressions and are not
estimates for other pages. For unseen sites run ``python -m bench.train_lines --folds DIR`` and pass ``--folds DIR``.
"""

import argparse
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from time import process_time
from types import MappingProxyType
from typing import Any

from bench import labelled
from bench.html_metadata import Row, metadata_figures
from bench.measure import page as score_page
from bench.measure import score, words
from bench.unseen import use_unseen_model
from pipeline.clean import clean
from pipeline.document import Document, Fact
from pipeline.errors import Unreadable
from pipeline.rules.loading import RuleSet, load_rules
from pipeline.stages import extract

TIMED = 40  # pages, every tenth, that are timed
SAME_TEXT_STEP = 8  # every eighth page is cleaned from three sources


def measure(data: Path, *, folds: Path | None = None) -> dict[str, float]:
    """Return all figures, with the models in ``folds`` if given. Shares are 0 to 1.

    ``html.time.ratio`` is the processor time of all stages divided by that of bare trafilatura with metadata.
    """
    news = list(labelled.news(data))
    news_rows, guide_rows = _rows(news, folds), _rows(labelled.articles(data), folds)
    publisher_rows = _rows(labelled.publishers(data), folds)
    sound = [row for row in news_rows if not row[0]["gold_suspect"]]
    figures = {
        **_text("html.news", sound),
        **_text("html.wcxb", guide_rows),
        **_text("html.publishers", publisher_rows),
    }
    figures |= metadata_figures("html", news_rows) | metadata_figures("html.publishers", publisher_rows)
    figures |= _snippets(guide_rows)
    return figures | _same_text(news, list(labelled.extracted(data))) | {"html.time.ratio": _time(news)}


@cache
def _cached_rules() -> RuleSet:
    return load_rules()


def extracted(html: str) -> dict[str, str]:
    """Return what the stage finds in a page, by field; nothing if it sets the page aside."""
    raw = Document("bench.html", html.encode("utf-8", "replace"), fields=MappingProxyType({"charset": "utf-8"}))
    try:
        found = extract.find(raw, _cached_rules().rules["extract"])  # type: ignore[arg-type]  # extract's own shape
    except Unreadable:
        return {}
    return {fact.field: fact.value for fact in found if isinstance(fact, Fact)}


def _rows(pages: Iterable[dict[str, Any]], folds: Path | None) -> list[Row]:
    return [(page, _extracted(page, folds), bare(page["html"])) for page in pages]


def _extracted(page: dict[str, Any], folds: Path | None) -> dict[str, str]:
    with use_unseen_model(page.get("country") or page["url"] or page["id"], folds):
        return extracted(page["html"])


def bare(html: str) -> dict[str, str]:
    """Return what trafilatura finds alone, in the same fields."""
    import trafilatura

    found: Any = trafilatura.bare_extraction(html, include_comments=False, with_metadata=True)
    if found is None:
        return {}
    fields = {"text": found.text, "title": found.title, "date": found.date, "author": found.author}
    return {name: value or "" for name, value in fields.items()}


def _text(name: str, rows: Iterable[Row]) -> dict[str, float]:
    rows = list(rows)
    ours = score((_gold(page, own.get("text", "")), own.get("text", "")) for page, own, _ in rows)
    theirs = score((_gold(page, its.get("text", "")), its.get("text", "")) for page, _, its in rows)
    figures = {f"{name}.{figure}": value for figure, value in ours._asdict().items()}
    return figures | {f"{name}.trafilatura.{figure}": value for figure, value in theirs._asdict().items()}


def _gold(page: dict[str, Any], text: str) -> str:
    """Return the article by the label; with its summary, which a page need not show, if the text is nearer to that."""
    body: str = page["body"]
    golds = [body, "\n".join([*page["summary"], body])] if page.get("summary") else [body]
    return max(golds, key=lambda gold: _f1(gold, text))


def _f1(gold: str, text: str) -> float:
    precision, recall, _ = score_page(gold, text)
    return 2 * precision * recall / (precision + recall) if precision and recall else 0.0


def _snippets(rows: list[Row]) -> dict[str, float]:
    """Return the shares of required snippets that are kept, and of unwanted snippets that are removed."""
    figures = {}
    for tool, which in (("", 1), (".trafilatura", 2)):
        kept = [_contains(row[which], snippet) for row in rows for snippet in row[0]["with"]]
        removed = [not _contains(row[which], snippet) for row in rows for snippet in row[0]["without"]]
        figures[f"html.snippets.kept{tool}"] = sum(kept) / len(kept)
        figures[f"html.snippets.removed{tool}"] = sum(removed) / len(removed)
    return figures


def _contains(got: dict[str, str], snippet: str) -> bool:
    return " ".join(words(snippet)) in " ".join(words(got.get("text", "")))


def _same_text(news: list[dict[str, Any]], texts: list[dict[str, Any]]) -> dict[str, float]:
    """Return the share of pages whose HTML, trafilatura's text and newspaper4k's text give the same words once clean.

    Also of each pair of them, and of the two texts before cleaning.
    """
    rows = []
    for page, text in list(zip(news, texts, strict=True))[::SAME_TEXT_STEP]:
        raw_texts = [text["extracted"]["trafilatura"], text["extracted"]["newspaper4k"]]
        html, one, other = (words(_cleaned(body)) for body in [page["html"], *raw_texts])
        rows.append(
            (html == one == other, html == one, html == other, one == other, words(raw_texts[0]) == words(raw_texts[1]))
        )
    names = ("", ".html_trafilatura", ".html_newspaper4k", ".trafilatura_newspaper4k", ".raw")
    shares = (sum(column) / len(rows) for column in zip(*rows, strict=True))
    return {f"html.one_text{name}": share for name, share in zip(names, shares, strict=True)}


def _cleaned(text: str) -> str:
    try:
        return clean(Document("bench", text.encode("utf-8", "replace")), _cached_rules().rules).text
    except Unreadable:
        return ""


def _time(news: list[dict[str, Any]]) -> float:
    """Return the processor time of all stages divided by that of bare trafilatura, page by page, after a warm-up."""
    spent = {"bare": 0.0, "whole": 0.0}
    for counted in (False, True):
        for page in news[::10][:TIMED]:
            for name, run in (("bare", bare), ("whole", _cleaned)):
                began = process_time()
                run(page["html"])
                spent[name] += process_time() - began if counted else 0.0
    return spent["whole"] / spent["bare"]


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.html", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled data")
    parser.add_argument("--folds", type=Path, help="folder of models, each for sites that were not in its training")
    arguments = parser.parse_args()
    for figure, value in measure(arguments.data, folds=arguments.folds).items():
        print(f"{figure:<40} {value:.4f}")


if __name__ == "__main__":
    main()
