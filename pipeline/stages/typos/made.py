"""Words made by rule from known ones: no lexicon has "noncompetes" or "livestreamer", and neither is a mistake."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from pipeline.text import lexicon

Making = Literal["", "ending", "compound"]

_STEM, _HALF = 4, 3  # letters that a stem has at least, and half a compound
_COMMON, _COMMON_SHORT = 2e-5, 1e-4  # share of all words that half a compound has, and one of three letters


@dataclass(frozen=True, eq=False)
class Affixes:
    """What may stand before and behind a known word. An ending comes with what the word may have had in its place."""

    beginnings: frozenset[str] = frozenset()
    endings: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@lru_cache(maxsize=50_000)
def making(word: str, affixes: Affixes) -> Making:
    """How a word is made: a known one with an ending, or one with a beginning or of two common ones; "" for neither.

    >>> affixes = Affixes(frozenset({"non"}), {"s": ("",), "er": ("", "e")})
    >>> [making(word, affixes) for word in ("learnings", "noncompetes", "livestreamer", "gurantees")]
    ['ending', 'compound', 'compound', '']
    """
    known = lexicon.english()
    ended = [(ending, old) for ending, olds in affixes.endings.items() if word.endswith(ending) for old in olds]
    stems = {word.removesuffix(ending) + old for ending, old in ended}
    if any(len(stem) >= _STEM and stem in known for stem in stems):
        return "ending"
    stems.add(word)
    rests = {stem[at:] for stem in stems for at in range(1, len(stem) - _STEM + 1) if stem[:at] in affixes.beginnings}
    return "compound" if not rests.isdisjoint(known) or any(map(_compound, stems)) else ""


def _compound(word: str) -> bool:
    return any(_common(word[:at]) and _common(word[at:]) for at in range(_HALF, len(word) - _HALF + 1))


def _common(part: str) -> bool:
    return lexicon.share(part) > (_COMMON if len(part) > _HALF else _COMMON_SHORT)
