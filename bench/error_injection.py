"""Error injection: one typing error in a word, reproducible by its random source."""

from random import Random

_KEYBOARD = ("qwertyuiop", "asdfghjkl", "zxcvbnm")


def misspell(word: str, random: Random) -> str:
    """The word with one error after its first letter, never the word itself; the four kinds are equally likely."""
    while True:
        at = random.randrange(1, len(word))
        wrong = random.choice((_transpose, _omit, _double, _hit_adjacent_key))(word, at, random)
        if wrong != word:
            return wrong


def _transpose(word: str, at: int, _: Random) -> str:
    return word[:at] + word[at : at + 2][::-1] + word[at + 2 :]


def _omit(word: str, at: int, _: Random) -> str:
    return word[:at] + word[at + 1 :]


def _double(word: str, at: int, _: Random) -> str:
    return word[: at + 1] + word[at:]


def _hit_adjacent_key(word: str, at: int, random: Random) -> str:
    row = next((row for row in _KEYBOARD if word[at] in row), word[at])
    column = row.index(word[at])
    return word[:at] + random.choice(row[max(column - 1, 0) : column + 2]) + word[at + 1 :]
