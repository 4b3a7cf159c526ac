"""Error model: the words one typing error away from a word, and how probable each error is.

Errors: two letters transposed, a letter doubled or its double lost, a letter omitted or inserted, a vowel typed for a
vowel, an adjacent key, any other letter substituted. Weights are relative, 0..1. An error in the first letter is rare;
a letter inserted before it belongs to the previous word; a change of the last letter makes another form or another word
more often than an error. These weigh less.
"""

from collections.abc import Set as AbstractSet
from string import ascii_lowercase
from typing import NamedTuple

TRANSPOSED, DOUBLED, OMITTED, INSERTED = 0.8, 1.0, 0.8, 0.04
VOWEL_SUBSTITUTED, ADJACENT_KEY, SUBSTITUTED = 0.3, 0.2, 0.03
_FIRST_LETTER, _FIRST_LETTER_SUBSTITUTED, _LAST_LETTER = 0.1, 0.03, 0.25  # factors
_VOWELS = frozenset("aeiouy")
_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


class Correction(NamedTuple):
    """A word that may have been intended, and the weight of the error, 0..1."""

    word: str
    weight: float


def _adjacent_keys() -> frozenset[str]:
    keys = {key: (row, column) for row, letters in enumerate(_KEYBOARD) for column, key in enumerate(letters)}
    pairs = [(one, other) for one in keys for other in keys if one != other]
    return frozenset(
        one + other
        for one, other in pairs
        if abs(keys[one][0] - keys[other][0]) <= 1 and abs(keys[one][1] - keys[other][1]) <= 1
    )


_ADJACENT_KEYS = _adjacent_keys()


def corrections(word: str, vocabulary: AbstractSet[str], alphabet: str = ascii_lowercase) -> list[Correction]:
    """The words of the vocabulary one error away from ``word``, sorted, each with the weight of the error.

    >>> corrections("gurantees", frozenset({"guarantees", "grantees"}))
    [Correction(word='grantees', weight=0.04), Correction(word='guarantees', weight=0.8)]
    """
    near = vocabulary & strings_one_edit_away(word, alphabet)
    return [Correction(other, error_weight(word, other)) for other in sorted(near - {word})]


def strings_one_edit_away(word: str, alphabet: str = ascii_lowercase) -> set[str]:
    """Every string one edit away; the word itself is among them. Set comprehensions: twice as fast as a generator."""
    splits = [(word[:at], word[at:]) for at in range(len(word) + 1)]
    found = {head + tail[1:] for head, tail in splits}
    found |= {head + tail[1] + tail[0] + tail[2:] for head, tail in splits if len(tail) > 1}
    found |= {head + letter + tail for head, tail in splits for letter in alphabet}
    found |= {head + letter + tail[1:] for head, tail in splits for letter in alphabet}
    return found


def error_weight(wrong: str, right: str) -> float:
    """How probable the one error is that turns ``right`` into ``wrong``.

    >>> [error_weight(*pair) for pair in (("teh", "the"), ("commited", "committed"), ("kost", "cost"))]
    [0.8, 1.0, 0.0]
    """
    at = _first_difference(wrong, right)
    if len(wrong) != len(right):
        return _length_error_weight(wrong, right, at)
    if wrong[at : at + 2] == right[at : at + 2][::-1]:
        return TRANSPOSED * (_FIRST_LETTER if at == 0 else 1.0)
    weight = _substitution_weight(wrong[at] + right[at])
    if at == 0 and weight < ADJACENT_KEY:
        return 0.0  # two unrelated words
    return weight * _position_factor(at, len(wrong), first=_FIRST_LETTER_SUBSTITUTED)


def _first_difference(one: str, other: str) -> int:
    shortest = min(len(one), len(other))
    for at in range(shortest):
        if one[at] != other[at]:
            return at
    return shortest


def _position_factor(at: int, length: int, *, first: float) -> float:
    if at == 0:
        return first
    return _LAST_LETTER if at >= length - 1 else 1.0


def _length_error_weight(wrong: str, right: str, at: int) -> float:
    """The weight of a letter too many or too few."""
    omitted = len(right) > len(wrong)
    longer, at = (right, at) if omitted else (wrong, min(at, len(wrong) - 1))
    if longer[at] in longer[max(at - 1, 0) : at] + longer[at + 1 : at + 2]:
        return DOUBLED
    factor = _position_factor(at, len(longer), first=_FIRST_LETTER)
    return OMITTED * factor if omitted else INSERTED * factor * bool(at)


def _substitution_weight(letters: str) -> float:
    if _VOWELS.issuperset(letters):
        return VOWEL_SUBSTITUTED
    return ADJACENT_KEY if letters in _ADJACENT_KEYS else SUBSTITUTED
