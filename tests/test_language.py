"""The language stage: a language is certain or not given, independent of the documents before."""

import subprocess
import sys
from types import MappingProxyType

import pytest

from pipeline.document import Document, Fact
from pipeline.rules.loading import RuleSet
from pipeline.stages import language
from pipeline.stages.language.detector import probabilities
from pipeline.stages.language.sampling import sample_text


def detected(text: str, rules: language.Rules, **fields: str) -> tuple[str, str]:
    """Return the language and its rule, both empty if no language is found."""
    facts = list(language.find(Document("a.txt", b"", fields=MappingProxyType({"text": text, **fields})), rules))
    assert len(facts) < 2
    assert all(isinstance(fact, Fact) and fact.field == "language" for fact in facts)
    return (facts[0].value, facts[0].rule) if facts and isinstance(facts[0], Fact) else ("", "")


@pytest.fixture
def rules(rule_set: RuleSet) -> language.Rules:
    found = rule_set.rules["language"]
    assert isinstance(found, language.Rules)
    return found


def test_the_samples_of_the_config(rules: language.Rules) -> None:
    assert [detected(sample.text, rules)[0] for sample in rules.samples] == [
        sample.language for sample in rules.samples
    ]


def test_the_result_does_not_depend_on_earlier_documents(rules: language.Rules) -> None:
    texts = [sample.text for sample in rules.samples] * 2
    first = [detected(text, rules) for text in texts]
    assert [detected(text, rules) for text in reversed(texts)] == first[::-1]


@pytest.mark.parametrize(
    "text", ["", " \n ", "12:30 1,200.50 2024-01-01", "???!!!", "🙂🙂🙂", "https://example.com/the/and/of", "USA", "ok"]
)
def test_a_text_without_a_certain_language_gets_no_fact(text: str, rules: language.Rules) -> None:
    assert detected(text, rules) == ("", "")


def test_function_words_decide_without_langdetect(rules: language.Rules) -> None:
    assert detected(rules.samples[0].text, rules) == ("en", "language/function-words")
    assert detected(rules.samples[1].text, rules) == ("de", "language/langdetect")


def test_english_names_do_not_make_a_text_english(rules: language.Rules) -> None:
    text = "Der Sprecher von The New York Times, The Guardian und The Economist wollte sich dazu nicht äußern."
    assert detected(text, rules)[0] == "de"


def test_the_declared_language_is_used_for_a_short_text(rules: language.Rules) -> None:
    assert detected("Nein danke, Berlin!", rules, language="de-AT") == ("de", "language/declared")


def test_the_text_overrides_the_declared_language(rules: language.Rules) -> None:
    assert detected(rules.samples[1].text, rules, language="en") == ("de", "language/langdetect")


def test_the_title_decides_if_there_is_no_text(rules: language.Rules) -> None:
    title = "Der Minister sagte am Freitag, die Gespräche seien lang gewesen"
    assert detected("", rules, title=title)[0] == "de"


def test_long_texts_are_sampled_evenly() -> None:
    text = " ".join(f"word{number}" for number in range(5_000))
    sample = sample_text(text, pieces=4, length=100)
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


def test_the_probabilities_are_those_of_langdetect(rules: language.Rules) -> None:
    from langdetect.detector_factory import PROFILES_DIRECTORY, DetectorFactory

    factory = DetectorFactory()
    factory.seed = 0
    factory.load_profile(PROFILES_DIRECTORY)
    for sample in rules.samples:
        detector = factory.create()
        detector.n_trial = 5
        detector.append(sample.text)
        expected: dict[str, float] = {}
        for each in detector.get_probabilities() if any(map(str.isalpha, sample.text)) else ():
            code = each.lang.partition("-")[0]
            expected[code] = expected.get(code, 0) + each.prob
        assert probabilities(sample.text, trials=5) == pytest.approx(expected, abs=1e-12)
