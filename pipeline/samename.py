"""A name that nobody bears, one slip away from a name that stands in the document time and again.

1. The strange name is capitalised, of five letters or more, in no lexicon, and nobody in the census bears it.
2. The right name begins and ends with the same letter and is one slip away. Neither is the other with an ending (Niger,
   Nigeria; Petrov, Petrova), nor is it the other in another transcription (Zelenskyy, Zelenskiy; Lugansk, Luhansk).
3. It stands there three times as often; six times where no lexicon has it, for a document may be wrong time and again.
4. A slip that makes real names of real names - a letter doubled, a vowel or a like consonant for another (Hansen,
   Hanson; Odesa, Odessa) - or a second slip in a long name needs the same neighbour as well ("Kaja Kalas", "Kaja
   Kallas"); where there is one, two and four times are enough.
5. Two such names: nothing.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from enum import IntEnum
from itertools import pairwise
from unicodedata import combining, normalize

from pipeline import lexicon

_LEAST_LETTERS, _LONG = 5, 9
_TIMES = {True: (3, 2), False: (6, 4)}  # by whether a lexicon has the right name: alone, and with the same neighbour
_LEAST_TIMES = min(map(min, _TIMES.values()))
_ALIKE = ("aeiouy", "gh", "ckqx", "sz", "vwuf", "bv", "dt", "mn")  # letters that stand for each other in names
_SILENT = "h"


class Kinship(IntEnum):
    """What two names may have to do with each other."""

    NONE = 0
    NEEDS_NEIGHBOUR = 1
    SLIP = 2


def right(strange: Iterable[str], words: list[str], counts: Mapping[str, int]) -> dict[str, str]:
    """Strange capitalised words and the names of the document they were meant to be.

    ``words`` are the document's words in order, ``counts`` how often each stands there.

    >>> words = "Biden met Putin Then Biden said that Binden would Biden too".split()
    >>> right(["Binden"], words, {"Binden": 1, "Biden": 3, "Putin": 1})
    {'Binden': 'Biden'}
    """
    ends = defaultdict(list)
    for name, times in counts.items():
        if times >= _LEAST_TIMES and name[0].isupper() and len(name) >= _LEAST_LETTERS and name[1:].islower():
            ends[name[0] + name[-1]].append(name)
    found = {}
    for word in strange:
        near = [(name, kin) for name in ends.get(word[0] + word[-1], ()) if (kin := kinship(word, name))]
        if len(near) == 1 and _outweighs(word, *near[0], words, counts) and not lexicon.borne(word):
            found[word] = near[0][0]
    return found


def _outweighs(word: str, name: str, kin: Kinship, words: list[str], counts: Mapping[str, int]) -> bool:
    alone, beside = _TIMES[name.lower() in lexicon.english() or lexicon.borne(name)]
    if counts[name] < beside * counts[word] or name.lower() in counts:
        return False
    if kin is Kinship.SLIP and counts[name] >= alone * counts[word]:
        return True
    return bool(_beside(name, words) & _beside(word, words))


def _beside(name: str, words: list[str]) -> set[tuple[str, int]]:
    """The names right before and behind a name, each with the side it stands on."""
    pairs = [pair for pair in pairwise(words) if name in pair]
    other = {(pair[side], side) for pair in pairs for side in (0, 1) if pair[1 - side] == name}
    return {(word, side) for word, side in other if word[0].isupper() and lexicon.borne(word)}


def kinship(word: str, name: str) -> Kinship:
    """Whether a name may be another one misspelt.

    >>> [kinship(*names).name for names in (("Binden", "Biden"), ("Hanson", "Hansen"), ("Iraq", "Iran"))]
    ['SLIP', 'NEEDS_NEIGHBOUR', 'NONE']
    """
    if abs(len(word) - len(name)) > 1 or word[0] != name[0] or word[-1] != name[-1] or len(set(word) ^ set(name)) > 4:  # noqa: PLR2004 - two slips
        return Kinship.NONE
    if word == name or word.startswith(name) or name.startswith(word) or _sound(word) == _sound(name):
        return Kinship.NONE
    many = slips(word, name)
    if many > 1:
        long = many == 2 and min(len(word), len(name)) >= _LONG  # noqa: PLR2004 - two slips
        return Kinship.NEEDS_NEIGHBOUR if long else Kinship.NONE
    return Kinship.NEEDS_NEIGHBOUR if _happens(word, name) else Kinship.SLIP


def _happens(word: str, name: str) -> bool:
    """Whether the slip is one by which names differ that are both right."""
    at = next(at for at, (one, other) in enumerate(zip(word, name, strict=False)) if one != other)
    if len(word) == len(name):
        return word[at + 1 :] == name[at + 1 :] and any(word[at] in like and name[at] in like for like in _ALIKE)
    longer = max(word, name, key=len)
    return longer[at] == _SILENT or longer[at] in (longer[at - 1], longer[at + 1])


def _sound(name: str) -> str:
    """The name without its accents, i for j and y: two names that are equal in this are the same, written otherwise."""
    plain = "".join(letter for letter in normalize("NFD", name.lower()) if not combining(letter))
    return plain.replace("y", "i").replace("j", "i").replace("ii", "i")


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
