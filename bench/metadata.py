"""Title, date and author from plain text: how often they are right, and how often a line of the article is removed.

The texts are the output of three extractors and pass all stages. Shares are of pages: ``title.right`` of those whose
text has the headline as a line, ``*.found`` of those with a label, ``*.wrong.harm`` of all, ``article_lines.harm`` of
all: the metadata stage removed a line of the labelled body. ``metadata.bodies.*.harm``: of bodies without a headline,
the share that loses a line as the title, and the share that gets a title all the same.

Labels are compared without accents and punctuation of names. A date that the page prints with the labelled day and
month and another year is left out: read by hand, the page is right there, and the label has the year of crawling.
"""

import argparse
import unicodedata
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
    """Return the figures for the plain text of three extractors; ``show`` prints each error."""
    rule_set = load_rules()
    known = {page["id"]: page for page in labelled.news(data)}
    pages = [{**page, **known[page["id"]], "extracted": page["extracted"]} for page in labelled.extracted(data)]
    figures: dict[str, float] = {}
    for tool in TOOLS:
        counts = Counter[str]()
        for page in pages:
            for name, detail in _results(page, tool, rule_set):
                counts[name] += 1
                if show and name.endswith("harm"):
                    print(f"{tool:12} {name:18} {detail}")
        figures |= {f"metadata.{tool}.{name}": share for name, share in _shares(counts).items()}
    return figures | _bodies(data, rule_set, show=show)


def _bodies(data: Path, rule_set: RuleSet, *, show: bool) -> dict[str, float]:
    """Figures for texts that have no headline."""
    bodies = [page["body"] for page in (*labelled.news(data), *labelled.publishers(data))]
    bodies += [page["text"] for page in labelled.scraped_bodies(data)]
    counts = Counter[str]()
    for body in bodies:
        try:
            doc = clean(Document("bench.txt", body.encode()), rule_set.rules)
        except Unreadable:
            continue
        removed = [edit.before.strip() for edit in _edits(doc) if "headline" in edit.rule or "title" in edit.rule]
        counts.update({"bodies": 1, "line_lost": bool(removed), "titled": "title" in doc.fields})
        if show and removed:
            print(f"bodies       line_lost          {removed}")
    return {f"metadata.bodies.{name}.harm": counts[name] / counts["bodies"] for name in ("line_lost", "titled")}


def _shares(counts: Counter[str]) -> dict[str, float]:
    right = {f"{name}.{word}": counts[f"{name}.{word}"] / counts[f"{name}.known"] for name, word in _RIGHT}
    return right | {name: counts[name] / counts["pages"] for name in _HARM}


_RIGHT = (("title", "right"), ("date", "found"), ("author", "found"))
_HARM = ("title.wrong.harm", "date.wrong.harm", "author.wrong.harm", "article_lines.harm")


def _results(page: dict[str, Any], tool: str, rule_set: RuleSet) -> Iterator[tuple[str, str]]:
    """Yield each counted result of one page, with its detail."""
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
    date = (page["date"] or "")[:10]
    if doc.fields.get("date", "")[4:] != date[4:] or doc.fields.get("date") == date:
        yield from _compared("date", doc.fields.get("date", ""), {date} - {""})
    authors = {_name_key(name) for name in (page["authors"] or "").split(",")} - {""}
    yield from _compared("author", doc.fields.get("author", ""), authors)
    body = {headlines.headline_key(line) for line in page["body"].split("\n")} - {wanted, ""}
    for edit in _edits(doc):
        if headlines.headline_key(edit.before) in body:
            yield "article_lines.harm", edit.before.strip()


def _compared(name: str, value: str, gold: set[str]) -> Iterator[tuple[str, str]]:
    key = _name_key if name == "author" else str.strip
    got = {key(part) for part in value.split(";")} - {""}
    if gold:
        yield f"{name}.known", ""
        if got:
            yield (f"{name}.found" if got == gold else f"{name}.wrong.harm"), f"{got} | {gold}"


def _name_key(name: str) -> str:
    """Return the letters of a name without accents, in lower case."""
    decomposed = unicodedata.normalize("NFD", name.casefold())
    return " ".join(
        "".join(char if char.isalpha() else " " for char in decomposed if not unicodedata.combining(char)).split()
    )


def _edits(doc: Document) -> Iterator[Edit]:
    for step in doc.steps:
        if step.stage == "metadata":
            yield from (found for found in step.findings if isinstance(found, Edit) and found.span.field == "text")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/benchmarks"))
    parser.add_argument("--show", action="store_true", help="print each error")
    arguments = parser.parse_args()
    for name, figure in measure(arguments.data, show=arguments.show).items():
        print(f"{name:40} {figure:.4f}")
