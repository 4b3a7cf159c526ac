"""Cases of each stage: what it does not change, what it changes, and known failures."""

from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from _pytest.mark.structures import ParameterSet

from pipeline.document import Document, Edit, edits_of
from pipeline.document.edits import undo
from pipeline.rules import yaml_file
from pipeline.rules.loading import RuleSet
from pipeline.stage import Stage, stage_name
from pipeline.stages import STAGES

CASES = Path(__file__).parent / "cases"
KINDS = ("keeps", "changes", "known_failures")


def cases(*kinds: str) -> list[ParameterSet]:
    found = []
    for stage in dict.fromkeys(STAGES):
        path = CASES / f"{stage_name(stage)}.yaml"
        data = yaml_file.read(path) if path.exists() else {}
        assert set(data) <= set(KINDS), f"{path}: {set(data) - set(KINDS)}"
        for kind in kinds:
            mark = [pytest.mark.xfail(raises=AssertionError)] if kind == "known_failures" else []
            found += [
                pytest.param(stage, case, id=f"{stage_name(stage)}: {case['why']}", marks=mark)
                for case in data.get(kind) or []
            ]
    return found


def document(case: dict[str, Any]) -> Document:
    fields = {"language": "en", **case.get("given", {}), "text": case["text"]}
    return Document("case.txt", b"", fields=MappingProxyType(fields))


@pytest.mark.parametrize(("stage", "case"), cases("keeps"))
def test_kept(stage: Stage, case: dict[str, Any], rule_set: RuleSet) -> None:
    found = list(stage.find(document(case), rule_set.rules[stage_name(stage)]))
    assert [finding for finding in found if isinstance(finding, Edit)] == []
    after = document(case).take(stage_name(stage), found)
    assert {key: after.fields.get(key, "") for key in case.get("fields", {})} == case.get("fields", {})


@pytest.mark.parametrize(("stage", "case"), cases("changes", "known_failures"))
def test_changed(stage: Stage, case: dict[str, Any], rule_set: RuleSet) -> None:
    rules, before = rule_set.rules[stage_name(stage)], document(case)
    after = before.take(stage_name(stage), stage.find(before, rules))
    assert after.text == case["becomes"]
    assert {key: after.fields.get(key, "") for key in case.get("fields", {})} == case.get("fields", {})
    findings = after.steps[-1].findings if after.steps else ()
    if "rule" in case:
        assert case["rule"] in {finding.rule for finding in findings}
    assert undo(after.text, edits_of(findings, "text")) == before.text
    again = [finding for finding in stage.find(after, rules) if isinstance(finding, Edit)]
    assert again == [], "a second pass finds something"


def test_every_stage_has_its_files() -> None:
    for stage in dict.fromkeys(STAGES):
        assert (CASES.parent.parent / "configs" / f"{stage_name(stage)}.yaml").exists(), stage_name(stage)
        listed = [CASES / f"{stage_name(stage)}.yaml", CASES.parent / f"test_{stage_name(stage)}.py"]
        assert any(path.exists() for path in listed), f"{stage_name(stage)} has no cases"
