"""Where a word is not to be touched: by its shape, by its place, by the language of its line."""

import re
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from pipeline.text import lexicon

_WORD = re.compile(r"[^\W\d_]+")
_LOWER = re.compile(r"(?<![\w'])[a-z\xdf-\xf6\xf8-\xff]{2,}(?!\w)")
_DASHES = r"\-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}"
_APOSTROPHE = r"['\N{RIGHT SINGLE QUOTATION MARK}]"
_JOINED_BEFORE = re.compile(rf"(?:[\w@#$&/\\+=~^*<{{\[\]_`{_DASHES}]|\w{_APOSTROPHE}|\w[.:?]|(?<![^\n])[B-HJ-Z] )\Z")
_JOINED_AFTER = re.compile(
    rf"[\w@#$&/\\+=~^*>}}_`{_DASHES}]|{_APOSTROPHE}(?!s\b)\w|[.:?]\w|[\"']:|[\"'],[\"']|: ?<",
)
_SIC = re.compile(r"[\[(]sic\b", re.IGNORECASE)
_QUOTE = re.compile(
    r"[\"'\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}\u2018-\u201f]"
)
_ELISION = re.compile(rf"(?<![\w'])(\w+){_APOSTROPHE}\Z")
_OPENING = r"[\"'\N{LEFT DOUBLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}]"
_CLOSING = r"[\"'\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}]"
_SENTENCE = re.compile(rf"(?:\A|\n|[.!?]{_CLOSING}? ){_OPENING}?\Z")
_AROUND = 90  # characters either side in which the language of the line is judged
_QUOTATION = 500  # characters either side in which [sic] is looked for
_KNOWN = 0.6  # share of the words around that the language has
_ENOUGH = 3  # words in lower case that tell the language of a line; of fewer, capitalised ones are asked too
_NEAR = 24  # characters either side in which a neighbouring word is looked for


class Usage(NamedTuple):
    """What a language's lines look like.

    ``elided`` are words whose apostrophe joins nothing: the next word stands by itself. ``of_spelling`` are words of
    which one beside a quoted word says that its spelling is spoken of.
    """

    language: str = "en"
    elided: AbstractSet[str] = frozenset()
    of_spelling: AbstractSet[str] = frozenset()


def is_spared(match: re.Match[str], usage: Usage) -> bool:
    """Whether the word is more than a word, in a line marked [sic], quoted for its spelling, or in another language."""
    text, (start, end) = match.string, match.span()
    before = _ELISION.search(text, max(start - _NEAR, 0), start) if usage.elided else None
    apart = before is not None and before[1].lower() in usage.elided
    if (not apart and _JOINED_BEFORE.search(text, max(start - 2, 0), start)) or _JOINED_AFTER.match(text, end):
        return True
    if _SIC.search(_around(text, start, end, _QUOTATION)):
        return True
    around = _around(text, start, end, _AROUND)
    quoted = _QUOTE.match(text, start - 1) and _QUOTE.match(text, end) if start else None
    spoken_of = quoted and not usage.of_spelling.isdisjoint(_WORD.findall(around.lower()))
    return bool(spoken_of) or not _is_in(around, usage.language)


def _around(text: str, start: int, end: int, reach: int) -> str:
    """What stands near the word in its line, so many characters either side."""
    before, after = text[max(start - reach, 0) : start], text[end : end + reach]
    return before[before.rfind("\n") + 1 :] + " " + after.partition("\n")[0]


def _is_in(around: str, language: str) -> bool:
    lower = _LOWER.findall(around)[1:-1]  # without the words that the ends of the stretch may have cut
    words = lower if len(lower) >= _ENOUGH else [word.lower() for word in _WORD.findall(around)]
    return bool(words) and sum(map(lexicon.words(language).__contains__, words)) >= _KNOWN * len(words)


def begins_sentence(match: re.Match[str]) -> bool:
    """Whether the word is the first of a line or a sentence, so that its capital says nothing."""
    return bool(_SENTENCE.search(match.string, max(match.start() - 3, 0), match.start()))


def neighbours(match: re.Match[str]) -> tuple[str, str]:
    """The words before and behind, "" where there is none near."""
    before = _WORD.findall(match.string[max(match.start() - _NEAR, 0) : match.start()])
    after = _WORD.search(match.string, match.end(), match.end() + _NEAR)
    return before[-1] if before else "", after[0] if after else ""


def beside(match: re.Match[str]) -> tuple[str, str]:
    """The lower-case words right before and behind in the same clause, "" where there is none."""
    before = re.search(r"(?<!\w)([a-z]+) \Z", match.string[max(match.start() - _NEAR, 0) : match.start()])
    after = re.match(r" ([a-z]+)(?!\w)", match.string[match.end() : match.end() + _NEAR])
    return before[1] if before else "", after[1] if after else ""
