"""Decisions in the index: which edits are accepted or refused."""

import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from pipeline.decisions import Decision
from pipeline.review.edit_rows import same_edit

_STATES = {"accept": "accepted", "refuse": "refused"}
_COLUMNS = "id, source, site, left, right, field, rule, same, decision"
Row = Mapping[str, Any] | sqlite3.Row
"""An edit as the index holds it, by the names of ``EditRow``."""
StateOf = Callable[[Row], str]
"""The state of an edit by the decisions: accepted, refused, or empty."""


def state_of(decisions: Iterable[Decision]) -> StateOf:
    """A function that gives the state of an edit; where several decisions fit, the last one counts."""
    by_edit: dict[str, list[Decision]] = defaultdict(list)
    for decision in decisions:
        if decision.action in _STATES:
            by_edit[same_edit(decision.before, decision.after)].append(decision)

    def state(row: Row) -> str:
        fitting = (each for each in reversed(by_edit.get(row["same"], ())) if decides(each, row))
        return next((_STATES[decision.action] for decision in fitting), "")

    return state


def decides(decision: Decision, values: Row) -> bool:
    """Whether a decision accepts or refuses the edit of a row of the index."""
    same = same_edit(decision.before, decision.after) == values["same"]
    of_rule = decision.rule in ("", values["rule"]) and decision.field == values["field"]
    here = values["left"].endswith(decision.left) and values["right"].startswith(decision.right)
    applies = decision.action in _STATES and decision.holds_for_source(values["source"], values["site"])
    return same and of_rule and here and applies


def is_about(decision: Decision, row: Row) -> bool:
    """Whether a decision holds everywhere for the edit of a row."""
    anywhere = not (decision.document or decision.site or decision.left or decision.right)
    return anywhere and decides(decision.model_copy(update={"exceptions": ()}), row)


def mark_all(connection: sqlite3.Connection, decisions: Sequence[Decision]) -> None:
    """Write into the index which edits are decided; only rows whose state differs are written."""
    keys = {same_edit(each.before, each.after) for each in decisions if each.action in _STATES}
    decided = connection.execute("SELECT DISTINCT same FROM edits WHERE decision != ''")
    mark(connection, decisions, keys | {row[0] for row in decided})


def mark(connection: sqlite3.Connection, decisions: Sequence[Decision], keys: Iterable[str]) -> None:
    """The same for the edits of some keys only."""
    state = state_of(decisions)
    for key in sorted(keys):
        rows = connection.execute(f"SELECT {_COLUMNS} FROM edits WHERE same = ?", (key,)).fetchall()  # noqa: S608 - our own names
        changed = [(state(row), row["id"]) for row in rows if state(row) != row["decision"]]
        connection.executemany("UPDATE edits SET decision = ? WHERE id = ?", changed)
