"""Protected words: not corrected because of their shape, their context or the language of their line."""

import re
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from pipeline.text import lexicon

_WORD = re.compile(r"[^\W\d_]+")
_LOWER_CASE_WORD = re.compile(r"(?<![\w'])[a-z\xdf-\xf6\xf8-\xff]{2,}(?!\w)")
_DASHES = r"\-\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{EN DASH}"
_APOSTROPHE = r"['\N{RIGHT SINGLE QUOTATION MARK}]"
_DOUBLE_QUOTE = r"[\"\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}]"  # for an apostrophe: doesn"t
_JOINED_BEFORE = re.compile(
    rf"(?:[\w@#$&/\\+=~^*<{{\[\]_`{_DASHES}]|\w{_APOSTROPHE}|[\w,.;]{_DOUBLE_QUOTE}|\w[.:?]|(?<![^\n])[B-HJ-Z] )\Z"
)
_JOINED_AFTER = re.compile(
    rf"[\w@#$&/\\+=~^*>}}_`{_DASHES}]|{_APOSTROPHE}(?!s\b)\w|{_DOUBLE_QUOTE}\w|[.:?]\w|[\"']:|[\"'],[\"']|: ?<",
)
_SIC = re.compile(r"[\[(] ?(?:sic|sik|stet)\b", re.IGNORECASE)
_QUOTE = re.compile(
    r"[\"'\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}\u2018-\u201f]"
)
_ELISION = re.compile(rf"(?<![\w'])(\w+){_APOSTROPHE}\Z")
_OPENING = r"[\"'\N{LEFT DOUBLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}]"
_CLOSING = r"[\"'\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}]"
_SENTENCE_START = re.compile(rf"(?:\A|\n|[.!?]{_CLOSING}? ){_OPENING}?\Z")
_ADDRESS = re.compile(r"[@#_]|://|www\.|\.(?:com|org|net)\b")
_ABBREVIATION = re.compile(r"\. ?[a-z\d,]")
_LONGEST_ABBREVIATION = 4  # letters
_QUOTATIONS = (("\N{LEFT DOUBLE QUOTATION MARK}", "\N{RIGHT DOUBLE QUOTATION MARK}"), ('"', '"'))
_WORD_OF_QUOTATION = re.compile(rf"(?<![\w'\u2019{_DASHES}])[a-z]{{3,}}(?![\w'\u2019{_DASHES}])")
_TOKEN_REACH = 100  # characters on each side of an address or a handle
_COINING_REACH = 60  # characters on each side in which a word is explained
_QUOTATION_REACH = 80  # characters on each side of a quotation in dialect, or a slogan
_SLOGAN = 5  # lower-case words of a slogan, of which one more unknown one is enough
_LANGUAGE_REACH = 90  # characters on each side from which the language of the line is judged
_SIC_REACH = 500  # characters on each side in which [sic] protects
_KNOWN_SHARE = 0.6  # share of the words around that the language has
_LEAST_LOWER_CASE = 3  # lower-case words that show the language; with fewer, capitalised ones count too
_ADJACENT_REACH = 24  # characters on each side in which an adjacent word is looked for


class Usage(NamedTuple):
    """Conventions of a language.

    ``elisions`` are words whose apostrophe does not join them to the next word. ``spelling_terms`` are words that say,
    beside a quoted word, that its spelling is the subject. ``coining_terms`` are words that introduce a new word.
    """

    language: str = "en"
    elisions: AbstractSet[str] = frozenset()
    spelling_terms: AbstractSet[str] = frozenset()
    coining_terms: AbstractSet[str] = frozenset()


def is_protected(match: re.Match[str], usage: Usage) -> bool:
    """Whether the word is part of something longer, marked [sic], quoted for its spelling, or in another language."""
    text, (start, end) = match.string, match.span()
    if _is_joined(text, start, end, usage) or _SIC.search(_line_around(text, start, end, _SIC_REACH)):
        return True
    around = _line_around(text, start, end, _LANGUAGE_REACH)
    return _is_mentioned(text, start, end, around, usage) or not _is_in_language(around, usage.language)


def _is_joined(text: str, start: int, end: int, usage: Usage) -> bool:
    elision = _ELISION.search(text, max(start - _ADJACENT_REACH, 0), start) if usage.elisions else None
    after_elision = elision is not None and elision[1].lower() in usage.elisions
    joined_before = not after_elision and _JOINED_BEFORE.search(text, max(start - 2, 0), start)
    return bool(joined_before or _JOINED_AFTER.match(text, end))


