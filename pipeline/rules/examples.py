"""Every rule's own examples, run: what a rule must change, and what it must leave alone."""

from collections.abc import Iterable, Iterator
from types import MappingProxyType

from pipeline.document import Document, Edit, canonical
from pipeline.errors import Unreadable
from pipeline.rules.loading import RuleSet
from pipeline.stage import Example, Rules, Stage, stage_name
from pipeline.stages import STAGES, extract


def failed_examples(rule_set: RuleSet) -> Iterator[str]:
    """A sentence for each example that does not hold, which names the rule, the example and what came instead."""
    for stage in dict.fromkeys(STAGES):
        rules = rule_set.rules[stage_name(stage)]
        for example in rules.examples():
            if why := failure(stage, rules, example):
                yield f"{stage_name(stage)}: {example.rule}: {example.before!r} {why}. Mend the rule or its example."


def broken_site_lines(rule_set: RuleSet) -> Iterator[str]:
    """A sentence for each line of a site's file from elsewhere that is broken; a run passes over such lines."""
    rules = rule_set.rules["extract"]
    if isinstance(rules, extract.Rules):
        for file, line, why in rules.site_rules.broken():
            yield f"{file}:{line}: {why}. It is passed over."


def count_examples(rule_set: RuleSet) -> int:
    """How many examples the rules have."""
    return sum(1 for stage in dict.fromkeys(STAGES) for _ in rule_set.rules[stage_name(stage)].examples())


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
    after = doc.take(stage_name(stage), findings).fields.get(example.field, "")
    if after.strip() != example.after.strip():
        return f"becomes {after!r} and not {example.after!r}"
    return "" if _speaks(example.rule, made) else "becomes that by another rule"


def _failure_of_page(stage: Stage, rules: Rules, example: Example) -> str:
    doc = Document(example.source, example.before.encode(), fields=MappingProxyType({"charset": "utf-8"}))
    try:
        findings = tuple(stage.find(doc, rules))
    except Unreadable as why:
        return f"is set aside: {why.reason}"
    known, wanted = doc.take(stage_name(stage), findings).fields, canonical.parse(example.after or "")
    asked = {**wanted.fields, **({"text": wanted.body} if wanted.body else {})} if wanted else {}
    got = {key: known.get(key, "").strip() for key in asked}
    if got != {key: value.strip() for key, value in asked.items()}:
        return f"becomes {got!r} and not {asked!r}"
    return "" if any(found.rule == example.rule for found in findings) else "becomes that by another rule"


def _speaks(rule: str, made: Iterable[Edit]) -> bool:
    return any(edit.rule.partition(":")[0] == rule for edit in made)
