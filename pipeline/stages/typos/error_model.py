"""Words one slip of the pen away, each with how likely the slip is: what a misspelt word may have been meant to be.

The slips: two letters swapped, a letter doubled, undoubled, left out, put in, a vowel for a vowel, the key beside the
right one, any other letter for a letter. A slip in the first letter is rare, and one put in before it is the end of
another word; one in the last makes another form or another word more often than a mistake. Both weigh less.
"""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from string import ascii_lowercase
from typing import NamedTuple

SWAPPED, DOUBLED, LEFT_OUT, PUT_IN, VOWEL, NEIGHBOUR, OTHER = 0.8, 1.0, 0.8, 0.04, 0.3, 0.2, 0.03
_FIRST, _FIRST_CHANGED, _LAST = 0.1, 0.03, 0.25
_VOWELS = frozenset("aeiouy")
_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


class Guess(NamedTuple):
    """A word that may have been meant, and the weight of the slip, 0..1."""

    word: str
    weight: float


def _beside() -> frozenset[str]:
    keys = {key: (row, column) for row, letters in enumerate(_ROWS) for column, key in enumerate(letters)}
    pairs = [(one, other) for one in keys for other in keys if one != other]
    return frozenset(
        one + other
        for one, other in pairs
        if abs(keys[one][0] - keys[other][0]) <= 1 and abs(keys[one][1] - keys[other][1]) <= 1
    )


_BESIDE = _beside()


def meant(word: str, known: AbstractSet[str], letters: str = ascii_lowercase) -> list[Guess]:
    """The known words one slip away from a word, each with the weight of the slip, in the order of the alphabet.

    ``letters`` are those that words are made of.

    >>> meant("gurantees", frozenset({"guarantees", "grantees"}))
    [Guess(word='grantees', weight=0.04), Guess(word='guarantees', weight=0.8)]
    """
    found = known & set(slips(word, letters))
    return [Guess(guess, weight(word, guess)) for guess in sorted(found - {word})]


def slips(word: str, letters: str = ascii_lowercase) -> Iterator[str]:
    """Every string one slip away; one may come by several ways, and the word itself comes too."""
    for at in range(len(word) + 1):
        head, tail, rest = word[:at], word[at:], word[at + 1 :]
        yield head + rest
        if rest:
            yield head + rest[0] + word[at] + rest[1:]
        for letter in letters:
            yield head + letter + rest
            yield head + letter + tail


def weight(wrong: str, right: str) -> float:
    """How likely the one slip is that made ``wrong`` of ``right``.

    >>> [weight(*pair) for pair in (("teh", "the"), ("commited", "committed"), ("kost", "cost"))]
    [0.8, 1.0, 0.0009]
    """
    at = next((at for at, (one, other) in enumerate(zip(wrong, right, strict=False)) if one != other), len(wrong))
    place = _FIRST if at == 0 else _LAST if at >= max(len(wrong), len(right)) - 1 else 1.0
    if len(wrong) != len(right):
        longer, at = (right, at) if len(right) > len(wrong) else (wrong, min(at, len(wrong) - 1))
        kind = LEFT_OUT if longer is right else PUT_IN * bool(at)
        return DOUBLED if longer[at] in longer[max(at - 1, 0) : at] + longer[at + 1 : at + 2] else kind * place
    if wrong[at : at + 2] == right[at : at + 2][::-1]:
        return SWAPPED * (_FIRST if at == 0 else 1.0)
    place = place if at else _FIRST_CHANGED
    vowels = wrong[at] in _VOWELS and right[at] in _VOWELS
    return (VOWEL if vowels else NEIGHBOUR if wrong[at] + right[at] in _BESIDE else OTHER) * place