def _is_mentioned(text: str, start: int, end: int, around: str, usage: Usage) -> bool:
    """Whether the word is in quotation marks and its spelling is the subject."""
    quoted = start > 0 and _QUOTE.match(text, start - 1) and _QUOTE.match(text, end)
    return bool(quoted) and not usage.spelling_terms.isdisjoint(_WORD.findall(around.lower()))


def _line_around(text: str, start: int, end: int, reach: int) -> str:
    """The rest of the line on both sides of a word, at most ``reach`` characters each."""
    before, after = text[max(start - reach, 0) : start], text[end : end + reach]
    return before[before.rfind("\n") + 1 :] + " " + after.partition("\n")[0]


def _is_in_language(around: str, language: str) -> bool:
    lower = _LOWER_CASE_WORD.findall(around)[1:-1]  # the first and the last may be cut
    words = lower if len(lower) >= _LEAST_LOWER_CASE else [word.lower() for word in _WORD.findall(around)]
    return bool(words) and sum(map(lexicon.words(language).__contains__, words)) >= _KNOWN_SHARE * len(words)


def may_be_intended(match: re.Match[str], usage: Usage) -> bool:
    """Whether an unlisted word may be meant as it is.

    * It is part of a handle or an address.
    * It is an abbreviation: short, and with a full stop inside a sentence.
    * It is coined here: a word that says so is near.
    * It is quoted with other unknown words: dialect, or a slogan.
    """
    text, (start, end) = match.string, match.span()
    if _ADDRESS.search(_token_around(text, start, end)):
        return True
    if len(match[0]) <= _LONGEST_ABBREVIATION and _ABBREVIATION.match(text, end):
        return True
    coined = _line_around(text, start, end, _COINING_REACH).lower()
    return not usage.coining_terms.isdisjoint(_WORD.findall(coined)) or _is_in_dialect(text, start, end, usage.language)


def _token_around(text: str, start: int, end: int) -> str:
    before, after = text[max(start - _TOKEN_REACH, 0) : start].split(), text[end : end + _TOKEN_REACH].split()
    left = before[-1] if before and not text[start - 1].isspace() else ""
    right = after[0] if after and not text[end].isspace() else ""
    return f"{left} {right}"


def _is_in_dialect(text: str, start: int, end: int, language: str) -> bool:
    """Whether the word is in quotation marks with another lower-case word that the language does not have."""
    before, after = text[max(start - _SIC_REACH, 0) : start], text[end : end + _QUOTATION_REACH]
    before, after = before[before.rfind("\n") + 1 :], after.partition("\n")[0]
    for opening, closing in _QUOTATIONS:
        left, right = before.rpartition(opening)[2], after.partition(closing)[0]
        is_open = before.count('"') % 2 == 1 if opening == closing else opening in before and closing not in left
        if is_open and closing in after and len(left) <= _QUOTATION_REACH:
            words = [*_WORD_OF_QUOTATION.findall(left), *_WORD_OF_QUOTATION.findall(right)]
            unknown = {word for word in words if not _is_known(word, language)}
            return len(unknown) > (len(words) > _SLOGAN)
    return False


def _is_known(word: str, language: str) -> bool:
    return word in lexicon.words(language) or lexicon.is_foreign_word(word, language)


def begins_sentence(match: re.Match[str]) -> bool:
    """Whether the word is the first of a line or a sentence, where its capital does not mark a name."""
    return bool(_SENTENCE_START.search(match.string, max(match.start() - 3, 0), match.start()))


def adjacent_words(match: re.Match[str]) -> tuple[str, str]:
    """The words before and after, "" where there is none near."""
    before = _WORD.findall(match.string[max(match.start() - _ADJACENT_REACH, 0) : match.start()])
    after = _WORD.search(match.string, match.end(), match.end() + _ADJACENT_REACH)
    return before[-1] if before else "", after[0] if after else ""


def adjacent_lower_case_words(match: re.Match[str]) -> tuple[str, str]:
    """The lower-case words right before and after in the same clause, "" where there is none."""
    before = re.search(r"(?<!\w)([a-z]+) \Z", match.string[max(match.start() - _ADJACENT_REACH, 0) : match.start()])
    after = re.match(r" ([a-z]+)(?!\w)", match.string[match.end() : match.end() + _ADJACENT_REACH])
    return before[1] if before else "", after[1] if after else ""
