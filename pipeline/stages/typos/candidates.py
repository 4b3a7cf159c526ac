"""Candidates: the words of a text that may be misspelt, each with its correction and evidence.

Most words of most texts are in the lexicon as they occur between spaces, so those are looked up first, all at once;
only the rest is examined.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import compress, count, islice
from operator import eq
from string import punctuation
from typing import NamedTuple

from pipeline.stages.typos import german_french, name_variants, unknown_words
from pipeline.stages.typos.schema import LanguageRules
from pipeline.text import lexicon

_DOUBLE_QUOTES = "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}"
_SINGLE_QUOTES = "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
_GUILLEMETS = "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}"
_MARKS = punctuation + _DOUBLE_QUOTES + "\N{DOUBLE LOW-9 QUOTATION MARK}" + _SINGLE_QUOTES + _GUILLEMETS
_WORD = re.compile(r"\w+")
_INTENTIONAL = 3  # occurrences from which on the document means an unknown word as it is
_LONGEST = 40  # letters of a word that is examined
_CAPITALS_LEAST = 6  # letters of a listed word in capitals
_MOST_UNKNOWN = 8000  # unknown words; a text with more is a list or in another language, so only listed errors count


class Candidate(NamedTuple):
    """A correction and its rule; no correction yet where the context decides."""

    correction: str
    rule: str


def candidates(text: str, tokens: list[str], rules: LanguageRules) -> dict[str, Candidate]:
    """The words of a text that may be misspelt. ``tokens`` is the text split at white space."""
    bare = sorted({token.strip(_MARKS) for token in {*tokens}.difference(lexicon.frequent(rules.language))})
    unknown = [word for word in _unknown(bare, rules.language) if word.lower() not in rules.allowed]
    found = {word: Candidate(right, word) for word, right in rules.pairs_of_words.items() if word in text}
    found.update((word, candidate) for word in unknown for candidate in _listed(word, rules))
    if len(unknown) > _MOST_UNKNOWN:
        return found
    names = _names(unknown, bare, text) if rules.language == "en" else {}
    found.update((word, Candidate(right, "name-in-document")) for word, right in names.items() if word not in found)
    rest = [word for word in unknown if word not in found and _is_plain(word, rules)]
    likely = [(word, candidate) for word in rest for candidate in _unlisted(word, rules)]
    counts = Counter(tokens) if likely else Counter[str]()
    few = ((word, one) for word, one in likely if _occurrences(word, counts) < _INTENTIONAL)
    found.update((word, one) for word, one in few if not _is_name_in_lower_case(word, counts))
    return found


def _unknown(bare: Iterable[str], language: str) -> list[str]:
    """The words that no lexicon has; ``bare`` are tokens without the marks around them."""
    frequent, known = lexicon.frequent(language), lexicon.words(language)
    words = dict.fromkeys(_WORD.findall(" ".join(token for token in bare if token.lower() not in frequent)))
    rare = [word for word in words if len(word) <= _LONGEST and word.isalpha() and word.lower() not in frequent]
    return [word for word in rare if word.lower() not in known]


def _is_plain(word: str, rules: LanguageRules) -> bool:
    """Whether only the first letter may be a capital and all are of the language's alphabet."""
    return word[1:].islower() and rules.letters.issuperset(word.lower())


def _names(unknown: Iterable[str], bare: Iterable[str], text: str) -> dict[str, str]:
    names = [word for word in unknown if name_variants.is_name(word)]
    return name_variants.corrections(names, _with_same_initials(names, bare), text)


def _with_same_initials(names: Iterable[str], bare: Iterable[str]) -> dict[str, None]:
    """The words that begin with the same capital as one of the names."""
    initials = {name[0] for name in names}
    return dict.fromkeys(_WORD.findall(" ".join(token for token in bare if token[:1] in initials)))


def _occurrences(word: str, counts: Counter[str]) -> int:
    return counts[word] + counts[f"{word},"] + counts[f"{word}."]


def _is_name_in_lower_case(word: str, counts: Counter[str]) -> bool:
    """Whether the document has the lower-case word with a capital too."""
    endings = ("", ",", ".", "'s", "\N{RIGHT SINGLE QUOTATION MARK}s")
    return word[0].islower() and any(counts[word.capitalize() + ending] for ending in endings)


def _listed(word: str, rules: LanguageRules) -> Iterator[Candidate]:
    right = rules.lower_case_pairs.get(word.lower())
    capitals = word.isupper() and len(word) >= _CAPITALS_LEAST
    if right and (capitals or (word[1:].islower() and not (word[0].isupper() and lexicon.is_census_name(word)))):
        yield Candidate(in_case_of(word, right), word.lower())


def _unlisted(word: str, rules: LanguageRules) -> Iterator[Candidate]:
    if word[0].isupper() and (name := rules.known_name(word)) and not lexicon.is_census_name(word):
        yield Candidate(name, "known-name")
    elif rules.language == "en" and unknown_words.has_candidate(word.lower(), rules.morphology):
        yield Candidate("", "unknown-word")
    elif rules.language != "en" and word.islower() and (right := german_french.correction(word, rules.morphology)):
        yield Candidate(right, "unknown-word")
    elif word[0].islower() and (parts := unknown_words.split(word, rules.function_words, rules.morphology)):
        yield Candidate(parts, "missing-space")


def in_case_of(wrong: str, right: str) -> str:
    """The right word with the capitals of the wrong one.

    >>> in_case_of("Teh", "the"), in_case_of("GOVERMENT", "government"), in_case_of("carribean", "Caribbean")
    ('The', 'GOVERNMENT', 'Caribbean')
    """
    if wrong.isupper() and len(wrong) > 1:
        return right.upper()
    return right[:1].upper() + right[1:] if wrong[0].isupper() else right


def repeated_pairs(tokens: list[str], rules: LanguageRules) -> list[str]:
    """The pairs of a function word and a determiner that occur twice in a row, sorted.

    >>> rules = LanguageRules(function_words=frozenset({"in"}), determiners=frozenset({"the"}))
    >>> repeated_pairs("met in the in the hall".split(), rules)
    ['in the']
    """
    again = {*compress(count(), map(eq, tokens, islice(tokens, 2, None)))}
    pairs = {(tokens[at], tokens[at + 1]) for at in again if at + 1 in again}
    return sorted(
        f"{one} {other}" for one, other in pairs if one in rules.function_words and other in rules.determiners
    )


def repeated(text: str, tokens: list[str], words: Iterable[str]) -> list[str]:
    """Those of ``words`` that occur twice in a row, sorted.

    >>> repeated("a fan of of wine", "a fan of of wine".split(), ["of", "the"])
    ['of']
    """
    in_a_row = {*compress(tokens, map(eq, tokens, islice(tokens, 1, None)))}
    return sorted(word for word in words if word in in_a_row or f"{word.capitalize()} {word} " in text)
