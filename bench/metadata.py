"""How often headline, date and author found in plain text are right, and how often a line of reporting is taken.

The pages come as the text that scrapers leave, and go the whole way, so what is measured is what users see. Shares are
of pages: ``title.right`` of those whose text has the headline as a line, ``*.found`` of those whose gold knows it,
``*.wrong.harm`` of all, ``reporting.harm`` of all: a line of gold's body left the text through this stage.
"""

import argparse
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench import labelled
from pipeline.clean import clean
from pipeline.document import Document, Edit
from pipeline.errors import Unreadable
from pipeline.rules.loading import RuleSet, load_rules
from pipeline.text import headlines

TOOLS = ("block_text", "trafilatura", "resiliparse")


def measure(data: Path, *, show: bool = False) -> dict[str, float]:
    """The figures for the plain text of three extractors; with ``show`` prints each page that went wrong."""
    rule_set = load_rules()
    known = {page["id"]: page for page in labelled.news(data)}
    pages = [{**page, **known[page["id"]], "extracted": page["extracted"]} for page in labelled.extracted(data)]
    figures: dict[str, float] = {}
    for tool in TOOLS:
        marks = Counter[str]()
        for page in pages:
            for mark, what in _marks(page, tool, rule_set):
                marks[mark] += 1
                if show and mark.endswith("harm"):
                    print(f"{tool:12} {mark:18} {what}")
        figures |= {f"metadata.{tool}.{name}": share for name, share in _shares(marks).items()}
    return figures


def _shares(marks: Counter[str]) -> dict[str, float]:
    right = {f"{name}.{word}": marks[f"{name}.{word}"] / marks[f"{name}.known"] for name, word in _RIGHT}
    return right | {name: marks[name] / marks["pages"] for name in _HARM}


_RIGHT = (("title", "right"), ("date", "found"), ("author", "found"))
_HARM = ("title.wrong.harm", "date.wrong.harm", "author.wrong.harm", "reporting.harm")


def _marks(page: dict[str, Any], tool: str, rule_set: RuleSet) -> Iterator[tuple[str, str]]:
    """What there is to count in one page, each with what it was."""
    text = page["extracted"][tool] or ""
    try:
        doc = clean(Document("bench.txt", text.encode()), rule_set.rules)
    except Unreadable:
        return
    yield "pages", ""
    wanted, got = headlines.headline_key(page["title"]), doc.fields.get("title", "")
    if wanted in {headlines.headline_key(line) for line in text.split("\n")}:
        yield "title.known", ""
        yield ("title.right" if headlines.headline_key(got) == wanted else "title.missed"), ""
    if got and wanted not in headlines.headline_keys(got):
        yield "title.wrong.harm", f"{got} | {page['title']}"
    yield from _compared("date", doc, {page["date"]} - {"", None})
    yield from _compared("author", doc, {name.strip().casefold() for name in (page["authors"] or "").split(",")} - {""})
    body = {headlines.headline_key(line) for line in page["body"].split("\n")} - {wanted, ""}
    for edit in _edits(doc):
        if headlines.headline_key(edit.before) in body:
            yield "reporting.harm", edit.before.strip()


def _compared(name: str, doc: Document, gold: set[str]) -> Iterator[tuple[str, str]]:
    got = {value.strip().casefold() for value in doc.fields.get(name, "").split(";")} - {""}
    if gold:
        yield f"{name}.known", ""
        if got:
            yield (f"{name}.found" if got == gold else f"{name}.wrong.harm"), f"{got} | {gold}"


def _edits(doc: Document) -> Iterator[Edit]:
    for step in doc.steps:
        if step.stage == "metadata":
            yield from (found for found in step.findings if isinstance(found, Edit) and found.span.field == "text")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/benchmarks"))
    parser.add_argument("--show", action="store_true", help="print each page that went wrong")
    given = parser.parse_args()
    for name, figure in measure(given.data, show=given.show).items():
        print(f"{name:40} {figure:.4f}")
