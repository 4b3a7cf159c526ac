"""Words that the boilerplate stage removes from clean bodies, and how many of them are content.

The labels contain boilerplate too: lists of other stories, newsletter boxes, affiliate notes. So every removed line was
read, and ``judged_edits/text-gold.tsv`` has its verdict, by the digest of the line, because the pages are not part of
the project. A line without a verdict counts as content.
"""

import csv
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

from bench.unseen import use_unseen_model
from pipeline.document import Document, Edit, Span
from pipeline.errors import Unreadable
from pipeline.rules.loading import RuleSet
from pipeline.stages import boilerplate

VERDICTS = Path(__file__).parent / "judged_edits" / "text-gold.tsv"


def measure(
    pages: Iterable[dict[str, Any]], rule_set: RuleSet, folds: Path | None, *, show: bool = False
) -> dict[str, float]:
    """The share of the words of whole bodies that the stage removes, and of those that are content."""
    with VERDICTS.open(encoding="utf-8", newline="") as file:
        verdicts = {row["digest"]: row["verdict"] for row in csv.DictReader(file, delimiter="\t")}
    words = removed = content = 0
    for page in [page for page in pages if not page["gold_suspect"]]:
        words += len(page["body"].split())
        with use_unseen_model(page["url"], folds):
            edits = removals(page["body"], rule_set)
        for edit in edits:
            verdict = verdicts.get(digest(edit.before), "unread")
            removed += len(edit.before.split())
            content += len(edit.before.split()) * (verdict != "boilerplate")
            if show:
                print(f"gold     {digest(edit.before)} {verdict:12} {edit.rule:32} {edit.before.strip()!r}")
    return {"text.gold.words-removed.harm": removed / words, "text.gold.content-removed.harm": content / words}


def digest(line: str) -> str:
    """The key of a line in the file of verdicts: twelve hexadecimal digits of its SHA-256, outer spaces removed."""
    return sha256(line.strip().encode()).hexdigest()[:12]


def removals(text: str, rule_set: RuleSet) -> list[Edit]:
    """The edits of the boilerplate stage; one edit of the whole text if the stage sets the document aside."""
    doc = Document("bench.txt", b"", fields=MappingProxyType({"text": text}))
    rules = rule_set.rules["boilerplate"]
    assert isinstance(rules, boilerplate.Rules)
    try:
        return list(boilerplate.find(doc, rules))
    except Unreadable as error:
        return [Edit(Span(0, len(text)), text, "", error.rule)]
