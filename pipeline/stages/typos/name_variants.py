"""Misspelt names: a name that nobody bears, one edit away from a name that the document has repeatedly.

1. The unknown name is capitalised, in no lexicon and not in the census, and one of the two has five letters.
2. The right name begins with the same letter and is one edit away. It is not the same name in another transcription
   (Zelenskyy, Zelenskiy), nor with an ending more or less (Niger, Nigeria; Petrov, Petrova).
3. It occurs three times as often; six times where no lexicon has it, because a document may repeat an error; five and
   seven times where the last letter is lost or one doubled that names seldom double.
4. An edit that turns real names into real names - a vowel or a like consonant for another, a double letter made
   single, a letter doubled that names often double, another last letter (Hansen, Hanson; Odessa, Odesa) - needs the
   same adjacent name too ("Viktor Orban", "Viktor Orbam"); then two and four times are enough.
5. Two such names: nothing. Nor where another name follows the unknown one than follows the right one: "Roiman Villa" is
   not "Roman Gonzalez".
"""

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from functools import cached_property
from itertools import islice, pairwise

from pipeline.stages.typos.name_similarity import LEAST_LETTERS, Similarity, similarity
from pipeline.text import lexicon

_WORD = re.compile(r"\w+")
_WORD_BEFORE_WORD = re.compile(r"\w+(?= (\w+))")
_LONGEST = 40
_FEW_NAMES = 50  # names that are compared one by one
_MANY_NAMES = 200  # names about one edit away; a word with more is compared with none

_NEVER = 1_000_000
_LEAST_RATIO = {  # occurrences of the right name to one wrong one: if a lexicon has it, if none has it
    Similarity.NEEDS_CONTEXT: (_NEVER, _NEVER),
    Similarity.DOUBTFUL: (5, 7),
    Similarity.TYPING_ERROR: (3, 6),
}
_LEAST_RATIO_IN_CONTEXT = (2, 4)  # the same where both have the same adjacent name


def corrections(unknown: Iterable[str], names: Iterable[str], text: str) -> dict[str, str]:
    """Unknown names, each with the name of the document that was intended.

    ``names`` are the distinct words of the text that may be names.

    >>> corrections(["Binden"], ["Binden", "Biden", "Putin"], "Biden met Putin. Then Biden said Binden would. Biden!")
    {'Binden': 'Biden'}
    """
    index = NameIndex(name for name in names if LEAST_LETTERS <= len(name) <= _LONGEST and is_name(name))
    only: dict[str, tuple[str, Similarity]] = {}
    for word in unknown:
        similar = [*islice(((name, kind) for name in index.near(word) if (kind := similarity(word, name))), 2)]
        if len(similar) == 1 and not lexicon.is_census_name(word):
            only[word] = similar[0]
    usage = NameUsage(text, {*only, *(name for name, _ in only.values())})
    return {word: name for word, (name, kind) in only.items() if usage.outweighs(word, name, kind)}


class NameIndex:
    """Names by first letter and length; where that leaves many, by what is left of them without one letter (SymSpell).

    Two words one edit apart are equal once a letter is deleted in one or both.

    A word near to very many names is near to none: that bounds the time of a text full of names like each other.

    >>> NameIndex(["Putin", "Blinken", "Biden"]).near("Binden")
    ['Biden', 'Blinken']
    """

    def __init__(self, names: Iterable[str]) -> None:
        self._by_shape: dict[tuple[str, int], list[str]] = {}
        for name in names:
            self._by_shape.setdefault((name[0], len(name)), []).append(name)

    def near(self, word: str) -> list[str]:
        """The names with the same first letter one edit away from a word, and some others."""
        lengths = (len(word), len(word) - 1, len(word) + 1)
        groups = [self._by_shape.get((word[0], length), []) for length in lengths]
        if sum(map(len, groups)) <= _FEW_NAMES:
            return [name for group in groups for name in group]
        found = dict[str, None]()
        for names in (self._by_deletion.get(deletion, ()) for deletion in _deletions(word)):
            found.update(dict.fromkeys(names))
            if len(found) > _MANY_NAMES:
                return []
        return [*found]

    @cached_property
    def _by_deletion(self) -> Mapping[str, list[str]]:
        index: dict[str, list[str]] = {}
        for name in (name for names in self._by_shape.values() for name in names):
            for deletion in _deletions(name):
                same = index.setdefault(deletion, [])
                if len(same) <= _MANY_NAMES:
                    same.append(name)
        return index


def _deletions(word: str) -> Iterable[str]:
    """The word, and the word without one of its letters but the first; each once."""
    return {word: None} | {word[:at] + word[at + 1 :]: None for at in range(1, len(word))}


def is_name(word: str) -> bool:
    """Whether a word is capitalised as a name is: once, or like McConnell.

    >>> [is_name(word) for word in ("Biden", "McConnell", "NATO", "iPhone")]
    [True, True, False, False]
    """
    return word[0].isupper() and (word[1:].islower() or (word.startswith(("Mc", "Mac")) and word[3:].islower()))


class NameUsage:
    """How a text uses some names: how often, and beside which other names."""

    def __init__(self, text: str, names: Collection[str]) -> None:
        self._text, self._names = text, names

    @cached_property
    def _words(self) -> list[str]:
        return _WORD.findall(self._text)

    @cached_property
    def _counts(self) -> Mapping[str, int]:
        return Counter(self._words)

    @cached_property
    def _following(self) -> Mapping[str, set[str]]:
        """The capitalised words right after each name, with one space between."""
        found: dict[str, set[str]] = defaultdict(set)
        for match in _WORD_BEFORE_WORD.finditer(self._text):
            if match[0] in self._names and match[1][0].isupper():
                found[match[0]].add(match[1])
        return found

    @cached_property
    def _adjacent(self) -> Mapping[str, set[tuple[str, int]]]:
        """The names right before and after each name, each with its side, 0 or 1."""
        found: dict[str, set[tuple[str, int]]] = defaultdict(set)
        for pair in pairwise(self._words):
            for side in (0, 1):
                name, word = pair[1 - side], pair[side]
                if name in self._names and is_name(word) and _identifies(word):
                    found[name].add((word, side))
        return found

    def outweighs(self, word: str, name: str, kind: Similarity) -> bool:
        """Whether the text is evidence enough that a word is a name misspelt."""
        if not self._following.get(word, set()) <= self._following.get(name, set()):
            return False
        unlisted = not (lexicon.is_word(name.lower(), "en") or lexicon.is_census_name(name))
        ratio = self._counts.get(name, 0) / max(self._counts.get(word, 0), 1)
        if ratio < _LEAST_RATIO_IN_CONTEXT[unlisted] or name.lower() in self._counts:
            return False
        return ratio >= _LEAST_RATIO[kind][unlisted] or bool(
            self._adjacent.get(name, set()) & self._adjacent.get(word, set())
        )


def _identifies(word: str) -> bool:
    """Whether a word beside a name tells whose it is: a first name does, "President" and "Monday" do not."""
    return lexicon.is_first_name(word) or not lexicon.is_word(word.lower(), "en")
