"""Layout on any text: one pass is enough, undo gives the text back, and nothing but spaces and marks is lost."""

import re
from types import MappingProxyType

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.document import Document, Edit, Span, edits_of
from pipeline.document.edits import apply, undo
from pipeline.rules.loading import RuleSet
from pipeline.stages import layout
from pipeline.stages.layout import edit_composition

PIECES = st.sampled_from([
    "The council", "met", "Kyiv", "said.The", "minister", "10:30", "3.5", "...", "\u2026", "www.example.com", "U.S.",
    "govern-", "ment", "e\u0301", "a.m.", "- one", "> quoted", "## Head", "x = y", "\u2019s", "(", ")", "[", "]",
    "\u201e", "T housands", "git add .", "1 , 2", "Nord-", "und",
    "fighter,who", "Reporter.Christian", "all !!!!,", "\x1c", "\x1d", "\x19s", "late ? What",
    "\u201c", "\u201d", '"', '""', ",", ".", ";", ":", "!", "?", "&;", "&amp", "\u00ad", "\u200b", "\u200d", "\u00a0",
    "\t", " ", "  ", "\n", "\n\n", "\n\n\n", "\u2028", "\x0c", "\x00", "\u202f", "\u00ab", "\u00bb", "\u00bf",
    "a line that is long enough to be prose and has no end because of the",
    "and so it goes on until it comes to an end which is the end.",
])  # fmt: skip
TEXTS = st.lists(PIECES, max_size=40).map("".join) | st.lists(PIECES, max_size=30).map(" ".join) | st.text(max_size=80)
LANGUAGES = st.sampled_from(["en", "fr", "de", "es", "ar", ""])


def rules(rule_set: RuleSet) -> layout.Rules:
    found = rule_set.rules["layout"]
    assert isinstance(found, layout.Rules)
    return found


def document(text: str, language: str = "en", title: str = "") -> Document:
    return Document("x.txt", b"", fields=MappingProxyType({"text": text, "language": language, "title": title}))


@given(TEXTS, LANGUAGES, TEXTS)
@settings(deadline=None)
@example("a &; &; b", "en", "")
@example("e\u200b\u0301", "en", "e\u200b\u0301")
@example("it ended .  .\n .", "en", "")
def test_one_pass_is_enough_and_undo_gives_the_text(rule_set: RuleSet, text: str, language: str, title: str) -> None:
    before = document(text, language, title)
    after = before.take("layout", layout.find(before, rules(rule_set)))
    findings = after.steps[-1].findings if after.steps else ()
    assert list(layout.find(after, rules(rule_set))) == []
    for name in ("text", "title"):
        assert undo(after.fields.get(name, ""), edits_of(findings, name)) == before.fields[name]


@given(TEXTS, LANGUAGES)
@settings(deadline=None)
def test_no_letter_or_digit_is_changed(rule_set: RuleSet, text: str, language: str) -> None:
    before = document(re.sub(r"&\w*|e\u0301|[^\x00-\x7f]", "", text), language)
    after = before.take("layout", layout.find(before, rules(rule_set)))
    assert re.sub(r"\W", "", after.text) == re.sub(r"\W", "", before.text)


@given(st.text(alphabet="ab", min_size=1, max_size=12), st.data())
def test_composed_edits_equal_both_lists(text: str, data: st.DataObject) -> None:
    first = data.draw(edits(text))
    between = apply(text, first)
    second = data.draw(edits(between))
    both = edit_composition.compose(between, first, second)
    assert apply(text, both) == apply(between, second)


@st.composite
def edits(draw: st.DrawFn, text: str) -> list[Edit]:
    """Some edits of a text, one after another, with at least a character between two."""
    found, at = [], 0
    while at <= len(text) and draw(st.booleans()):
        start = draw(st.integers(at, len(text)))
        end = draw(st.integers(start, len(text)))
        found.append(Edit(Span(start, end), text[start:end], draw(st.text(alphabet="cd", max_size=2)), "layout/x"))
        at = end + 1
    return found


def test_an_unknown_kind_is_an_error() -> None:
    with pytest.raises(ValueError, match="no kind of fix is called 'space'"):
        layout.Kind(id="space")
