"""The words of a text that may be typos, each with what was meant and the evidence; where they stand is not asked.

Most words of most texts are in the lexicon as they stand between blanks, so those are looked up first, all at once;
only the rest is taken apart.
"""

import re
from collections.abc import Iterable, Iterator
from itertools import compress, islice
from operator import eq
from string import punctuation
from typing import NamedTuple

from pipeline.stages.typos import german_french, name_variants, unknown_words
from pipeline.stages.typos.schema import Wording
from pipeline.text import lexicon

_DOUBLE_QUOTES = "\N{LEFT DOUBLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}"
_SINGLE_QUOTES = "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}"
_GUILLEMETS = "\N{LEFT-POINTING DOUBLE ANGLE QUOTATION MARK}\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}"
_MARKS = punctuation + _DOUBLE_QUOTES + "\N{DOUBLE LOW-9 QUOTATION MARK}" + _SINGLE_QUOTES + _GUILLEMETS
_WORD = re.compile(r"\w+")
_OWN_USE = 3  # times from which on a word that no lexicon has is the document's own
_CAPITALS_LEAST = 6  # letters that a listed word in capitals has


class Meant(NamedTuple):
    """The right word and the rule that says so; no word where those beside it decide."""

    right: str
    rule: str


def suspects(text: str, tokens: list[str], rules: Wording) -> dict[str, Meant]:
    """The words of a text that may be wrong; ``tokens`` are what stands between its blanks."""
    bare = sorted({token.strip(_MARKS) for token in {*tokens}.difference(lexicon.frequent(rules.language))})
    strange = [word for word in _strange(bare, rules.language) if word.lower() not in rules.allowed]
    found = {word: Meant(right, word) for word, right in rules.known_pairs.items() if word in text}
    found.update((word, meant) for word in strange for meant in _listed(word, rules))
    likely = _names(strange, bare, text) if rules.language == "en" else {}
    found.update((word, Meant(right, "name-in-document")) for word, right in likely.items() if word not in found)
    letters = {*rules.letters}
    rest = [word for word in strange if word not in found and word[1:].islower() and letters.issuperset(word.lower())]
    found.update((word, meant) for word in rest for meant in _unlisted(word, rules) if _times(word, tokens) < _OWN_USE)
    return found


def _strange(bare: Iterable[str], language: str) -> list[str]:
    """The words that no lexicon has, out of what stands between blanks without the marks around it."""
    frequent, known = lexicon.frequent(language), lexicon.words(language)
    found = dict.fromkeys(_WORD.findall(" ".join(token for token in bare if token.lower() not in frequent)))
    rare = [word for word in found if word.lower() not in frequent and word.isalpha()]
    return [word for word in rare if word.lower() not in known]


def _names(strange: Iterable[str], bare: Iterable[str], text: str) -> dict[str, str]:
    names = [word for word in strange if name_variants.is_name(word)]
    return name_variants.right(names, _beginning_like(names, bare), text)


def _beginning_like(names: Iterable[str], bare: Iterable[str]) -> dict[str, None]:
    """The words that begin with the same capital as one of the names."""
    initials = {name[0] for name in names}
    return dict.fromkeys(_WORD.findall(" ".join(token for token in bare if token[:1] in initials)))


def _times(word: str, tokens: list[str]) -> int:
    return sum(map(tokens.count, (word, f"{word},", f"{word}.")))


def _listed(word: str, rules: Wording) -> Iterator[Meant]:
    right = rules.listed.get(word.lower())
    capitals = word.isupper() and len(word) >= _CAPITALS_LEAST
    if right and (capitals or (word[1:].islower() and not (word[0].isupper() and lexicon.is_census_name(word)))):
        yield Meant(cased(right, word), word.lower())


def _unlisted(word: str, rules: Wording) -> Iterator[Meant]:
    if word[0].isupper() and (name := rules.known_name(word)) and not lexicon.is_census_name(word):
        yield Meant(name, "known-name")
    elif rules.language == "en" and unknown_words.likely(word.lower(), rules.tongue):
        yield Meant("", "unknown-word")
    elif rules.language != "en" and word.islower() and (right := german_french.right(word, rules.tongue)):
        yield Meant(right, "unknown-word")
    elif word[0].islower() and (parts := unknown_words.parts(word, rules.joining, rules.tongue)):
        yield Meant(parts, "missing-space")


def cased(right: str, like: str) -> str:
    """The right word with the capitals of the wrong one.

    >>> cased("the", "Teh"), cased("government", "GOVERMENT"), cased("Caribbean", "carribean")
    ('The', 'GOVERNMENT', 'Caribbean')
    """
    if like.isupper() and len(like) > 1:
        return right.upper()
    return right[:1].upper() + right[1:] if like[0].isupper() else right


def twice(text: str, tokens: list[str], doubled: Iterable[str]) -> list[str]:
    """The words of ``doubled`` that stand twice running, in the order of the alphabet.

    >>> twice("a fan of of wine", "a fan of of wine".split(), ["of", "the"])
    ['of']
    """
    running = {*compress(tokens, map(eq, tokens, islice(tokens, 1, None)))}
    return sorted(word for word in doubled if word in running or f"{word.capitalize()} {word} " in text)
