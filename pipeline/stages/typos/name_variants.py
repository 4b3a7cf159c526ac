"""A name that nobody bears, one slip away from a name that stands in the document time and again.

1. The strange name is capitalised and in no lexicon, nobody in the census bears it, and one has five letters.
2. The right name begins with the same letter and is one slip away. It is not the same name in another transcription
   (Zelenskyy, Zelenskiy), nor with an ending more or less (Niger, Nigeria; Petrov, Petrova).
3. It stands there three times as often; six times where no lexicon has it, for a document may be wrong time and again;
   five and seven times where the last letter is lost or one doubled that names seldom double.
4. A slip that makes real names of real names - a vowel or a like consonant for another, a double letter made single, a
   letter doubled that names often double, another last letter (Hansen, Hanson; Odessa, Odesa) - needs the same
   neighbour too ("Viktor Orban", "Viktor Orbam"); then two and four times do.
5. Two such names: nothing. Nor where another name follows the strange one than follows the right one: "Roiman Villa" is
   not "Roman Gonzalez".
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from enum import IntEnum
from itertools import pairwise
from unicodedata import combining, normalize

from pipeline.text import lexicon

_WORD = re.compile(r"\w+")
_LEAST_LETTERS = 5
_ALIKE = ("aeiouy", "gh", "ckqx", "sz", "vwuf", "bv", "dt", "mn")  # letters that stand for each other in names
_SILENT = "h"
_OFTEN_DOUBLE = frozenset("flmnst")
_INFLECTED = frozenset("aeiouys")
_SAME_SOUND = re.compile("i?[jy]+i?")


class Kinship(IntEnum):
    """What two names may have to do with each other: how little the one being the other misspelt has to be proven."""

    NONE = 0
    NEEDS_NEIGHBOUR = 1
    DOUBTFUL = 2
    SLIP = 3


_NEVER = 1_000_000
_ALONE = {  # times that the right name must stand for one wrong one: some lexicon has it, none has it
    Kinship.NEEDS_NEIGHBOUR: (_NEVER, _NEVER),
    Kinship.DOUBTFUL: (5, 7),
    Kinship.SLIP: (3, 6),
}
_BESIDE = (2, 4)  # the same where both have the same neighbour


def right(strange: Iterable[str], names: Iterable[str], text: str) -> dict[str, str]:
    """Strange words and the names of the document they were meant to be.

    ``names`` are the words of the text that may be names, each once.

    >>> right(["Binden"], ["Binden", "Biden", "Putin"], "Biden met Putin. Then Biden said Binden would. Biden!")
    {'Binden': 'Biden'}
    """
    like = alike(name for name in names if len(name) >= _LEAST_LETTERS and is_name(name))
    near = {word: [(name, kin) for name in like(word) if (kin := kinship(word, name))] for word in strange}
    found = {word: pairs[0] for word, pairs in near.items() if len(pairs) == 1 and not lexicon.is_census_name(word)}
    words = _WORD.findall(text) if found else []
    same = {word: pair for word, pair in found.items() if _goes_on(word, text) <= _goes_on(pair[0], text)}
    return {word: name for word, (name, kin) in same.items() if _outweighs(word, name, kin, words)}


def alike(names: Iterable[str]) -> Callable[[str], list[str]]:
    """A quick sieve: the names that begin with the letter of a word and are as long as it, give or take one letter.

    >>> alike(["Putin", "Blinken", "Biden"])("Binden")
    ['Biden', 'Blinken']
    """
    shelves = defaultdict(list)
    for name in names:
        shelves[name[0], len(name)].append(name)

    def near(word: str) -> list[str]:
        lengths = (len(word), len(word) - 1, len(word) + 1)
        return [name for length in lengths for name in shelves.get((word[0], length), ())]

    return near


def is_name(word: str) -> bool:
    """Whether a word is written as a name is: with a capital, of which McConnell has two.

    >>> [is_name(word) for word in ("Biden", "McConnell", "NATO", "iPhone")]
    [True, True, False, False]
    """
    return word[0].isupper() and (word[1:].islower() or (word.startswith(("Mc", "Mac")) and word[3:].islower()))


def _goes_on(name: str, text: str) -> set[str]:
    """The capitalised words that follow a name, with nothing but a blank between."""
    return {match[1] for match in re.finditer(rf"\b{name} (\w+)", text) if match[1][0].isupper()}


def _outweighs(word: str, name: str, kin: Kinship, words: list[str]) -> bool:
    unknown = not (lexicon.is_word(name.lower(), "en") or lexicon.is_census_name(name))
    times = words.count(name) / max(words.count(word), 1)
    if times < _BESIDE[unknown] or name.lower() in words:
        return False
    return times >= _ALONE[kin][unknown] or bool(_beside(name, words) & _beside(word, words))


def _beside(name: str, words: list[str]) -> set[tuple[str, int]]:
    """The names right before and behind a name, each with the side it stands on."""
    pairs = [pair for pair in pairwise(words) if name in pair]
    other = {(pair[side], side) for pair in pairs for side in (0, 1) if pair[1 - side] == name}
    return {(word, side) for word, side in other if is_name(word) and _says_who(word)}


def _says_who(word: str) -> bool:
    """Whether a word beside a name tells whose it is: a first name does, "President" and "Monday" do not."""
    return lexicon.is_first_name(word) or not lexicon.is_word(word.lower(), "en")


def kinship(word: str, name: str) -> Kinship:
    """Whether a name may be another one misspelt.

    >>> [kinship(*names).name for names in (("Binden", "Biden"), ("Hanson", "Hansen"), ("Iraq", "Iran"))]
    ['SLIP', 'NEEDS_NEIGHBOUR', 'NONE']
    """
    half = (min(len(word), len(name)) - 1) // 2  # one slip leaves the first half or the last as it is
    if word == name or (word[:half] != name[:half] and word[-half:] != name[-half:]):
        return Kinship.NONE
    if max(len(word), len(name)) < _LEAST_LETTERS or _sound(word) == _sound(name):
        return Kinship.NONE
    if word[:-2] == name[:-2] and word[-2:] == name[:-3:-1]:
        return Kinship.SLIP
    if word[-1] != name[-1] or word.startswith(name) or name.startswith(word):
        return _at_the_end(word, name)
    if slips(word, name) != 1:
        return Kinship.NONE
    return _within(word, name) if len(word) >= _LEAST_LETTERS else Kinship.NEEDS_NEIGHBOUR


def _at_the_end(word: str, name: str) -> Kinship:
    """For names that differ at the end: only a consonant that is no inflection may be a slip."""
    same = _shared(word, name)
    slip = max(len(word), len(name)) - same == 1 and _INFLECTED.isdisjoint(word[same:] + name[same:])
    if not slip:
        return Kinship.NONE
    return Kinship.DOUBTFUL if name.startswith(word) else Kinship.NEEDS_NEIGHBOUR


def _within(word: str, name: str) -> Kinship:
    at = _shared(word, name)
    if len(word) == len(name):
        one_letter = word[at + 1 :] == name[at + 1 :]
        alike = one_letter and any(word[at] in like and name[at] in like for like in _ALIKE)
        return Kinship.NEEDS_NEIGHBOUR if alike or (one_letter and len(word) <= _LEAST_LETTERS) else Kinship.SLIP
    longer = max(word, name, key=len)
    letter, around = longer[at], longer[max(at - 2, 0) : at + 3]
    if letter * 3 in around:
        return Kinship.SLIP
    if letter * 2 in around:
        return Kinship.DOUBTFUL if longer is word and letter not in _OFTEN_DOUBLE else Kinship.NEEDS_NEIGHBOUR
    return Kinship.NEEDS_NEIGHBOUR if letter == _SILENT else Kinship.SLIP


def _shared(word: str, name: str) -> int:
    """How many letters the two have in common at their beginning."""
    return next(
        (at for at, (one, other) in enumerate(zip(word, name, strict=False)) if one != other), min(len(word), len(name))
    )


def _sound(name: str) -> str:
    """The name without its accents, i for j and y: two names that are equal in this are the same, written otherwise."""
    plain = "".join(letter for letter in normalize("NFD", name.lower()) if not combining(letter))
    return _SAME_SOUND.sub("i", plain)


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
