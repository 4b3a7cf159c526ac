"""Decisions in the index: which edits are decided, and the counts of the facets."""

import sqlite3
from collections.abc import Iterable

from pipeline.decisions import Decision
from pipeline.review.edit_rows import same_edit

FACETS = ("stage", "rule", "site", "language", "run", "decision")


def mark_decisions(connection: sqlite3.Connection, decisions: Iterable[Decision]) -> None:
    """Write into the index which edits are decided, and count the facets anew."""
    connection.execute("UPDATE edits SET decision = '' WHERE decision != ''")
    for decision in decisions:
        if decision.action in ("accept", "refuse"):
            _mark(connection, decision)
    connection.execute("DELETE FROM cube")
    names = ", ".join(FACETS)
    connection.execute(f"INSERT INTO cube SELECT {names}, count(*) FROM edits GROUP BY {names}")  # noqa: S608 - our own


def _mark(connection: sqlite3.Connection, decision: Decision) -> None:
    state = {"accept": "accepted", "refuse": "refused"}[decision.action]
    found = connection.execute(
        "SELECT id, source, site, left, right FROM edits WHERE same = ?",
        (same_edit(decision.rule, decision.before, decision.after),),
    ).fetchall()
    matched = [
        (state, row["id"])
        for row in found
        if decision.holds_for_source(row["source"], row["site"])
        and (not decision.left or row["left"].endswith(decision.left))
        and (not decision.right or row["right"].startswith(decision.right))
    ]
    connection.executemany("UPDATE edits SET decision = ? WHERE id = ?", matched)
