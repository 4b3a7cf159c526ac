"""A user's decision outranks every rule, holds where it says, and is on record."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.clean import clean
from pipeline.corpus.batch import clean_batch
from pipeline.corpus.finishing import finish_run
from pipeline.corpus.job import Job
from pipeline.corpus.job_rules import cached_rules, load_job_rules
from pipeline.corpus.planning import plan_batches
from pipeline.corpus.report import total_report
from pipeline.decisions import Decision, Rules, changed
from pipeline.document import Document, Edit, Fact, replay
from pipeline.errors import BadRules, Unreadable
from pipeline.review.decision_file import add_decisions, read_decisions, remove_decisions
from pipeline.review.records import clean_documents
from pipeline.rules.loading import RuleSet, load_rules

TEXT = (
    "Towns agree on water\n\n"
    "Under the deal the towns will recieve water on alternate days until the monsoon arrives, the district said.\n\n"
    "Farmers will recieve the rest of it, said the engineers in charge of the sluice gate at Bhor.\n\n"
    "Most Popular Articles\n"
)


Clean = Callable[..., Document]


@pytest.fixture
def cleaned(tmp_path: Path, rule_set: RuleSet) -> Clean:
    """Cleans the text with the default rules and the decisions of this test's folder."""

    def clean_text(source: str = "valley/a.txt") -> Document:
        decisions = Rules(decisions=read_decisions(tmp_path))
        return clean(Document(source, TEXT.encode()), {**rule_set.rules, "decisions": decisions})

    return clean_text


def refusal(**fields: str) -> Decision:
    return Decision.model_validate(
        {"action": "refuse", "rule": "typos/recieve", "before": "recieve", "after": "receive", **fields}
    )


def test_without_decisions_the_rules_act(rule_set: RuleSet) -> None:
    doc = clean(Document("valley/a.txt", TEXT.encode()), rule_set.rules)
    assert doc.text.count("receive") == 2
    assert "Popular" not in doc.text


def test_a_refused_edit_is_not_made_and_its_refusal_is_recorded(tmp_path: Path, cleaned: Clean) -> None:
    decision = refusal()
    add_decisions(tmp_path, [decision])
    doc = cleaned()
    assert doc.text.count("recieve") == 2
    facts = [found for step in doc.steps for found in step.findings if isinstance(found, Fact)]
    assert [fact.value for fact in facts if fact.rule == f"decisions/{decision.id}"] == [
        "typos/recieve: 'recieve' -> 'receive'"
    ] * 2


@pytest.mark.parametrize(
    ("fields", "left"),
    [
        ({"document": "valley/a.txt"}, 2),
        ({"document": "valley/b.txt"}, 0),
        ({"site": "valley"}, 2),
        ({"site": "hill"}, 0),
        ({"document": "valley/a.txt", "right": " water on alternate"}, 1),
        ({"document": "valley/a.txt", "left": "Farmers will "}, 1),
    ],
)
def test_a_decision_holds_where_it_says(tmp_path: Path, cleaned: Clean, fields: dict[str, str], left: int) -> None:
    add_decisions(tmp_path, [refusal(**fields)])
    assert cleaned().text.count("recieve") == left


def test_an_exception_is_not_touched(tmp_path: Path, cleaned: Clean) -> None:
    add_decisions(
        tmp_path, [Decision.model_validate({**refusal().model_dump(by_alias=True), "except": ["valley/a.txt"]})]
    )
    assert "recieve" not in cleaned().text
    assert cleaned("valley/b.txt").text.count("recieve") == 2


def test_a_line_is_removed_and_a_removed_line_restored(tmp_path: Path, cleaned: Clean) -> None:
    line = TEXT.split("\n\n")[2]
    add_decisions(tmp_path, [Decision(action="remove", before=line, site="valley")])
    add_decisions(tmp_path, [Decision(action="refuse", before="Most Popular Articles")])
    doc = cleaned()
    assert "engineers in charge" not in doc.text
    assert doc.text.endswith("Most Popular Articles")
    removals = [
        e for step in doc.steps for e in step.findings if isinstance(e, Edit) and e.rule.startswith("decisions/")
    ]
    assert [edit.before.strip() for edit in removals] == [line]


def test_a_field_is_set(tmp_path: Path, cleaned: Clean) -> None:
    add_decisions(tmp_path, [Decision(action="set", field="title", after="Water", document="valley/a.txt")])
    assert cleaned().fields["title"] == "Water"
    assert cleaned("valley/b.txt").fields.get("title") != "Water"


