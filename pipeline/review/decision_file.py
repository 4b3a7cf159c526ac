"""Reading and writing ``configs/decisions.yaml``: the one file that the review page changes by itself."""

from collections.abc import Iterable
from pathlib import Path

from pipeline.decisions import Decision, Rules
from pipeline.rules import yaml_file

NAME = "decisions.yaml"
_HEAD = "# Decisions on edits, written by `copydesk review`. They outrank every rule. See docs/review.md.\n"


def read_decisions(configs: Path) -> tuple[Decision, ...]:
    """The decisions of a folder of rules; none where there is no file. Raises BadRules, pydantic.ValidationError."""
    path = configs / NAME
    if not path.exists():
        return ()
    return Rules.model_validate(yaml_file.read(path)).decisions


def add_decision(configs: Path, decision: Decision) -> tuple[Decision, ...]:
    """Write a decision behind the others; one with the same subject is replaced. Returns all."""
    others = [other for other in read_decisions(configs) if subject(other) != subject(decision)]
    return _write(configs, [*others, decision])


def remove_decision(configs: Path, decision_id: str) -> tuple[Decision, ...]:
    """Take a decision back. Returns those that are left."""
    return _write(configs, [other for other in read_decisions(configs) if other.id != decision_id])


def subject(decision: Decision) -> tuple[str, ...]:
    """What a decision is about and where: a later decision on the same replaces it."""
    if decision.action == "set":
        return "set", decision.field, decision.document
    if decision.action in ("clean", "ignore"):
        return "aside", decision.document
    about = (decision.rule, decision.before, decision.after, decision.field)
    return (*about, decision.document, decision.site, decision.left, decision.right)


def _write(configs: Path, decisions: Iterable[Decision]) -> tuple[Decision, ...]:
    kept = tuple(decisions)
    configs.mkdir(parents=True, exist_ok=True)
    path = configs / NAME
    plain = [decision.model_dump(by_alias=True, exclude_defaults=True, mode="json") for decision in kept]
    waiting = path.with_suffix(".yaml.part")
    waiting.write_text(_HEAD + yaml_file.dump({"decisions": plain}), "utf-8")
    waiting.replace(path)
    return kept
