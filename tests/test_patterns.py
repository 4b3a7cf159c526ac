"""Pattern sets: the same matches as RE2 alone, and required literals that every match has."""

import pytest
import re2
from hypothesis import given
from hypothesis import strategies as st

from pipeline.text.patterns import Anchor, PatternSet
from pipeline.text.required_literals import required_literals

ATOMS = st.sampled_from([
    "read", "more", "Share", "a", "e-?mail", " ", "[a-z]", "[xX]", r"\d+", ".", r"\pL", r"[\pL\d]+", r"\x{2019}", r"\b",
    "(?-i:Read)", "(?:this )?", "(?:see|read)", "(?:a|bc|def)+", "stra\u00dfe", "\u017f", "\u212a", r"\(c\)", "x{2,}",
    "[^a]",
])  # fmt: skip
PATTERNS = st.recursive(
    ATOMS,
    lambda inner: st.one_of(
        st.lists(inner, min_size=2, max_size=4).map("".join),
        st.lists(inner, min_size=2, max_size=3).map(lambda parts: f"(?:{'|'.join(parts)})"),
        inner.map(lambda part: f"(?:{part})?"),
    ),
    max_leaves=8,
)
WORDS = st.sampled_from([
    "read", "READ", "more", "share", "a", "bc", "def", "email", "E-Mail", " ", "x", "7", "\u2019", "this ", "see",
    "strasse", "STRASSE", "stra\u1e9ee", "s", "k", "K", "(c)", "\u00df", ".",
])  # fmt: skip
TEXTS = st.lists(WORDS, max_size=6).map("".join)
FILLER = [f"never{number}matched" for number in range(60)]


def single(pattern: str, anchor: Anchor, text: str) -> bool:
    options = re2.Options()
    options.case_sensitive = False
    kinds = {"whole": re2.Set.FullMatchSet, "start": re2.Set.MatchSet}
    alone = kinds.get(anchor, re2.Set.SearchSet)(options)
    alone.Add(f"(?:{pattern})$" if anchor == "end" else pattern)
    alone.Compile()
    return bool(alone.Match(text.encode()))


@given(PATTERNS, TEXTS, st.sampled_from(["whole", "start", "end", "within"]))
def test_an_indexed_set_matches_what_re2_matches(pattern: str, text: str, anchor: Anchor) -> None:
    if single(pattern, anchor, ""):
        with pytest.raises(ValueError, match="also matches an empty text"):
            PatternSet([*FILLER, pattern], at=anchor)
        return
    assert PatternSet([*FILLER, pattern], at=anchor).matches(text) == [len(FILLER)] * single(pattern, anchor, text)


@pytest.mark.parametrize(
    ("pattern", "literals"),
    [
        ("read more", {"read more"}),
        ("e-?mails?", {"email", "e-mail", "emails", "e-mails"}),
        ("(?:read|see) .+ here", {" here"}),
        (r"\(?this story .+", {"(this story ", "this story "}),
        (r"about the authors?(?: ?[:-] ?.+)?", {"about the author", "about the authors"}),
        (r"(?<cut>sign up) now", {"sign up now"}),
        (r"don\x{2019}t miss", {"don\u2019t miss"}),
        (r"[\pL]+ photo", {" photo"}),
        ("(?:photo|by) .+", {"photo ", "by "}),
        ("(?:photo|by).+", set()),
        (r"\d+ of \d+", {" of "}),
        ("[[:alpha:]]+ read more", set()),
        (r"\Qread.more\E", set()),
        ("(?:read more)*", set()),
    ],
)
def test_required_literals(pattern: str, literals: set[str]) -> None:
    assert required_literals(pattern) == literals


def test_a_pattern_of_many_alternatives_is_read_before_the_time_limit_of_a_test() -> None:
    pattern = "(?:" + "|".join(f"(?:one|two|three)(?: {number})? of (?:a|b|c)" for number in range(500)) + "){1,9} end"
    assert required_literals(pattern) == {" end"}
