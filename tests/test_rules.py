"""Every rule's own examples hold."""

import pytest

from pipeline.rules.examples import failure
from pipeline.rules.loading import RuleSet, load_rules
from pipeline.stage import Example, Stage, stage_name
from pipeline.stages import STAGES

EXAMPLES = [
    pytest.param(stage, [example for example in examples if example.rule == rule], id=rule)
    for stage in dict.fromkeys(STAGES)
    for examples in [list(load_rules().rules[stage_name(stage)].examples())]
    for rule in dict.fromkeys(example.rule for example in examples)
]


@pytest.mark.parametrize(("stage", "examples"), EXAMPLES)
def test_rule(stage: Stage, examples: list[Example], rule_set: RuleSet) -> None:
    rules = rule_set.rules[stage_name(stage)]
    assert {example.before: failure(stage, rules, example) for example in examples} == dict.fromkeys(
        [example.before for example in examples], ""
    )
