"""Spellings beyond the cases: styles, renamed places and their dates, undecided names, refused authority files."""

from collections.abc import Iterable
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Document, Edit, Fact, edits_of
from pipeline.document.edits import undo
from pipeline.rules.loading import RuleSet, load_rules
from pipeline.stages import spellings
from pipeline.stages.spellings import Rules

KYIV = {"prefLabel": "Kyiv", "altLabel": "Kiev (Russian-derived), Kiew (German)"}


@pytest.fixture(scope="module")
def rules(rule_set: RuleSet) -> Rules:
    found = rule_set.rules["spellings"]
    assert isinstance(found, Rules)
    return found


def with_settings(rules: Rules, **settings: Any) -> Rules:
    return Rules.model_validate({**rules.model_dump(by_alias=True), **settings})


def document(text: str, **fields: str) -> Document:
    return Document("case.txt", b"", fields=MappingProxyType({"language": "en", **fields, "text": text}))


def cleaned(doc: Document, rules: Rules) -> Document:
    return doc.take("spellings", spellings.find(doc, rules))


def facts(found: Iterable[Edit | Fact]) -> list[tuple[str, str]]:
    return [(fact.rule, fact.value) for fact in found if isinstance(fact, Fact)]


DEFAULT_RULES = Rules.model_validate(load_rules(None).rules["spellings"])  # a fixture would be printed in full

# house styles


@pytest.mark.parametrize(
    ("style", "written"),
    [
        ("house", "Volodymyr Zelenskyy"),
        ("ap", "Volodymyr Zelenskyy"),
        ("bbc", "Volodymyr Zelensky"),
        ("reuters", "Volodymyr Zelenskiy"),
        ("dw", "Volodymyr Zelenskyy"),
        ("nyt", "Volodymyr Zelensky"),
    ],
)
@pytest.mark.parametrize("found", ["Zelensky", "Zelenskiy", "Zelenskyy", "Selenskyj"])
def test_each_style_writes_one_form(rules: Rules, style: str, written: str, found: str) -> None:
    doc = document(f"President Volodymyr {found} of Ukraine spoke.")
    assert cleaned(doc, with_settings(rules, style=style)).text == f"President {written} of Ukraine spoke."


def test_switching_the_style_and_back_gives_the_first_result(rules: Rules) -> None:
    doc = document("Kiev: President Zelensky of Ukraine, al-Qaida, roubles, Kim Jong-un and Erdoğan of Turkey.")
    first = cleaned(doc, with_settings(rules, style="ap"))
    other = cleaned(doc, with_settings(rules, style="bbc"))
    assert other.text != first.text
    assert cleaned(doc, with_settings(rules, style="ap")) == first


@pytest.mark.parametrize("style", ["ap", "guardian"])
def test_one_pass_is_enough_in_every_style(rules: Rules, style: str) -> None:
    style_rules = with_settings(rules, style=style)
    labels = {form for entry in rules.enabled for form in (entry.pref, *entry.alt[:1])}
    text = "\n\n".join(f"Ukraine and Russia said in {label} it was calm." for label in sorted(labels))
    once = cleaned(document(text), style_rules)
    assert [found for found in spellings.find(once, style_rules) if isinstance(found, Edit)] == []


def test_a_users_own_form_precedes_the_style(rules: Rules) -> None:
    own = with_settings(rules, style="ap", prefer={"Volodymyr Zelenskyy": "Volodymyr Zelenskyj"})
    doc = document("Ukraine's President Volodymyr Zelensky spoke. Zelensky left.")
    assert cleaned(doc, own).text == "Ukraine's President Volodymyr Zelenskyj spoke. Zelenskyj left."


def test_an_entry_switched_off_changes_nothing(rules: Rules) -> None:
    assert cleaned(document("He left Kiev."), with_settings(rules, disabled=["Kyiv"])).text == "He left Kiev."


def test_the_dish_follows_the_ukrainian_style(rules: Rules) -> None:
    doc = document("They served Chicken Kiev and chicken Kiev in Kiev.")
    assert (
        cleaned(doc, with_settings(rules, style="ukrainian")).text
        == "They served Chicken Kyiv and chicken Kyiv in Kyiv."
    )


