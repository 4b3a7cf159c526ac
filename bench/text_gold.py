"""What the boilerplate stage takes out of clean bodies, and how much of that was reporting.

Labels keep furniture too: lists of other stories, newsletter boxes, notes on affiliate links. So every line taken out
was read, and ``judged_edits/text-gold.tsv`` holds what it is, by the line's digest, for the pages are no part of the
project. A line without a verdict counts as reporting.
"""

import csv
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bench.unseen import judge
from pipeline.document import Document, Edit, Span
from pipeline.errors import Unreadable
from pipeline.rules.loading import RuleSet
from pipeline.stages import boilerplate

VERDICTS = Path(__file__).parent / "judged_edits" / "text-gold.tsv"


def measure(
    pages: Iterable[dict[str, Any]], rule_set: RuleSet, folds: Path | None, *, show: bool = False
) -> dict[str, float]:
    """The share of the words of whole bodies that the stage takes out, and of those that are reporting."""
    with VERDICTS.open(encoding="utf-8", newline="") as file:
        verdicts = {row["digest"]: row["verdict"] for row in csv.DictReader(file, delimiter="\t")}
    words = gone = reporting = 0
    for page in [page for page in pages if not page["gold_suspect"]]:
        words += len(page["body"].split())
        with judge(page["url"], folds):
            edits = removed(page["body"], rule_set)
        for edit in edits:
            verdict = verdicts.get(digest(edit.before), "unread")
            gone += len(edit.before.split())
            reporting += len(edit.before.split()) * (verdict != "furniture")
            if show:
                print(f"gold     {digest(edit.before)} {verdict:10} {edit.rule:32} {edit.before.strip()!r}")
    return {"text.gold.words-removed.harm": gone / words, "text.gold.reporting-removed.harm": reporting / words}


def digest(line: str) -> str:
    """By what a line is known in the file of verdicts: twelve figures of its SHA-256, blanks at its ends aside."""
    return sha256(line.strip().encode()).hexdigest()[:12]


def removed(text: str, rule_set: RuleSet) -> list[Edit]:
    """What the boilerplate stage takes out of a text; all of it as one edit where it sets the document aside."""
    doc = Document("bench.txt", b"", fields=MappingProxyType({"text": text}))
    rules = rule_set.rules["boilerplate"]
    assert isinstance(rules, boilerplate.Rules)
    try:
        return list(boilerplate.find(doc, rules))
    except Unreadable as why:
        return [Edit(Span(0, len(text)), text, "", why.rule)]
