"""Every rule's own examples, run: what a rule must change, and what it must leave alone."""

from collections.abc import Iterable, Iterator
from types import MappingProxyType

from pipeline import canonical
from pipeline.configs import Rulebook
from pipeline.document import Document
from pipeline.edits import Edit
from pipeline.errors import Unreadable
from pipeline.stage import Example, Rules, Stage, name
from pipeline.stages import STAGES, extract


def failures(book: Rulebook) -> Iterator[str]:
    """A sentence for each example that does not hold, which names the rule, the example and what came instead."""
    for stage in dict.fromkeys(STAGES):
        rules = book.rules[name(stage)]
        for example in rules.examples():
            if why := failure(stage, rules, example):
                yield f"{name(stage)}: {example.rule}: {example.before!r} {why}. Mend the rule or its example."


def notes(book: Rulebook) -> Iterator[str]:
    """A sentence for each line of a site's file from elsewhere that is broken; a run passes over such lines."""
    rules = book.rules["extract"]
    if isinstance(rules, extract.Rules):
        for file, line, why in rules.known_sites.broken():
            yield f"{file}:{line}: {why}. It is passed over."


def count(book: Rulebook) -> int:
    """How many examples the rules have."""
    return sum(1 for stage in dict.fromkeys(STAGES) for _ in book.rules[name(stage)].examples())


def failure(stage: Stage, rules: Rules, example: Example) -> str:
    """What is wrong with an example; empty when it holds."""
    if example.field == "page":
        return _failure_of_page(stage, rules, example)
    fields = {"text": "", "language": example.language, example.field: example.before}
    doc = Document("example", b"", fields=MappingProxyType(fields))
    try:
        findings = tuple(stage.find(doc, rules))
    except Unreadable as why:
        return f"is set aside: {why.reason}"
    made = [found for found in findings if isinstance(found, Edit)]
    if example.after is None:
        return "is changed by it" if _speaks(example.rule, made) else ""
    after = doc.take(name(stage), findings).fields.get(example.field, "")
    if after.strip() != example.after.strip():
        return f"becomes {after!r} and not {example.after!r}"
    return "" if _speaks(example.rule, made) else "becomes that by another rule"


def _failure_of_page(stage: Stage, rules: Rules, example: Example) -> str:
    doc = Document(example.source, example.before.encode(), fields=MappingProxyType({"charset": "utf-8"}))
    try:
        findings = tuple(stage.find(doc, rules))
    except Unreadable as why:
        return f"is set aside: {why.reason}"
    known, wanted = doc.take(name(stage), findings).fields, canonical.parse(example.after or "")
    asked = {**wanted.fields, **({"text": wanted.body} if wanted.body else {})} if wanted else {}
    got = {key: known.get(key, "").strip() for key in asked}
    if got != {key: value.strip() for key, value in asked.items()}:
        return f"becomes {got!r} and not {asked!r}"
    return "" if any(found.rule == example.rule for found in findings) else "becomes that by another rule"


def _speaks(rule: str, made: Iterable[Edit]) -> bool:
    return any(edit.rule.partition(":")[0] == rule for edit in made)