def test_a_hashtag_changes_on_request(rules: Rules) -> None:
    assert (
        cleaned(document("They shared #Kiev there."), with_settings(rules, hashtags=True)).text
        == "They shared #Kyiv there."
    )


# British and American words

BRITISH = "The defence of the harbour was organised; the Department of Defense and Pearl Harbor have grey neighbours."
AMERICAN = "The defense of the harbor was organized; the Department of Defense and Pearl Harbor have gray neighbors."


def test_english_stays_as_it_is_by_default(rules: Rules) -> None:
    assert [cleaned(document(text), rules).text for text in (BRITISH, AMERICAN)] == [BRITISH, AMERICAN]


def test_english_of_one_kind_is_a_choice_that_touches_no_name(rules: Rules) -> None:
    assert cleaned(document(BRITISH), with_settings(rules, english="american")).text == AMERICAN
    assert cleaned(document(AMERICAN), with_settings(rules, english="british")).text == BRITISH


def test_a_word_that_both_have_is_not_turned_back(rules: Rules) -> None:
    doc = document("He will check the program before the tires.")
    assert cleaned(doc, with_settings(rules, english="british")).text == doc.text


def test_the_labour_party_is_a_name_at_the_beginning_of_a_sentence_too(rules: Rules) -> None:
    doc = document("Labour won. Harbour Energy fell.")
    assert cleaned(doc, with_settings(rules, english="american")).text == doc.text


# renamed places

RENAMED = [
    ("Dnepropetrovsk", "Dnipro"),
    ("Artemovsk", "Bakhmut"),
    ("Kirovograd", "Kropyvnytskyi"),
    ("Dneprodzerzhinsk", "Kamianske"),
]


@pytest.mark.parametrize(("old", "new"), RENAMED)
@pytest.mark.parametrize(
    "sentence", ["Shells hit {} in Ukraine.", "Ukraine held {}.", "Doctors in {}, Ukraine, said so."]
)
def test_a_renamed_place_has_its_new_name_on_request(rules: Rules, old: str, new: str, sentence: str) -> None:
    doc = document(sentence.format(old), date="2023-03-01")
    assert cleaned(doc, with_settings(rules, renamed=True)).text == sentence.format(new)
    assert cleaned(doc, rules).text == sentence.format(old)


@pytest.mark.parametrize(("old", "new"), RENAMED)
def test_a_historical_mention_keeps_the_old_name(rules: Rules, old: str, new: str) -> None:
    renamed = with_settings(rules, renamed=True)
    assert new not in cleaned(document(f"Shells hit {old} in Ukraine.", date="2015-02-01"), renamed).text
    assert new not in cleaned(document(f"In 1991 he left {old}, now in Ukraine."), renamed).text


# undecided names


def test_a_town_of_two_countries_is_left_alone_and_listed(rules: Rules) -> None:
    doc = document("Odessa mourned on Monday. The mayor declined to comment.")
    assert facts(spellings.find(doc, rules)) == [("spellings/Odesa", "Odessa")]
    assert cleaned(doc, rules).text == doc.text
    assert cleaned(doc, rules).fields["undecided"] == "Odessa"


def test_both_countries_in_one_text_leave_it_undecided(rules: Rules) -> None:
    doc = document("Ukraine thanked Texas for its aid. Odessa mourned.")
    assert facts(spellings.find(doc, rules)) == [("spellings/Odesa", "Odessa")]


def test_two_bearers_of_a_surname_leave_it_undecided(rules: Rules) -> None:
    doc = document("Ukraine's Volodymyr Zelensky met the dancer Igor Zelensky. Zelensky smiled.")
    assert cleaned(doc, rules).text == "Ukraine's Volodymyr Zelenskyy met the dancer Igor Zelensky. Zelensky smiled."
    assert facts(spellings.find(doc, rules)) == [("spellings/Volodymyr Zelenskyy", "Zelensky")]


def test_undecided_names_are_one_field(rules: Rules) -> None:
    doc = document("Odessa mourned. Chernobyl was calm.")
    assert facts(spellings.find(doc, rules)) == [
        ("spellings/Odesa", "Odessa"),
        ("spellings/Chornobyl", "Odessa, Chernobyl"),
    ]


# title and text are one document


