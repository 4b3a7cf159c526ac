"""Compare two catalogues: which documents are new, changed or removed, and how often each rule acts."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

Row = Mapping[str, Any]
HAPPENED = ("new", "changed", "set aside", "no longer set aside", "removed")
"""What can happen to a document."""


class CatalogueDiff(NamedTuple):
    """``documents``: sources by what happened to them, sorted; ``rules``: change of the number of edits by rule."""

    documents: Mapping[str, list[str]]
    rules: Mapping[str, int]

    def as_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {"documents": dict(self.documents), "rules": dict(self.rules)}


def compare(before: Iterable[Row], now: Iterable[Row]) -> CatalogueDiff:
    """The difference between two catalogues, largest changes of rules first."""
    old, new = ({row["source"]: row for row in rows} for rows in (before, now))
    documents: dict[str, list[str]] = {name: [] for name in HAPPENED}
    for source in sorted(old.keys() | new.keys()):
        if happened := _happened(old.get(source), new.get(source)):
            documents[happened].append(source)
    rules = Counter[str]()
    for sign, rows in ((-1, old), (1, new)):
        for row in rows.values():
            rules.update({rule: sign * count for rule, count in row["by_rule"].items()})
    changed = sorted(
        ((rule, count) for rule, count in rules.items() if count), key=lambda item: (-abs(item[1]), item[0])
    )
    return CatalogueDiff(documents, dict(changed))


def _happened(old: Row | None, new: Row | None) -> str:
    """What happened to a document; empty if nothing."""
    if new is None:
        return "removed"
    if old is None:
        return "set aside" if new["status"] == "aside" else "new"
    if old["status"] != new["status"]:
        return "set aside" if new["status"] == "aside" else "no longer set aside"
    same = (
        old["text_sha256"] == new["text_sha256"] and old["title"] == new["title"] and old["by_rule"] == new["by_rule"]
    )
    return "" if same else "changed"
