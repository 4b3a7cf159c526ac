"""How two names may be related: one misspelt, another transcription of the same name, or two names.

An edit that turns real names into real names is no evidence by itself: a vowel or a like consonant for another, a
double letter made single, a letter doubled that names often double, another last letter (Hansen, Hanson).
"""

import re
from enum import IntEnum
from unicodedata import combining, normalize

from pipeline.text.similar_names import is_one_edit

LEAST_LETTERS = 5  # that one of two names has
_SIMILAR_LETTERS = ("aeiouy", "gh", "ckqx", "sz", "vwuf", "bv", "dt", "mn")  # that names vary in
_SILENT = "h"
_OFTEN_DOUBLE = frozenset("flmnst")
_INFLECTIONS = frozenset("aeiouys")
_SAME_SOUND = re.compile("i?[jy]+i?")


class Similarity(IntEnum):
    """How two names may be related: the higher, the less evidence is needed that one is the other misspelt."""

    NONE = 0
    NEEDS_CONTEXT = 1
    DOUBTFUL = 2
    TYPING_ERROR = 3


def similarity(word: str, name: str) -> Similarity:
    """Whether a word may be a name misspelt.

    >>> [similarity(*names).name for names in (("Binden", "Biden"), ("Hanson", "Hansen"), ("Iraq", "Iran"))]
    ['TYPING_ERROR', 'NEEDS_CONTEXT', 'NONE']
    """
    if word == name or max(len(word), len(name)) < LEAST_LETTERS:
        return Similarity.NONE
    kind = _similarity_of_letters(word, name)
    return Similarity.NONE if kind and _sound(word) == _sound(name) else kind


def _similarity_of_letters(word: str, name: str) -> Similarity:
    if word[:-2] == name[:-2] and word[-2:] == name[:-3:-1]:
        return Similarity.TYPING_ERROR
    if word[-1] != name[-1] or word.startswith(name) or name.startswith(word):
        return _similarity_of_endings(word, name)
    if not is_one_edit(word, name):
        return Similarity.NONE
    return _similarity_within(word, name) if len(word) >= LEAST_LETTERS else Similarity.NEEDS_CONTEXT


def _similarity_of_endings(word: str, name: str) -> Similarity:
    """For names that differ at the end: only a consonant that is no inflection may be an error."""
    shared = _common_prefix(word, name)
    error = max(len(word), len(name)) - shared == 1 and _INFLECTIONS.isdisjoint(word[shared:] + name[shared:])
    if not error:
        return Similarity.NONE
    return Similarity.DOUBTFUL if name.startswith(word) else Similarity.NEEDS_CONTEXT


def _similarity_within(word: str, name: str) -> Similarity:
    at = _common_prefix(word, name)
    if len(word) == len(name):
        one_letter = word[at + 1 :] == name[at + 1 :]
        similar = any(word[at] in letters and name[at] in letters for letters in _SIMILAR_LETTERS)
        doubtful = one_letter and (similar or len(word) <= LEAST_LETTERS)
        return Similarity.NEEDS_CONTEXT if doubtful else Similarity.TYPING_ERROR
    longer = max(word, name, key=len)
    letter, around = longer[at], longer[max(at - 2, 0) : at + 3]
    if letter * 3 in around:
        return Similarity.TYPING_ERROR
    if letter * 2 in around:
        return Similarity.DOUBTFUL if longer is word and letter not in _OFTEN_DOUBLE else Similarity.NEEDS_CONTEXT
    return Similarity.NEEDS_CONTEXT if letter == _SILENT else Similarity.TYPING_ERROR


def _common_prefix(word: str, name: str) -> int:
    """The number of letters that the two have in common at their beginning."""
    pairs = enumerate(zip(word, name, strict=False))
    return next((at for at, (one, other) in pairs if one != other), min(len(word), len(name)))


def _sound(name: str) -> str:
    """The name without accents, i for j and y: equal for two transcriptions of one name."""
    plain = "".join(letter for letter in normalize("NFD", name.lower()) if not combining(letter))
    return _SAME_SOUND.sub("i", plain)
