"""The mojibake stage: its result equals ftfy's on the whole text, although few lines are passed to ftfy."""

import itertools
import re
from types import MappingProxyType

import ftfy
import pytest
from ftfy.badness import BADNESS_RE, is_bad
from hypothesis import example, given
from hypothesis import strategies as st

from pipeline.document import Document, edits_of
from pipeline.document.edits import undo
from pipeline.rules.loading import RuleSet
from pipeline.stages import mojibake
from pipeline.stages.mojibake import candidate_lines
from pipeline.text.control_punctuation import restore_punctuation


def non_ascii_characters(pattern: str) -> str:
    """Return the non-ASCII characters of a pattern, with those of its ranges."""
    ranges = re.findall(r"([^\x00-\x7f])-([^\x00-\x7f])", pattern)
    between = (chr(code) for first, last in ranges for code in range(ord(first), ord(last) + 1))
    return "".join(sorted({*between, *re.findall(r"[^\x00-\x7f]", pattern)}))


BADNESS_CHARACTERS = non_ascii_characters(BADNESS_RE.pattern)
ODD = st.sampled_from(BADNESS_CHARACTERS + "\u0301\ufb01\uff21")
PIECES = st.sampled_from(
    [
        "&eacute;",
        "&",
        "<",
        "\n",
        "\x1b[1m",
        "\u2028",
        "caf",
        " ",
        "a",
        "Z",
        "1",
        "\ud83d",
        "\ude00",
        "\x1c",
        "\x19",
        "\x85",
        "&amp;",
        "\ufeff",
        "\x00",
        ".",
    ]
)
GARBLED = st.text(max_size=12).map(lambda text: text.encode("utf-8", "replace").decode("latin-1"))
TEXTS = st.lists(ODD | PIECES | GARBLED | st.characters(), max_size=25).map("".join)
RULES = st.builds(
    mojibake.Rules,
    unescape_html=st.sampled_from(["auto", True, False]),
    fix_latin_ligatures=st.booleans(),
    fix_character_width=st.booleans(),
    uncurl_quotes=st.booleans(),
    fix_line_breaks=st.booleans(),
    remove_control_chars=st.booleans(),
    fix_surrogates=st.just(value=True),
    normalization=st.sampled_from(["NFC", "NFKC", None]),
)


def document(text: str) -> Document:
    return Document("x.txt", b"", fields=MappingProxyType({"text": text}))


def fixed_by_ftfy(text: str, rules: mojibake.Rules) -> str:
    """Return ftfy's text, applied until nothing changes; cut punctuation is restored first."""
    before = ""
    while before != text:
        before = text
        lines = re.findall(r"[^\n]*\n|[^\n]+", text)
        text = ftfy.fix_text("".join(map(restore_punctuation, lines)), rules.ftfy._replace(explain=False))
    return text


@given(TEXTS, RULES)
@example("it\x19s \x1cso\x1d\u2028a < &eacute; b\x85&amp;", mojibake.Rules())
@example("caf&eacute; <b>\ncaf&eacute; s\u00c3\u00b3", mojibake.Rules())
@example("\u0153\n\u0153", mojibake.Rules())
def test_the_result_equals_ftfy(text: str, rules: mojibake.Rules) -> None:
    before = document(text)
    found = tuple(mojibake.find(before, rules))
    after = before.take("mojibake", found)
    assert after.text == fixed_by_ftfy(text, rules)
    assert undo(after.text, edits_of(found, "text")) == text
    assert list(mojibake.find(after, rules)) == []


@given(TEXTS)
def test_no_mojibake_line_is_filtered_out(text: str) -> None:
    rules = mojibake.Rules()
    assert not is_bad(text) or (candidate_lines.may_be_mojibake(text) and rules.possible_change.search(text))


@pytest.mark.parametrize("around", ["{}", "a{}", "{}a", " {} ", "a {} b", "\u201c{}\u201d"])
def test_every_pair_of_adjacent_mojibake_characters_matches(around: str) -> None:
    pattern = mojibake.Rules().possible_change
    pairs = (around.format(one + other) for one, other in itertools.product(BADNESS_CHARACTERS, BADNESS_CHARACTERS))
    assert [text for text in pairs if not pattern.search(text) and BADNESS_RE.search(text)] == []


def test_ftfy_is_not_used_on_clean_text(rule_set: RuleSet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "pipeline.stages.mojibake.candidate_lines.may_be_mojibake", lambda _: pytest.fail("ftfy was used")
    )
    text = "\u201cIt wasn\u2019t clear,\u201d said Andr\u00e9 \u2013 of the caf\u00e9 \u2026 and left with \u00a35."
    rules = rule_set.rules["mojibake"]
    assert isinstance(rules, mojibake.Rules)
    assert list(mojibake.find(document(text), rules)) == []


def test_the_rule_is_named_after_ftfys_explanation(rule_set: RuleSet) -> None:
    rules = rule_set.rules["mojibake"]
    assert isinstance(rules, mojibake.Rules)
    found = mojibake.find(document("s\u00c3\u00b3\nclean\ncaf&eacute;"), rules)
    assert [edit.rule for edit in found] == ["mojibake/utf-8-read-as-latin-1", "mojibake/entity"]
