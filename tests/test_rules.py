"""Every rule's own examples hold."""

import pytest

from pipeline import configs, proof
from pipeline.configs import Rulebook
from pipeline.stage import Example, Stage, name
from pipeline.stages import STAGES

EXAMPLES = [
    pytest.param(stage, [example for example in examples if example.rule == rule], id=rule)
    for stage in dict.fromkeys(STAGES)
    for examples in [list(configs.load().rules[name(stage)].examples())]
    for rule in dict.fromkeys(example.rule for example in examples)
]


@pytest.mark.parametrize(("stage", "examples"), EXAMPLES)
def test_rule(stage: Stage, examples: list[Example], book: Rulebook) -> None:
    rules = book.rules[name(stage)]
    assert {example.before: proof.failure(stage, rules, example) for example in examples} == dict.fromkeys(
        [example.before for example in examples], ""
    )
