"""Boilerplate is removed, article text stays, and a document that is nothing but boilerplate is set aside."""

from collections.abc import Callable, Sequence

import pydantic
import pytest

from pipeline import line_classifier
from pipeline.document import Document
from pipeline.errors import Unreadable
from pipeline.line_classifier import LineScores
from pipeline.rules.loading import RuleSet
from pipeline.stages import boilerplate

STORY = (
    "The council approved the plan for the new bridge by nine votes to four on Tuesday, its chair told the press.\n\n"
    "Work on the northern bank is to begin in the spring and to take two years, according to the engineers in charge."
)
RULE: dict[str, object] = {"id": "probe", "line": "probe .+", "drops": ["Probe one"], "keeps": ["A probe was sent."]}
GROUPS: dict[str, object] = {"page_elements": {"drop": True, "does": "everything"}}


def document(text: str) -> Document:
    return Document("a.txt", b"", fields={"text": text})


def cleaned(text: str, rules: boilerplate.Rules) -> str:
    doc = document(text)
    return doc.take("boilerplate", boilerplate.find(doc, rules)).text


@pytest.fixture(scope="module")
def shipped(rule_set: RuleSet) -> boilerplate.Rules:
    found = rule_set.rules["boilerplate"]
    assert isinstance(found, boilerplate.Rules)
    return found


def rules(*entries: dict[str, object], **more: object) -> boilerplate.Rules:
    return boilerplate.Rules.model_validate({"groups": GROUPS, "rules": entries, **more})


def test_a_document_of_boilerplate_only_is_set_aside(shipped: boilerplate.Rules) -> None:
    with pytest.raises(Unreadable, match="boilerplate/nothing-left"):
        cleaned("Share this article\n\nMost Popular\n\nPrivacy Policy\n", shipped)


def test_a_document_that_would_lose_nearly_everything_is_set_aside() -> None:
    with pytest.raises(Unreadable, match="boilerplate/suspicious: 80 of 84 words"):
        cleaned("It was no probe.\n" + "probe and nothing else\n" * 20, rules(RULE))


def test_an_article_in_a_script_without_spaces_is_not_suspicious() -> None:
    article = "港の議会は火曜日、四時間に及ぶ議論の末に新しい渡し船の路線を承認した。工事は春に始まる予定だ。" * 3
    assert cleaned("It was no probe.\n" + "probe and nothing else\n" * 20 + article, rules(RULE)).endswith(article)


def test_an_empty_text_has_no_boilerplate(shipped: boilerplate.Rules) -> None:
    assert list(boilerplate.find(document(" \n\n"), shipped)) == []


def test_a_group_can_be_switched_off() -> None:
    off = {"page_elements": {"drop": False, "does": "everything"}}
    assert cleaned(f"Probe one\n{STORY}", rules(RULE)) == STORY
    assert cleaned(f"Probe one\n{STORY}", rules(RULE, groups=off)) == f"Probe one\n{STORY}"


def test_rules_of_a_disabled_group_have_no_examples() -> None:
    off = {"page_elements": {"drop": False, "does": "everything"}}
    assert list(rules(RULE, groups=off).examples()) == []


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        pytest.param(RULE | {"line": "(?=p)robe"}, "no lookaround", id="lookaround"),
        pytest.param(RULE | {"line": "(a"}, "missing \\)", id="unclosed"),
        pytest.param(RULE | {"group": "nobody"}, "groups does not list", id="unknown group"),
        pytest.param(RULE | {"line": []}, "has no pattern", id="no pattern"),
        pytest.param(RULE | {"drops": []}, "no example of what it drops", id="no example"),
        pytest.param(RULE | {"keeps": []}, "at least 1 item", id="no counterexample"),
        pytest.param(RULE | {"lines": "probe"}, "Extra inputs", id="misspelt key"),
    ],
)
def test_wrong_rules_are_refused(wrong: dict[str, object], message: str) -> None:
    with pytest.raises(pydantic.ValidationError, match=message):
        rules(wrong)


def test_renamed_keys_are_refused() -> None:
    for key in ("reported", "takes"):
        with pytest.raises(pydantic.ValidationError, match=key):
            rules(RULE | {key: True})
    with pytest.raises(pydantic.ValidationError, match="furniture is now called page_elements"):
        rules(RULE | {"group": "furniture"})


