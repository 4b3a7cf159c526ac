"""Derived words: "noncompetes" and "livestreamer" are in no lexicon, and neither is an error."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from string import ascii_lowercase
from typing import Literal

from pipeline.text import lexicon

Derivation = Literal["", "suffix", "compound"]

_STEM, _COMPOUND_PART = 4, 3  # letters that a stem has at least, and each part of a compound
_COMMON, _COMMON_SHORT = 2e-5, 1e-4  # share of all words that a compound's part has, and one of three letters
_KNOWN_SHORT = 5e-7  # share of all words of a stem whose consonant is doubled
_VOWELS = frozenset("aeiouy")
_MOST_PARTS = 3  # words in a compound with linking elements


@dataclass(frozen=True, eq=False)
class Morphology:
    """Word formation of one language.

    ``suffixes`` maps each suffix to what the known word may have in its place; ``doubled_consonants`` are doubled
    before a suffix that begins with a vowel. ``linking_elements`` are what may occur between the words of a compound;
    where there are none, only two common words make one. ``spelling_variants`` are letters and what else may be written
    for them. ``dropped_letters`` are letters that speech and verse omit.
    """

    language: str = "en"
    alphabet: str = ascii_lowercase
    prefixes: frozenset[str] = frozenset()
    suffixes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    doubled_consonants: str = ""
    linking_elements: tuple[str, ...] = ()
    spelling_variants: Mapping[str, str] = field(default_factory=dict)
    dropped_letters: str = ""


@lru_cache(maxsize=50_000)
def derivation(word: str, morphology: Morphology) -> Derivation:
    """How a word is derived from known ones: by a suffix, or by a prefix or composition ("compound"); "" if not at all.

    >>> morphology = Morphology(prefixes=frozenset({"non"}), suffixes={"s": ("",), "er": ("", "e")})
    >>> [derivation(word, morphology) for word in ("learnings", "noncompetes", "livestreamer", "gurantees")]
    ['suffix', 'compound', 'compound', '']
    >>> german = Morphology("de", linking_elements=("", "s"), spelling_variants={"ss": "ß"})
    >>> [derivation(word, german) for word in ("heisst", "regierungsfreundlich", "regirungsfreundlich")]
    ['suffix', 'compound', '']
    """
    stems = {*_stems(word, morphology)}
    if any(len(stem) >= _STEM and lexicon.is_word(stem, morphology.language) for stem in stems):
        return "suffix"
    stems.add(word)
    compound = any(_has_prefix(stem, morphology) or _is_compound(stem, morphology) for stem in stems)
    return "compound" if compound else ""


def _stems(word: str, morphology: Morphology) -> Iterator[str]:
    """The known words it may be a form of: without its suffix, or with its letters written otherwise."""
    for suffix, replaced in morphology.suffixes.items():
        if word.endswith(suffix):
            yield from (word.removesuffix(suffix) + old for old in replaced)
    variants = {word}
    for written, other in morphology.spelling_variants.items():
        spans = [match.span() for match in re.finditer(written, word)]
        variants |= {one.replace(written, other) for one in variants}
        variants |= {word[:start] + other + word[end:] for start, end in spans}
    yield from variants - {word}


def has_doubled_consonant(word: str, morphology: Morphology) -> bool:
    """Whether a suffix follows a known word after a doubled consonant, as in "punny" and "vlogger".

    >>> morphology = Morphology(suffixes={"y": ("",)}, doubled_consonants="n")
    >>> has_doubled_consonant("punny", morphology), has_doubled_consonant("funy", morphology)
    (True, False)
    """
    stems = _undoubled_stems(word, morphology)
    return any(lexicon.share(stem, morphology.language) > _KNOWN_SHORT for stem in stems)


def _undoubled_stems(word: str, morphology: Morphology) -> Iterator[str]:
    """The words that a suffix with a vowel follows after a doubled consonant: "pun" of "punny"."""
    for suffix in morphology.suffixes if morphology.doubled_consonants else ():
        stem = word.removesuffix(suffix)
        doubled = len(stem) > _COMPOUND_PART and stem[-1] == stem[-2] and stem[-1] in morphology.doubled_consonants
        if doubled and stem != word and suffix[0] in _VOWELS:
            yield stem[:-1]


def _has_prefix(word: str, morphology: Morphology) -> bool:
    ends = (at for at in range(1, len(word) - _STEM + 1) if word[:at] in morphology.prefixes)
    return any(lexicon.is_word(word[at:], morphology.language) for at in ends)


def _is_compound(word: str, morphology: Morphology) -> bool:
    if morphology.linking_elements:
        return _is_linked_compound(word, morphology, _MOST_PARTS)
    ends = range(_COMPOUND_PART, len(word) - _COMPOUND_PART + 1)
    return any(_is_common(word[:at]) and _is_common(word[at:]) for at in ends)


def _is_common(part: str) -> bool:
    return lexicon.share(part) > (_COMMON if len(part) > _COMPOUND_PART else _COMMON_SHORT)


def _is_linked_compound(word: str, morphology: Morphology, most_parts: int) -> bool:
    """Whether the word consists of at most so many known ones, each but the last with or without a linking element."""
    if lexicon.is_word(word, morphology.language):
        return True
    ends = range(_COMPOUND_PART, len(word) - _COMPOUND_PART + 1) if most_parts > 1 else ()
    return any(
        _is_first_part(word[:at], morphology) and _is_linked_compound(word[at:], morphology, most_parts - 1)
        for at in ends
    )


def _is_first_part(part: str, morphology: Morphology) -> bool:
    stems = {part.removesuffix(element) for element in morphology.linking_elements}
    return any(len(stem) >= _COMPOUND_PART and lexicon.is_word(stem, morphology.language) for stem in stems)
