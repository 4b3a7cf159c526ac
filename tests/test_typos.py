"""Typos beyond the cases: independence of earlier documents, users' additions, loading, cost."""

import subprocess
import sys
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.document import Document, Edit, edits_of
from pipeline.document.edits import undo
from pipeline.rules.loading import RuleSet, load_rules
from pipeline.stages import typos
from pipeline.text import lexicon

DEFAULT_RULES = typos.Rules.model_validate(load_rules(None).rules["typos"])  # a fixture would be printed in full
TEXTS = [
    "The goverment resigned. It was offically over.",
    "Binden left. Biden met Putin. Then Biden spoke, and Putin said Biden had come.",
    "They had to fifht for it, said the spokeman of the the court.",
    "The colour of the theatre programme was honoured.",
]


def found(text: str, rules: typos.Rules, **fields: str) -> list[tuple[str, str, str]]:
    doc = Document("a.txt", b"", fields=MappingProxyType({"language": "en", "text": text, **fields}))
    edits = [edit for edit in typos.find(doc, rules) if isinstance(edit, Edit)]
    return [(edit.before, edit.after, edit.rule) for edit in edits]


@pytest.fixture
def rules(rule_set: RuleSet) -> typos.Rules:
    found = rule_set.rules["typos"]
    assert isinstance(found, typos.Rules)
    return found


def test_earlier_documents_do_not_matter(rules: typos.Rules) -> None:
    first = {text: found(text, rules) for text in TEXTS}
    assert {text: found(text, rules) for text in reversed(TEXTS)} == first


def test_another_process_finds_the_same(rules: typos.Rules) -> None:
    script = (
        "from types import MappingProxyType\nfrom pipeline.rules.loading import load_rules\n"
        "from pipeline.document import Document\n"
        "from pipeline.stages import typos\nrules = load_rules().rules['typos']\n"
        f"for text in {TEXTS!r}:\n"
        "    fields = MappingProxyType({'language': 'en', 'text': text})\n"
        "    print([(e.before, e.after, e.rule) for e in typos.find(Document('a', b'', fields=fields), rules)])\n"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.splitlines() == [str(found(text, rules)) for text in TEXTS]


def test_a_users_pair_may_be_a_word(rules: typos.Rules) -> None:
    mine = rules.model_copy(update={"pairs": {"planed": "planned"}})
    assert found("He planed it.", typos.Rules.model_validate(mine.model_dump(by_alias=True))) == [
        ("planed", "planned", "typos/planed")
    ]


def test_an_allowed_word_is_left_alone() -> None:
    allow = [{"words": ["Origial"], "reason": "a brand"}]
    assert found("The origial sold well in the town.", typos.Rules.model_validate({"allow": allow})) == []
    assert found("The origial sold well in the town.", typos.Rules.model_validate({})) == [
        ("origial", "original", "typos/unknown-word")
    ]


def test_no_pair_corrects_a_word_or_to_an_unknown_word(rules: typos.Rules) -> None:
    assert {wrong for wrong in rules.pairs if wrong.lower() in lexicon.english_words()} == set()
    assert {
        word for right in rules.pairs.values() for word in right.lower().split() if word not in lexicon.english_words()
    } == set()


def test_pairs_are_sorted(rules: typos.Rules) -> None:
    assert list(rules.pairs) == sorted(rules.pairs, key=str.lower)


def test_a_language_without_rules_is_left_alone(rules: typos.Rules) -> None:
    assert found("The goverment resigned.", rules, language="nl") == []


def test_no_lexicon_is_loaded_for_a_language_without_rules() -> None:
    script = (
        "from types import MappingProxyType\nfrom pipeline.text import lexicon\n"
        "from pipeline.document import Document\n"
        "from pipeline.stages import typos\n"
        "fields = MappingProxyType({'language': 'uk', 'text': 'Міністр сказав.'})\n"
        "list(typos.find(Document('a', b'', fields=fields), typos.Rules()))\n"
        "print(lexicon._words_of.cache_info().currsize + lexicon.counts.cache_info().currsize)\n"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "0"


def test_pairs_of_other_languages_are_valid_in_their_language(rules: typos.Rules) -> None:
    for entry in rules.other_languages:
        words = lexicon.words(entry.language)
        assert {wrong for wrong in entry.pairs if wrong.lower() in words} == set()
        assert {word for right in entry.pairs.values() for word in right.lower().split() if word not in words} == set()
        assert list(entry.pairs) == sorted(entry.pairs, key=str.lower)


def test_a_users_german_rules_add_to_ours() -> None:
    ours = {"language": "de", "pairs": {"regirung": "Regierung"}, "doubled_words": ["dass"], "alphabet": "abc"}
    mine = {"language": "de", "pairs": {"merkell": "Merkel"}, "doubled_words": ["sich"]}
    allow = [{"words": ["Foo"], "reason": "a brand"}]
    both = typos.Rules.model_validate({"other_languages": [ours, mine], "allow": allow}).for_language("de")
    assert both is not None
    assert (dict(both.pairs), both.doubled_words, both.alphabet) == (
        {"regirung": "Regierung", "merkell": "Merkel"},
        frozenset({"dass", "sich"}),
        "abc",
    )
    assert "foo" in both.allowed


def test_a_language_that_is_switched_off_is_left_alone() -> None:
    german = [{"language": "de", "pairs": {"regirung": "Regierung"}}]
    some = typos.Rules.model_validate({"other_languages": german, "languages": ["en"]})
    assert found("Die Regirung trat am Abend nach dem Gespräch zurück.", some, language="de") == []


# properties

PIECES = st.sampled_from(
    [
        *("the", "the the", "in the in the", "of", "a a", "ofthe", "teh", "recieve", "offical", "sicne", "Binden"),
        *("Biden", "Putin", "met", "govt.", "approx. 5", "[sic]", "punny", "millan", "Millan", "Volodymr", "Zelenskyy"),
        *("planed to", "said", "that", "government", "would", "resign", "@offical", "http://teh.example"),
        *("\n", "\n\n", ".", ",", '"', "-", "\N{RIGHT SINGLE QUOTATION MARK}s"),
        *("\N{LEFT DOUBLE QUOTATION MARK}", "\N{RIGHT DOUBLE QUOTATION MARK}"),
    ]
)


@given(pieces=st.lists(PIECES, max_size=40))
def test_undo_restores_and_a_second_pass_finds_nothing(pieces: list[str]) -> None:
    before = Document("a.txt", b"", fields=MappingProxyType({"language": "en", "text": " ".join(pieces)}))
    edits = list(typos.find(before, DEFAULT_RULES))
    after = before.take("typos", edits)
    assert undo(after.text, edits_of(edits, "text")) == before.text
    assert list(typos.find(after, DEFAULT_RULES)) == []


# cost: a document cannot make the stage slow


def test_a_word_of_many_letters_is_left_alone(rules: typos.Rules) -> None:
    assert found("They said the " + "goverment" * 5 + " resigned.", rules) == []