def test_two_rules_of_one_id_are_refused() -> None:
    with pytest.raises(pydantic.ValidationError, match="share an id: probe"):
        rules(RULE, RULE)


def test_a_pattern_that_matches_an_empty_line_is_refused() -> None:
    with pytest.raises(pydantic.ValidationError, match="also matches an empty text"):
        rules(RULE | {"line": "(?:probe)?"})


def test_a_rule_does_not_apply_beside_its_own_matches_if_it_is_for_lone_lines() -> None:
    lone = rules(RULE | {"alone": True})
    assert cleaned(f"Probe one\n{STORY}", lone) == STORY
    assert cleaned(f"Probe one\nProbe two\n{STORY}", lone) == f"Probe one\nProbe two\n{STORY}"


def test_a_rule_does_not_apply_to_more_lines_than_its_limit() -> None:
    limited = rules(RULE | {"max_lines": 2})
    few, many = (f"{STORY}\n" + "\nSo it was.\n".join(f"Probe {n}" for n in range(size)) for size in (2, 3))
    assert cleaned(few, limited) == f"{STORY}\nSo it was.\n"
    assert cleaned(many, limited) == many


def test_a_line_that_introduces_a_sentence_stays() -> None:
    introduced = rules(RULE, introductions="probe .+:")
    assert cleaned(f"Probe of the council:\n{STORY}", introduced) == f"Probe of the council:\n{STORY}"
    assert cleaned(f"Probe of the council:\nNo.\n{STORY}", introduced) == f"No.\n{STORY}"
    assert cleaned(f"Probe of the council\n{STORY}", introduced) == STORY


def test_a_hostile_pattern_does_not_hang() -> None:
    hostile = rules(RULE | {"line": "(?:a+)+b", "drops": ["aab"]})
    assert cleaned(f"{STORY}\n{'a' * 500}", hostile) == f"{STORY}\n{'a' * 500}"


def test_every_edit_names_its_rule(shipped: boilerplate.Rules) -> None:
    doc = document(f"{STORY}\n\nAlso Read: Mayor hints at a second bridge")
    assert [edit.rule for edit in boilerplate.find(doc, shipped)] == ["boilerplate/also-read"]


def test_no_phrase_occurs_twice(shipped: boilerplate.Rules) -> None:
    phrases = [phrase.casefold() for rule in shipped.rules for phrase in rule.phrases]
    assert sorted(phrases) == sorted(set(phrases))


GERMAN = (
    "Der Rat hat dem Plan für die neue Brücke mit neun zu vier Stimmen zugestimmt, wie die Vorsitzende sagte.\n\n"
    "Die Arbeiten am Ufer sollen nach Angaben der Ingenieure im Frühjahr beginnen und werden wohl zwei Jahre dauern."
)


@pytest.mark.parametrize("heading", ["Regional", "Partner", "Digital", "Auto", "Contacts", "Mode", "Direct", "Motor"])
def test_a_rule_of_a_language_leaves_texts_of_other_languages_alone(heading: str, shipped: boilerplate.Rules) -> None:
    assert cleaned(f"{heading}\n\n{STORY}", shipped) == f"{heading}\n\n{STORY}"
    assert cleaned(f"{STORY}\n\n{heading}", shipped) == f"{STORY}\n\n{heading}"


def test_a_rule_of_a_language_applies_to_texts_of_it(shipped: boilerplate.Rules) -> None:
    assert cleaned(f"Regional\n\n{GERMAN}", shipped) == GERMAN


def test_sentences_of_a_language_are_boilerplate_in_any(shipped: boilerplate.Rules) -> None:
    assert cleaned(f"Diese Website verwendet Cookies\n\n{STORY}", shipped) == STORY


def test_a_rule_for_an_unknown_language_is_refused() -> None:
    with pytest.raises(pydantic.ValidationError, match="languages does not list: xx"):
        rules(RULE | {"language": "xx"})


TWICE = [
    pytest.param(f"Tuesday, 27.02.2024\nTuesday, 27.02.2024\n{STORY}", id="a second clock under the first"),
    pytest.param(f"{STORY} Read more Learn more here", id="two teasers at one end"),
    pytest.param(f"{STORY}\nMost Read\nA bridge too far\nA second bridge\nFacebook\nTwitter", id="lists and bars"),
    pytest.param(
        f"Council votes | News | Post\nShare\n{STORY}\nab/cd (AFP)\nNora Quist\nTags: bridge", id="all around"
    ),
]


