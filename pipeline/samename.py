"""A name that nobody bears, one slip away from a name that stands in the document time and again.

1. The strange name is capitalised, of five letters or more, in no lexicon, and nobody in the census bears it.
2. The right name begins and ends with the same letter, is one slip away - two in a name of nine letters or more - and
   is neither the strange one with an ending nor the other way round (Niger, Nigeria; Petrov, Petrova).
3. It stands there three times as often; five times where no lexicon has it either, for then the document may be wrong
   time and again. Two and three times are enough where both have the same neighbour ("Joe Binden", "Joe Biden").
4. Two such names: nothing. A slip of i, j or y is another way of writing the name, not a mistake.
"""

from collections import Counter
from collections import defaultdict
from collections.abc import Iterable, Mapping
from itertools import pairwise
from unicodedata import combining, normalize

from pipeline import lexicon

_LEAST_LETTERS, _TWO_SLIPS = 5, 9
_TIMES = {True: {False: 3, True: 2}, False: {False: 5, True: 3}}  # by whether a lexicon has it, by a shared neighbour
_SAME_SOUND = frozenset("ijy")


def right(strange: Iterable[str], words: list[str], counts: Mapping[str, int]) -> dict[str, str]:
    """Strange capitalised words and the names of the document they were meant to be.

    ``words`` are the document's words in order, ``counts`` how often each stands there.

    >>> words = "Biden met Putin Then Biden said that Binden would Biden too".split()
    >>> right(["Binden"], words, {"Binden": 1, "Biden": 3, "Putin": 1})
    {'Binden': 'Biden'}
    """
    ends = defaultdict(list)
    for name, times in counts.items():
        if times >= _TIMES[True][True] and len(name) >= _LEAST_LETTERS and name[0].isupper():
            ends[name[0] + name[-1]].append(name)
    found = {}
    for word in strange:
        near = [
            name for name in ends.get(word[0] + word[-1], ()) if abs(len(word) - len(name)) <= 1 and _same(word, name)
        ]
        if len(near) == 1 and _outweighs(word, near[0], words, counts) and not lexicon.borne(word):
            found[word] = near[0]
    return found


def _same(word: str, name: str) -> bool:
    if word == name or not name[1:].islower() or _sound(word) == _sound(name):
        return False
    if word.startswith(name) or name.startswith(word):
        return False
    return slips(word, name) <= (2 if min(len(word), len(name)) >= _TWO_SLIPS else 1)


def _sound(name: str) -> str:
    """The name without its accents, i for j and y: two names that are equal in this are the same, written otherwise."""
    plain = normalize("NFD", name.lower())
    return "".join("i" if letter in _SAME_SOUND else letter for letter in plain if not combining(letter)).replace(
        "ii", "i"
    )


def _outweighs(word: str, name: str, words: list[str], counts: Mapping[str, int]) -> bool:
    if name.lower() in counts:
        return False
    known = name.lower() in lexicon.english() or lexicon.borne(name)
    together = bool(_beside(name, words) & _beside(word, words))
    return counts[name] >= _TIMES[known][together] * counts[word]


def _beside(name: str, words: list[str]) -> set[tuple[str, bool]]:
    """The capitalised words before and behind a name, each with the side it stands on."""
    left = {(one, True) for one, other in pairwise(words) if other == name and one[0].isupper()}
    return left | {(other, False) for one, other in pairwise(words) if one == name and other[0].isupper()}


def slips(one: str, other: str) -> int:
    """How many letters must be put in, left out, changed or swapped with their neighbour to make one of the other.

    >>> slips("Binden", "Biden"), slips("Volodymr", "Volodymyr"), slips("Zelesnkyy", "Zelenskyy")
    (1, 1, 1)
    """
    before: list[int] = []
    row = list(range(len(other) + 1))
    for at, letter in enumerate(one, 1):
        last, before, row = before, row, [at]
        for to, letter2 in enumerate(other, 1):
            best = min(before[to] + 1, row[to - 1] + 1, before[to - 1] + (letter != letter2))
            swapped = at > 1 and to > 1 and letter == other[to - 2] and one[at - 2] == letter2
            row.append(min(best, last[to - 2] + 1) if swapped else best)
    return row[-1]
