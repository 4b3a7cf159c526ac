"""Which language a document is in: certain or not said, whatever came before."""

import subprocess
import sys
from types import MappingProxyType

import pytest

from pipeline.document import Document, Fact
from pipeline.rules.loading import RuleSet
from pipeline.stages import language


def said(text: str, rules: language.Rules, **fields: str) -> tuple[str, str]:
    """The language and the rule that says so, both empty where nothing is said."""
    facts = list(language.find(Document("a.txt", b"", fields=MappingProxyType({"text": text, **fields})), rules))
    assert len(facts) < 2
    assert all(isinstance(fact, Fact) and fact.field == "language" for fact in facts)
    return (facts[0].value, facts[0].rule) if facts and isinstance(facts[0], Fact) else ("", "")


@pytest.fixture
def rules(rule_set: RuleSet) -> language.Rules:
    found = rule_set.rules["language"]
    assert isinstance(found, language.Rules)
    return found


def test_the_samples_of_the_rules(rules: language.Rules) -> None:
    assert [said(sample.text, rules)[0] for sample in rules.samples] == [sample.language for sample in rules.samples]


def test_nothing_before_a_document_matters(rules: language.Rules) -> None:
    texts = [sample.text for sample in rules.samples] * 2
    first = [said(text, rules) for text in texts]
    assert [said(text, rules) for text in reversed(texts)] == first[::-1]


@pytest.mark.parametrize(
    "text", ["", " \n ", "12:30 1,200.50 2024-01-01", "???!!!", "🙂🙂🙂", "https://example.com/the/and/of", "USA", "ok"]
)
def test_what_says_nothing_gets_no_fact(text: str, rules: language.Rules) -> None:
    assert said(text, rules) == ("", "")


def test_function_words_ask_no_statistics(rules: language.Rules) -> None:
    assert said(rules.samples[0].text, rules) == ("en", "language/function-words")
    assert said(rules.samples[1].text, rules) == ("de", "language/langdetect")


def test_english_names_do_not_make_a_text_english(rules: language.Rules) -> None:
    text = "Der Sprecher von The New York Times, The Guardian und The Economist wollte sich dazu nicht äußern."
    assert said(text, rules)[0] == "de"


def test_a_page_s_word_is_believed_where_the_text_is_too_short(rules: language.Rules) -> None:
    assert said("Nein danke, Berlin!", rules, language="de-AT") == ("de", "language/declared")


def test_a_page_s_word_is_not_believed_against_the_text(rules: language.Rules) -> None:
    assert said(rules.samples[1].text, rules, language="en") == ("de", "language/langdetect")


def test_the_title_speaks_where_there_is_no_text(rules: language.Rules) -> None:
    title = "Der Minister sagte am Freitag, die Gespräche seien lang gewesen"
    assert said("", rules, title=title)[0] == "de"


def test_long_texts_are_sampled_evenly() -> None:
    text = " ".join(f"word{number}" for number in range(5_000))
    sample = language.spread(text, spots=4, length=100)
    assert len(sample) < 500
    assert [word for word in sample.split() if word not in text.split()] == []
    assert sample.split()[0] == "word0"
    assert int(sample.split()[-1].removeprefix("word")) > 3_700


def test_langdetect_is_not_loaded_for_plain_english() -> None:
    script = (
        "import sys\nfrom types import MappingProxyType\nfrom pipeline.rules.loading import load_rules\n"
        "from pipeline.document import Document\nfrom pipeline.stages import language\n"
        "rules = load_rules().rules['language']\n"
        "doc = Document('a', b'', fields=MappingProxyType({'text': rules.samples[0].text}))\n"
        "print(list(language.find(doc, rules))[0].value, 'langdetect' in sys.modules)\n"
    )
    run = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert run.stdout.split() == ["en", "False"]
