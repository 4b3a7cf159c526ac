"""All kinds of fixes, in the order in which they are made."""

import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import NamedTuple

from pipeline.stages.layout import missing_spaces, paragraph_breaks, punctuation, split_words, whitespace
from pipeline.stages.layout.change import FindChanges
from pipeline.text.patterns import PatternSet


class Fix(NamedTuple):
    """A kind of fix: a pattern (RE2) that every text with such a fault matches, and the function that finds them."""

    screen: str
    find: FindChanges


_SPACE = r"[\t \x{a0}\x{1680}\x{2000}-\x{200a}\x{202f}\x{205f}\x{3000}]"
_INVISIBLE = (
    r"[\x00-\x08\x0e-\x1f\x7f-\x{84}\x{86}-\x{9f}\x{ad}\x{61c}\x{180e}\x{200b}-\x{200f}\x{202a}-\x{202e}"
    r"\x{2060}-\x{206f}\x{feff}\x{fff9}-\x{fffc}]"
)
FIXES: Mapping[str, Fix] = {
    "hyphenated": Fix(r"\pL(?:-|\x{ad})[ \n]+\pL", split_words.hyphenated),  # govern-, line end, ment -> government
    "initial": Fix(r"(?-i:(?:\A|\n)[A-Z] \p{Ll}{3})", split_words.initials),  # T housands -> Thousands
    "truncated-quote": Fix(r"[\x18\x19\x1c\x1d]", whitespace.truncated_quotes),  # U+001C -> the quote U+201C
    "invisible": Fix(_INVISIBLE, whitespace.invisible),  # soft hyphens, zero-width spaces, control characters
    "separator": Fix(r"[\x0b\x0c\x{85}\x{2028}\x{2029}]", whitespace.separators),  # form feed -> line end
    "no-break": Fix(r"[\x{a0}\x{2009}\x{202f}]", whitespace.no_break_spaces),  # no-break space -> space
    "spaces": Fix(
        rf"{_SPACE}{{2}}|[\t\x{{1680}}\x{{2000}}-\x{{200a}}\x{{205f}}]", whitespace.space_runs
    ),  # two spaces -> one
    "edge": Fix(rf"{_SPACE}(?:\n|\z)|(?:\A|\n){_SPACE}", whitespace.line_edges),  # spaces at either end of a line
    "torn-entity": Fix(r"&;|&\pL{2,8}(?:[^\w;]|\z)", punctuation.broken_entities),  # allies &; partners -> &
    "doubled-stop": Fix(r"[.!?\x{2026}] +\.", punctuation.doubled_stop),  # in Ukraine. . -> in Ukraine.
    "lone-mark": Fix(r"\n[.,](?:\n|\z)", punctuation.lone_mark),  # a line that is one full stop
    "doubled-comma": Fix(r", *,", punctuation.doubled_comma),  # said,, -> said,
    "doubled-quotes": Fix(r'\x{201c}{2}|\x{201d}{2}|""', punctuation.doubled_quotes),
    "before-stop": Fix(r" [.,](?:[\s\x{201d})\]]|\z)", punctuation.before_stop),  # he said , -> he said,
    "before-mark": Fix(r"\pL +[;:!?]", punctuation.before_mark),  # he said : -> he said:
    "before-closing": Fix(r" [\x{201c}\x{201d})\]]", punctuation.before_closing),  # (he said ) -> (he said)
    "before-s": Fix(r" ['\x{2019}]s[\s.,;:!?)]", punctuation.before_s),  # Kyiv 's -> Kyiv's
    "after-opening": Fix(r"[(\[\x{bf}\x{a1}\x{201c}\x{201e}] ", punctuation.after_opening),  # ( he said) -> (he said)
    "after-stop": Fix(
        r"(?-i:\pL[.!?]\p{Lu}\p{Ll}|[.!?,]\x{201d}\pL)", missing_spaces.after_stop
    ),  # said.The -> said. The
    "after-comma": Fix(r"(?-i:[a-z],[a-z])", missing_spaces.after_comma),  # fighter,who -> fighter, who
    "wrapped": Fix(r"[^\n]\n[^\n]", paragraph_breaks.wrapped),
    "cut-paragraph": Fix(r"(?-i:[\p{Ll},]\n+\p{Ll})", paragraph_breaks.cut_paragraphs),
    "paragraph": Fix(r"[^\n]\n[^\n]", paragraph_breaks.paragraphs),  # one line end -> an empty line
    "gap": Fix(r"\n{3}|\A\n|\n\z", whitespace.empty_lines),  # three line ends -> two
    "composed": Fix("", whitespace.composed),  # e, combining acute -> one letter
    "title-line": Fix(r"\n", whitespace.one_line),
}
_FIXES_OF_LINES = {"hyphenated", "initial", "lone-mark", "wrapped", "cut-paragraph", "paragraph", "gap"}
FIXES_OF_FIELD: Mapping[str, tuple[str, ...]] = {
    "text": tuple(name for name in FIXES if name != "title-line"),
    "title": tuple(name for name in FIXES if name not in _FIXES_OF_LINES),
}
"""The fixes of each field, in order."""


def likely_fixes(text: str) -> set[str]:
    """The fixes whose screen matches the text: all others find nothing in it."""
    names, screens = _screens()
    likely = {names[index] for index in screens.matches(text)}
    return likely if unicodedata.is_normalized("NFC", text) else {*likely, "composed"}


@cache
def _screens() -> tuple[list[str], PatternSet]:
    screened = {name: fix.screen for name, fix in FIXES.items() if fix.screen}
    return list(screened), PatternSet(list(screened.values()), at="within")
