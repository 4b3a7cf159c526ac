"""Slips of the pen made on purpose, the same every time: letters swapped, one lost, one doubled, a key beside it."""

from random import Random

_ROWS = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def slip(word: str, chance: Random) -> str:
    """The word with one slip behind its first letter, never the word itself; the four kinds are equally likely."""
    while True:
        at = chance.randrange(1, len(word))
        wrong = chance.choice((_swapped, _lost, _doubled, _beside))(word, at, chance)
        if wrong != word:
            return wrong


def _swapped(word: str, at: int, _: Random) -> str:
    return word[:at] + word[at : at + 2][::-1] + word[at + 2 :]


def _lost(word: str, at: int, _: Random) -> str:
    return word[:at] + word[at + 1 :]


def _doubled(word: str, at: int, _: Random) -> str:
    return word[: at + 1] + word[at:]


def _beside(word: str, at: int, chance: Random) -> str:
    row = next((row for row in _ROWS if word[at] in row), word[at])
    near = row.index(word[at])
    return word[:at] + chance.choice(row[max(near - 1, 0) : near + 2]) + word[at + 1 :]
