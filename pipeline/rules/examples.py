"""Run the examples stored beside the rules: what a rule must change, and what it must not."""

from collections.abc import Callable, Iterable, Iterator
from itertools import count
from types import MappingProxyType

from pipeline.document import Document, Edit, canonical
from pipeline.errors import Unreadable
from pipeline.rules.loading import RuleSet
from pipeline.stage import Example, Rules, Stage, stage_name
from pipeline.stages import STAGES, extract


def failed_examples(
    rule_set: RuleSet, on_progress: Callable[[int], None] = lambda _: None, *, mentioning: str = ""
) -> Iterator[str]:
    """One sentence for each example that fails, with its rule, its text and the result.

    ``mentioning``: only the examples whose rule or text has these words are run.
    """
    number = count()
    for stage in dict.fromkeys(STAGES):
        rules = rule_set.rules[stage_name(stage)]
        for example in rules.examples():
            on_progress(next(number))
            if mentioning not in f"{example.rule}\0{example.before}":
                continue
            if problem := failure(stage, rules, example):
                text = f"{stage_name(stage)}: {example.rule}: {example.before!r} {problem}"
                yield f"{text}. Correct the rule or its example."


def broken_site_lines(rule_set: RuleSet) -> Iterator[str]:
    """One sentence for each invalid line of a ftr-site-config file. A run skips such lines."""
    rules = rule_set.rules["extract"]
    if isinstance(rules, extract.Rules):
        for file, line, problem in rules.site_rules.broken():
            yield f"{file}:{line}: {problem}. The line is skipped."


def count_examples(rule_set: RuleSet) -> int:
    """The number of examples of all rules."""
    return sum(1 for stage in dict.fromkeys(STAGES) for _ in rule_set.rules[stage_name(stage)].examples())


def failure(stage: Stage, rules: Rules, example: Example) -> str:
    """What is wrong with an example; empty if it passes."""
    if example.field == "page":
        return _page_failure(stage, rules, example)
    fields = {"text": "", "language": example.language, example.field: example.before}
    doc = Document("example", b"", fields=MappingProxyType(fields))
    try:
        findings = tuple(stage.find(doc, rules))
    except Unreadable as why:
        return f"is set aside: {why.reason}"
    edits = [finding for finding in findings if isinstance(finding, Edit)]
    if example.after is None:
        return "is changed by it" if _has_edit_by(example.rule, edits) else ""
    after = doc.take(stage_name(stage), findings).fields.get(example.field, "")
    if after.strip() != example.after.strip():
        return f"becomes {after!r} and not {example.after!r}"
    return "" if _has_edit_by(example.rule, edits) else "becomes that by another rule"


def _page_failure(stage: Stage, rules: Rules, example: Example) -> str:
    doc = Document(example.source, example.before.encode(), fields=MappingProxyType({"charset": "utf-8"}))
    try:
        findings = tuple(stage.find(doc, rules))
    except Unreadable as why:
        return f"is set aside: {why.reason}"
    result, expected = doc.take(stage_name(stage), findings).fields, canonical.parse(example.after or "")
    wanted = {**expected.fields, **({"text": expected.body} if expected.body else {})} if expected else {}
    actual = {key: result.get(key, "").strip() for key in wanted}
    if actual != {key: value.strip() for key, value in wanted.items()}:
        return f"becomes {actual!r} and not {wanted!r}"
    return "" if any(finding.rule == example.rule for finding in findings) else "becomes that by another rule"


def _has_edit_by(rule: str, edits: Iterable[Edit]) -> bool:
    return any(edit.rule.partition(":")[0] == rule for edit in edits)
