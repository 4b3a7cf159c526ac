"""Words one slip of the pen away, each with how likely the slip is: what a misspelt word may have been meant to be.

The slips: two letters swapped, a letter left out, put in, doubled, undoubled, a vowel for a vowel, the key beside the
right one, any other letter for a letter. A slip in the first letter is rare; one in the last makes another form or
another word more often than a mistake. Both weigh less.
"""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from string import ascii_lowercase
from typing import NamedTuple

SWAPPED, DOUBLED, LEFT_OUT, PUT_IN, VOWEL, NEIGHBOUR, OTHER = 1.0, 1.0, 0.6, 0.5, 0.6, 0.4, 0.08
_FIRST, _LAST = 0.1, 0.25
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


def meant(word: str, known: AbstractSet[str]) -> list[Guess]:
    """The known words one slip away from a word, each with the weight of its likeliest slip.

    >>> meant("gurantees", frozenset({"guarantees", "grantees"}))
    [Guess(word='grantees', weight=0.5), Guess(word='guarantees', weight=0.6)]
    """
    found: dict[str, float] = {}
    for guess, weight in slips(word):
        if guess in known and weight > found.get(guess, 0):
            found[guess] = weight
    return [Guess(*pair) for pair in found.items() if pair[0] != word]


def slips(word: str) -> Iterator[tuple[str, float]]:
    """Every string one slip away, with the slip's weight; one string may come by several ways."""
    end = len(word)
    for at in range(end + 1):
        head, tail = word[:at], word[at:]
        place = _FIRST if at == 0 else _LAST if at == end else 1.0
        around = word[max(at - 1, 0) : at + 1]
        for letter in ascii_lowercase:
            yield head + letter + tail, (DOUBLED if letter in around else LEFT_OUT * place)
        if tail:
            yield from _without(head, tail)
            yield from _instead(head, tail)


def _without(head: str, tail: str) -> Iterator[tuple[str, float]]:
    here, rest = tail[0], tail[1:]
    twice = here in (head[-1:], rest[:1])
    yield head + rest, DOUBLED if twice else PUT_IN * _place(head, rest)
    if rest and rest[0] != here:
        yield head + rest[0] + here + rest[1:], SWAPPED if head else SWAPPED * _FIRST


def _instead(head: str, tail: str) -> Iterator[tuple[str, float]]:
    here, rest = tail[0], tail[1:]
    place = _place(head, rest)
    for letter in ascii_lowercase:
        vowels = here in _VOWELS and letter in _VOWELS
        yield head + letter + rest, place * (VOWEL if vowels else NEIGHBOUR if here + letter in _BESIDE else OTHER)


def _place(head: str, rest: str) -> float:
    return _FIRST if not head else _LAST if not rest else 1.0
