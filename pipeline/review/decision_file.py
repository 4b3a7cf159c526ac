"""Reading and writing ``configs/decisions.yaml``: the file that the review page changes by itself.

Only the lines of the decision that is made or taken back change, so that comments stay. A change is read, made and
written under a lock on the folder: of several people or tabs that decide at once, none loses a decision.
"""

import fcntl
import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from pipeline.decisions import Decision, Rules
from pipeline.rules import yaml_edit, yaml_file

NAME = "decisions.yaml"
_KEY = "decisions"
_HEAD = "# Decisions on edits, written by `copydesk review`. They outrank every rule. See docs/review.md.\n"


def read_decisions(configs: Path) -> tuple[Decision, ...]:
    """The decisions of a folder of rules; none where there is no file. Raises BadRules, pydantic.ValidationError."""
    path = configs / NAME
    if not path.exists():
        return ()
    return Rules.model_validate(yaml_file.read(path)).decisions


def add_decisions(configs: Path, decisions: Sequence[Decision]) -> tuple[Decision, ...]:
    """Write decisions behind the others; one with the same subject is replaced. Returns all."""
    with locked(configs):
        last, known = {subject(decision): decision for decision in decisions}, read_decisions(configs)
        text = _without(configs, [at for at, each in enumerate(known) if subject(each) in last])
        for decision in last.values():
            text = yaml_edit.add_item(text, _KEY, _plain(decision))
        write_whole(configs / NAME, text)
        return (*(each for each in known if subject(each) not in last), *last.values())


def remove_decisions(configs: Path, ids: Collection[str]) -> tuple[tuple[Decision, ...], list[Decision]]:
    """Take decisions back by their ids. Returns those that are left, and those that were removed."""
    with locked(configs):
        known = read_decisions(configs)
        removed = [at for at, each in enumerate(known) if each.id in ids]
        if removed:
            write_whole(configs / NAME, _without(configs, removed))
        return tuple(each for each in known if each.id not in ids), [known[at] for at in removed]


def subject(decision: Decision) -> tuple[str, ...]:
    """What a decision is about and where: a later decision on the same replaces it."""
    if decision.action == "set":
        return "set", decision.field, decision.document
    if decision.action == "keep":
        return "keep", decision.before, decision.document
    if decision.action in ("clean", "ignore"):
        return "aside", decision.document
    about = (decision.rule, decision.before, decision.after, decision.field)
    return (*about, decision.document, decision.site, decision.left, decision.right)


@contextmanager
def locked(configs: Path) -> Iterator[None]:
    """Hold a lock on a folder of rules, which is made if need be, while the block runs."""
    configs.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(configs, os.O_RDONLY)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all."""
    waiting = path.with_suffix(".yaml.part")
    waiting.write_text(text, "utf-8")
    waiting.replace(path)


def _without(configs: Path, positions: list[int]) -> str:
    path = configs / NAME
    text = path.read_text("utf-8") if path.exists() else _HEAD
    for position in reversed(positions):
        text = yaml_edit.remove_item(text, _KEY, position)
    return text


def _plain(decision: Decision) -> dict[str, object]:
    return decision.model_dump(by_alias=True, exclude_defaults=True, mode="json")
