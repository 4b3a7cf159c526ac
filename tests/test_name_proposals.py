"""Name proposals: spellings of one name in a corpus are proposed with evidence; rejected ones are not."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import pytest
import yaml

from pipeline.document import Document
from pipeline.rules.learning import name_proposals
from pipeline.rules.loading import RuleSet
from pipeline.stages import spellings
from pipeline.stages.spellings.schema import NameProposal

STORIES = (
    "The harbour master {} told reporters that the ferry would sail again on Friday, weather permitting.",
    "Ferry passengers thanked the harbour master {} for the blankets that his crew had handed out on deck.",
    "Asked about the sailing, the harbour master {} said that the ferry needed one more inspection first.",
)
OTHERS = "A second paragraph speaks of the mayor {}, who was in the crowd and praised the rescue on Sunday evening."


def corpus(*spellings: str, other: str = "Tomlinsky") -> Callable[[], Iterable[Document]]:
    texts = [story.format(one) + "\n\n" + OTHERS.format(other) for one in spellings for story in STORIES]
    return lambda: [Document(f"paper/{at}.txt", text.encode()) for at, text in enumerate(texts)]


def test_two_romanisations_are_one_cluster(rule_set: RuleSet) -> None:
    found = name_proposals.clusters(corpus("Vrashenskiy", "Vrashensky", "Vrashensky"), rule_set.rules)
    assert [(one.labels, one.counts, one.reason) for one in found] == [
        (("Vrashensky", "Vrashenskiy"), (6, 3), "same romanisation key")
    ]
    assert found[0].score > 0.9


def test_a_proposal_has_its_evidence(rule_set: RuleSet) -> None:
    proposals = name_proposals.clusters(corpus("Vrashenskiy", "Vrashensky", "Vrashensky"), rule_set.rules)
    files = name_proposals.files(name_proposals.accepted(proposals, least=0.5))
    (proposal,) = yaml.safe_load(files["spellings/learned.yaml"])["proposals"]
    assert (proposal["prefLabel"], proposal["altLabel"], proposal["decision"], proposal["would_change"]) == (
        "Vrashensky",
        "Vrashenskiy",
        "proposed",
        3,
    )
    assert len(proposal["examples"]) == 3
    assert proposal["examples"][0] == {
        "document": "paper/0.txt",
        "before": "The harbour master Vrashenskiy told reporters that the ferry would sai",
        "after": "The harbour master Vrashensky told reporters that the ferry would sai",
    }
    assert name_proposals.files(name_proposals.accepted(proposals, least=1.01)) == {}


def test_a_rejected_cluster_is_not_proposed_again(rule_set: RuleSet) -> None:
    spellings = rule_set.rules["spellings"].model_copy(update={"rejected": ("Vrashensky / Vrashenskiy",)})
    rejecting = replace(rule_set, rules={**rule_set.rules, "spellings": spellings})
    assert name_proposals.clusters(corpus("Vrashenskiy", "Vrashensky", "Vrashensky"), rejecting.rules) == []


@pytest.mark.parametrize(("decision", "name"), [("proposed", "Vrashenskiy"), ("accepted", "Vrashensky")])
def test_a_proposal_is_used_once_it_is_accepted(decision: str, name: str, rule_set: RuleSet) -> None:
    decided = {"prefLabel": "Vrashensky", "altLabel": "Vrashenskiy", "decision": decision}
    rules = spellings.Rules.model_validate({"proposals": [decided]})
    before = Document("a.txt", b"", fields={"text": "The harbour master Vrashenskiy said so."})
    assert before.take("spellings", spellings.find(before, rules)).text == f"The harbour master {name} said so."
    rules_with = {**rule_set.rules, "spellings": rules}
    found = name_proposals.clusters(corpus("Vrashenskiy", "Vrashensky", "Vrashensky"), rules_with)
    assert bool(found) == (decision == "proposed")


@pytest.mark.parametrize("decision", ["rejected", "accepted"])
def test_a_decision_is_kept_and_not_proposed_again(decision: str, rule_set: RuleSet) -> None:
    decided = {"prefLabel": "Vrashenskiy", "altLabel": "Vrashensky", "decision": decision}
    rules = rule_set.rules["spellings"].model_copy(update={"proposals": (NameProposal.model_validate(decided),)})
    rules_with = {**rule_set.rules, "spellings": rules}
    assert name_proposals.clusters(corpus("Vrashenskiy", "Vrashensky", "Vrashensky"), rules_with) == []
    others = name_proposals.clusters(corpus("Belkovskiy", "Belkovsky", "Belkovsky"), rules_with)
    text = name_proposals.files(others, known=name_proposals.known_names(rules_with))["spellings/learned.yaml"]
    assert [one.get("decision", "accepted") for one in yaml.safe_load(text)["proposals"]] == [decision, "proposed"]


@pytest.mark.parametrize(
    ("one", "other"),
    [("Belkoria", "Belkorian"), ("Harris", "Farris"), ("Vrashensky", "Tomlinsky"), ("Nolvand", "Nolvands")],
)
def test_two_names_are_two_names(rule_set: RuleSet, one: str, other: str) -> None:
    assert name_proposals.clusters(corpus(one, one, other), rule_set.rules) == []


def test_spellings_that_occur_together_score_less(rule_set: RuleSet) -> None:
    apart = name_proposals.clusters(corpus("Vrashenskiy", "Vrashensky", "Vrashensky"), rule_set.rules)
    together = name_proposals.clusters(corpus("Vrashenskiy", "Vrashensky", other="Vrashensky"), rule_set.rules)
    assert together[0].score < apart[0].score