def test_the_headline_is_changed_too_and_its_given_name_counts(rules: Rules) -> None:
    doc = document("Zaluzhny left Kiev for Ukraine's front.", title="Valeriy Zaluzhny visits Kharkov")
    after = cleaned(doc, rules)
    assert after.fields["title"] == "Valerii Zaluzhnyi visits Kharkiv"
    assert after.text == "Zaluzhnyi left Kyiv for Ukraine's front."


# properties

PIECES = st.sampled_from(
    [
        *("Kiev", "Kyiv", "KIEV", "Kiew", "kiev", "Odessa", "Ukraine", "Texas", "Donbass", "Rovno", "Lvov"),
        *(
            "Zelensky",
            "Vladimir",
            "Volodymyr",
            "President",
            "Igor",
            "Prince",
            "Georgy",
            "in",
            "near",
            "the",
            "of",
            "or",
        ),
        *(
            "roubles",
            "Roubles",
            "Al-Qaida",
            "al-Qaeda",
            "spelling",
            "#",
            "@",
            "www.kiev.ua",
            "-",
            "(",
            ")",
            "/",
            ",",
            ".",
        ),
        *('"', "\n", "\n\n", "\N{LEFT DOUBLE QUOTATION MARK}", "\N{RIGHT DOUBLE QUOTATION MARK}"),
        *("\N{RIGHT SINGLE QUOTATION MARK}s", "\N{LATIN CAPITAL LETTER I WITH DOT ABOVE}"),
    ]
)


@given(pieces=st.lists(PIECES, max_size=40))
def test_undo_restores_and_a_second_pass_finds_nothing(pieces: list[str]) -> None:
    rules, before = DEFAULT_RULES, document(" ".join(pieces))
    found = list(spellings.find(before, rules))
    after = before.take("spellings", found)
    assert undo(after.text, edits_of(found, "text")) == before.text
    assert [again for again in spellings.find(after, rules) if isinstance(again, Edit)] == []


# refused authority files


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (
            {"entries": [KYIV, {"prefLabel": "Kiev", "altLabel": "Kyiw"}]},
            "'Kiev' is a label of 'Kyiv', and the preferred",
        ),
        ({"entries": [KYIV, {"prefLabel": "Keev", "altLabel": "Kiew"}]}, "'Kiew' is a label of 'Kyiv' and of 'Keev'"),
        (
            {"entries": [{"prefLabel": "Oz", "altLabel": "Other"}], "everyday_words": "this other"},
            "'Other', a label of 'Oz', is an",
        ),
        ({"entries": [KYIV | {"only": "@nowhere"}]}, "the condition '@nowhere' is not among `contexts`"),
        ({"entries": [KYIV], "style": "tabloid"}, "there is no style 'tabloid'"),
        ({"entries": [KYIV], "prefer": {"Kief": "Kiev"}}, "names 'Kief', which is no entry"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(data: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Rules.model_validate(data)


@pytest.mark.parametrize("word", ["March", "progress", "The", "Fire"])
def test_an_everyday_word_is_refused_beside_the_default_rules(rules: Rules, word: str) -> None:
    entries = [*rules.model_dump(by_alias=True)["entries"], {"prefLabel": "Martch", "altLabel": word}]
    with pytest.raises(ValueError, match=f"'{word}', a label of 'Martch', is an everyday word"):
        with_settings(rules, entries=entries)


def test_a_label_of_two_entries_is_fine_where_context_decides() -> None:
    one, other = KYIV | {"only": "Ukraine"}, {"prefLabel": "Kiev (Missouri)", "altLabel": "Kiew", "only": "Missouri"}
    assert len(Rules.model_validate({"entries": [one, other]}).enabled) == 2


def test_diacritics_stay_by_default(rules: Rules) -> None:
    text = "Luka Dončić of Slovenia and Novak Đoković of Serbia met in Kiev, the capital of Ukraine."
    unchanged = text.replace("Kiev", "Kyiv")
    assert cleaned(document(text), rules).text == unchanged
    changed = with_settings(rules, diacritics=True)
    assert cleaned(document(text), changed).text == unchanged.replace("Dončić", "Doncic").replace("Đoković", "Djokovic")
    assert cleaned(document(text), with_settings(rules, style="ap")).text == cleaned(document(text), changed).text