def test_decisions_do_not_change_the_digest_of_the_rules(tmp_path: Path) -> None:
    before = load_rules(str(tmp_path)).digest
    add_decisions(tmp_path, [refusal()])
    assert load_rules(str(tmp_path)).digest == before


def test_the_last_decision_on_a_subject_counts(tmp_path: Path, cleaned: Clean) -> None:
    add_decisions(tmp_path, [refusal()])
    add_decisions(tmp_path, [refusal().model_copy(update={"action": "accept"})])
    assert [decision.action for decision in read_decisions(tmp_path)] == ["accept"]
    assert "recieve" not in cleaned().text
    assert remove_decisions(tmp_path, {read_decisions(tmp_path)[0].id})[0] == ()


def test_values_that_yaml_could_misread_come_back(tmp_path: Path) -> None:
    odd = Decision(action="refuse", before="no", after="2020-13-45", why="a: b # c\nd", document="x\u2028y")
    add_decisions(tmp_path, [odd])
    assert read_decisions(tmp_path) == (odd,)


def test_what_changed_between_two_lists() -> None:
    one, other = refusal(), refusal(site="valley")
    assert changed([one], [one]) == []
    assert changed([one], [other]) == sorted([one, other], key=lambda each: each.id)
    assert changed([], [one.model_copy(update={"action": "accept"})]) == []


@pytest.mark.parametrize(
    "fields", [{"action": "refuse"}, {"action": "set", "field": "url", "document": "a"}, {"acton": "refuse"}]
)
def test_a_broken_decision_names_its_file(tmp_path: Path, fields: dict[str, str]) -> None:
    (tmp_path / "decisions.yaml").write_text("decisions:\n  - " + "\n    ".join(f"{k}: {v}" for k, v in fields.items()))
    with pytest.raises(BadRules, match=r"decisions\.yaml:2"):
        load_rules(str(tmp_path))


@pytest.mark.parametrize("to", ["md", "jsonl"])
def test_only_documents_that_a_decision_can_touch_are_cleaned_again(tmp_path: Path, to: str) -> None:
    raw, configs = tmp_path / "raw", tmp_path / "configs"
    raw.mkdir()
    configs.mkdir()
    for name in ("a.txt", "b.txt"):
        (raw / name).write_text(TEXT)
    (raw / "c.txt").write_text("The ferry returns to the harbour of Reni on Monday, said the captain of the port.\n")
    for path in raw.iterdir():
        os.utime(path, (1_700_000_000, 1_700_000_000))
    job = Job.model_validate({"raw": str(raw), "clean": str(tmp_path / "clean"), "configs": str(configs), "to": to})

    def run() -> dict[str, int]:
        rules = load_job_rules(job)
        planned = plan_batches(job, rules.digest, decisions=rules.decisions)
        reports = [clean_batch(job, batch, rules.digest) for batch in planned]
        cached_rules.cache_clear()
        return dict(finish_run(job, total_report(reports)).documents)

    assert run() == {"cleaned": 3}
    assert run() == {"unchanged": 3}
    add_decisions(configs, [refusal()])
    assert run() == {"cleaned": 2, "unchanged": 1}
    texts = {document.source: document.steps for document in clean_documents(job.clean, {})}
    assert [replay(Document(name, b""), texts[name] or ()).text.count("recieve") for name in ("a.txt", "b.txt")] == [
        2,
        2,
    ]
    assert run() == {"unchanged": 3}
    remove_decisions(configs, {refusal().id})
    assert run() == {"cleaned": 2, "unchanged": 1}
    add_decisions(configs, [refusal(document="b.txt")])
    assert run() == {"cleaned": 1, "unchanged": 2}


def test_a_document_of_boilerplate_alone_is_cleaned_all_the_same(tmp_path: Path, rule_set: RuleSet) -> None:
    doc = Document("valley/index.txt", b"Most Popular Articles\n\nRead more\n\nAdvertisement\n")
    with pytest.raises(Unreadable):
        clean(doc, rule_set.rules)
    add_decisions(tmp_path, [Decision(action="clean", document="valley/index.txt")])
    cleaned = clean(doc, {**rule_set.rules, "decisions": Rules(decisions=read_decisions(tmp_path))})
    assert "Most Popular Articles" in cleaned.text