@pytest.mark.parametrize("text", TWICE)
def test_a_second_pass_finds_nothing(text: str, shipped: boilerplate.Rules) -> None:
    once = cleaned(text, shipped)
    assert list(boilerplate.find(document(once), shipped)) == []
    assert STORY.split("\n\n")[1] in once


PAGE = f"""Herald
Share this article
Fish prices, week by week
Council approved plan for a new bridge over the northern bank
By Nora Quist
3 March 2022
{STORY}
"The old one has stood for ninety years and will not stand for ten more," said the engineer who led the survey of it.
Nobody on the council had asked for a second opinion, and the report had been on its table since the end of last summer.
Ten bakers and what they bake
Bus lane plan splits the market town
Subscribe now
"""


def constant_score(score: float) -> Callable[[Sequence[str]], LineScores]:
    """A classifier that gives every line the score, except sentences."""

    def score_lines(lines: Sequence[str]) -> LineScores:
        scores = [0.0 if line.endswith((".", '"')) else score for line in lines]
        return LineScores(lambda: scores, lambda: scores)

    return score_lines


def test_the_classifier_removes_what_rules_leave_and_keeps_headline_and_byline(
    shipped: boilerplate.Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line_classifier, "score_lines", constant_score(0.99))
    left = cleaned(PAGE, shipped).split("\n")
    assert left[:3] == PAGE.split("\n")[3:6]
    assert "Ten bakers and what they bake" not in left
    rules_of = {edit.before.strip(): edit.rule for edit in boilerplate.find(document(PAGE), shipped)}
    assert rules_of["Ten bakers and what they bake"] == "boilerplate/classifier:0.99"


def test_the_classifier_keeps_lines_below_its_threshold(
    shipped: boilerplate.Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(line_classifier, "score_lines", constant_score(0.35))
    assert "Ten bakers and what they bake" in cleaned(PAGE, shipped)


def test_the_classifier_does_not_run_where_rules_find_nothing(
    shipped: boilerplate.Rules, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delattr(line_classifier, "score_lines")
    text = PAGE.replace("Share this article\n", "").replace("Subscribe now\n", "").replace("Herald\n", "")
    assert cleaned(text, shipped) == text


def test_the_classifier_can_be_switched_off(shipped: boilerplate.Rules, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delattr(line_classifier, "score_lines")
    assert "Ten bakers and what they bake" in cleaned(PAGE, boilerplate.without_learned(shipped))


LISTS = [
    pytest.param(
        ["Ashford United: Bell; Reed, Hall, Marsh; Lind, Frost", "Substitutes: Prior, Wood", "Booked: Reed"], id="teams"
    ),
    pytest.param(["Bell", "Reed", "Hall", "Substitutes", "Prior", "Wood"], id="a player a line"),
    pytest.param(["Best Picture", "The Bridge", "Best Director", "Ada Quill", "Best Sound", "Piet Zand"], id="awards"),
    pytest.param(
        ["Results", "Half-time: 1-2", "Full-time: Holm 3-2 Marl", "Fixtures", "Man of the match: Bell"], id="results"
    ),
    pytest.param(["Cast", "Ada Bell as Maria", "Director: Cora Lind", "Photography: Piet Zand"], id="a film's cast"),
    pytest.param(["Serves: 4", "2 eggs", "100 g flour", "Prep time: 10 minutes"], id="a recipe"),
    pytest.param(["Claim: The bridge fell in the night", "Verdict: False", "Rating: Pants on Fire"], id="a fact check"),
    pytest.param(["10.02am: Police close the bridge", "11.00am: Bridge open again"], id="a live report"),
]


@pytest.mark.parametrize("lines", LISTS)
def test_the_lists_of_an_article_stay_beside_stray_lines(lines: list[str], shipped: boilerplate.Rules) -> None:
    rules_only = boilerplate.without_learned(shipped)
    text = "\n".join(["Share this article", STORY, "Most Read", *lines, "Subscribe now"])
    assert cleaned(text, rules_only).rstrip("\n") == "\n".join([STORY, *lines])
    text = "\n".join([STORY, *(part for line in lines for part in ("Advertisement", line)), STORY])
    assert cleaned(text, rules_only) == "\n".join([STORY, *lines, STORY])
