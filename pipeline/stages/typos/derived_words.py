"""Words made by rule from known ones: no lexicon has "noncompetes" or "livestreamer", and neither is a mistake."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from string import ascii_lowercase
from typing import Literal

from pipeline.text import lexicon

Making = Literal["", "ending", "compound"]

_STEM, _HALF = 4, 3  # letters that a stem has at least, and half a compound
_COMMON, _COMMON_SHORT = 2e-5, 1e-4  # share of all words that half a compound has, and one of three letters
_MOST = 3  # words that a compound with linking letters is taken apart into


@dataclass(frozen=True, eq=False)
class Tongue:
    """What must be known of a language to judge a word that no list has.

    ``beginnings`` and ``endings`` are what may stand before and behind a known word; an ending comes with what the word
    may have had in its place. ``linking`` is what may stand between the words of a compound; where there is none, only
    two common words make one. ``respelt`` are letters and what else may be written for them. ``dropped`` are letters
    that speech and verse leave out.
    """

    language: str = "en"
    letters: str = ascii_lowercase
    beginnings: frozenset[str] = frozenset()
    endings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    linking: tuple[str, ...] = ()
    respelt: Mapping[str, str] = field(default_factory=dict)
    dropped: str = ""


@lru_cache(maxsize=50_000)
def making(word: str, tongue: Tongue) -> Making:
    """How a word is made: a known one with an ending, or one with a beginning or of two common ones; "" for neither.

    >>> tongue = Tongue(beginnings=frozenset({"non"}), endings={"s": ("",), "er": ("", "e")})
    >>> [making(word, tongue) for word in ("learnings", "noncompetes", "livestreamer", "gurantees")]
    ['ending', 'compound', 'compound', '']
    >>> german = Tongue("de", linking=("", "s"), respelt={"ss": "ß"})
    >>> [making(word, german) for word in ("heisst", "regierungsfreundlich", "regirungsfreundlich")]
    ['ending', 'compound', '']
    """
    stems = {*_stems(word, tongue)}
    if any(len(stem) >= _STEM and lexicon.is_word(stem, tongue.language) for stem in stems):
        return "ending"
    stems.add(word)
    rests = {stem[at:] for stem in stems for at in range(1, len(stem) - _STEM + 1) if stem[:at] in tongue.beginnings}
    begun = any(lexicon.is_word(rest, tongue.language) for rest in rests)
    return "compound" if begun or any(_compound(stem, tongue) for stem in stems) else ""


def _stems(word: str, tongue: Tongue) -> Iterator[str]:
    """What known word it may be: without its ending, or with its letters written otherwise."""
    for ending, olds in tongue.endings.items():
        if word.endswith(ending):
            yield from (word.removesuffix(ending) + old for old in olds)
    respelt = {word}
    for written, other in tongue.respelt.items():
        places = [match.span() for match in re.finditer(written, word)]
        respelt |= {one.replace(written, other) for one in respelt}
        respelt |= {word[:start] + other + word[end:] for start, end in places}
    yield from respelt - {word}


def _compound(word: str, tongue: Tongue) -> bool:
    if tongue.linking:
        return _linked(word, tongue, _MOST)
    return any(_common(word[:at]) and _common(word[at:]) for at in range(_HALF, len(word) - _HALF + 1))


def _common(part: str) -> bool:
    return lexicon.share(part) > (_COMMON if len(part) > _HALF else _COMMON_SHORT)


def _linked(word: str, tongue: Tongue, most: int) -> bool:
    """Whether the word is made of so many known ones at most, each but the last with or without what links them."""
    if lexicon.is_word(word, tongue.language):
        return True
    ends = range(_HALF, len(word) - _HALF + 1) if most > 1 else ()
    return any(_heads(word[:at], tongue) and _linked(word[at:], tongue, most - 1) for at in ends)


def _heads(head: str, tongue: Tongue) -> bool:
    stems = {head.removesuffix(link) for link in tongue.linking}
    return any(len(stem) >= _HALF and lexicon.is_word(stem, tongue.language) for stem in stems)
