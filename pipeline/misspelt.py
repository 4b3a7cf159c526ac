"""A word that no list has, and the frequent word it was surely meant to be; or nothing, when that is not sure.

1. A word made by rule from a known one is no mistake: known + -s, -er, -able ..., re- + known, two known words in one.
   Only a letter that should have been doubled before an ending ("commited") is still looked into.
2. A word of another language is no mistake.
3. What may have been meant is every frequent English word one slip away, weighed by its frequency and by the slip.
4. The first of them must be frequent enough - the shorter the word, the more so - and leave all others far behind.
"""

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from functools import cache, lru_cache

from pipeline import lexicon, nearness

_FREQUENT = 200_000  # times in the collection behind the lexicon: about one word in five million
_ENDINGS = (
    ("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("d", ""), ("ing", ""), ("ing", "e"), ("ings", ""),
    ("er", ""), ("er", "e"), ("ers", ""), ("ers", "e"), ("or", ""), ("y", ""), ("y", "e"), ("ey", "e"), ("ish", ""), ("like", ""), ("less", ""),
    ("able", ""), ("able", "e"), ("ness", ""), ("ism", ""), ("ist", ""), ("ists", ""), ("ie", ""), ("ies", ""), ("wise", ""), ("ization", ""), ("isation", ""), ("o", ""), ("ee", ""), ("ees", ""),
)  # fmt: skip
_BEGINNINGS = (
    "re", "un", "pre", "de", "non", "over", "under", "out", "up", "super", "mega", "hyper", "ultra", "micro", "nano",
    "mini", "multi", "anti", "counter", "cyber", "crypto", "bio", "eco", "geo", "neuro", "photo", "auto", "tele", "mis", "dis",
    "inter", "intra", "trans", "sub", "semi", "co", "pro", "post", "mid", "e", "in", "off", "on", "down", "back", "ex", "be", "en",
)  # fmt: skip
_STEM = 3
_LONG = 8
_LEAST = {5: 2e-5, 6: 5e-6, 7: 1e-6, 8: 2e-7}  # share x weight asked of a word of so many letters
_COMMON, _COMMON_SHORT = 2e-5, 1e-4
_SURE = 1e-5
_OFTEN = 20_000_000
_AHEAD = 8  # times as likely as all others together


@cache
def _frequent() -> frozenset[str]:
    return frozenset(word for word, times in lexicon.counts().items() if len(times) > 6 or int(times) >= _FREQUENT)


@lru_cache(maxsize=50_000)
def _guesses(word: str) -> tuple[nearness.Guess, ...]:
    """What the word may have been meant to be, likeliest first, weighed by how frequent each is."""
    near = nearness.meant(word, _frequent())
    weighed = [
        nearness.Guess(guess.word, lexicon.share(guess.word) * guess.weight) for guess in near if _fits(word, guess)
    ]
    return tuple(sorted(weighed, key=lambda guess: -guess.weight))


def _fits(word: str, guess: nearness.Guess) -> bool:
    """A word made by rule is only mended where a letter was not doubled; a short one not at its last letter."""
    if derived(word):
        return guess.weight == nearness.DOUBLED and len(guess.word) > len(word)
    return len(word) >= _LONG or guess.word[-1] == word[-1]


def likely(word: str) -> bool:
    """Whether an unknown lower-case word is near enough to a frequent one for its neighbours to be looked at."""
    least = _LEAST.get(min(len(word), max(_LEAST)))
    return least is not None and bool(guesses := _guesses(word)) and guesses[0].weight >= least


def right(word: str, before: str = "", after: str = "", *, sure: bool = False) -> str:
    """The word that an unknown lower-case English word was meant to be; empty when there is doubt.

    ``before`` and ``after`` are the words beside it, where there are any; they decide between rivals. ``sure`` asks for
    a much more frequent word: the one given may be a name.

    >>> right("guarntees"), right("commited"), right("reposted"), right("blockchain")
    ('guarantees', 'committed', '', '')
    """
    guesses = _guesses(word)
    if not likely(word) or guesses[0].weight < _SURE * sure:
        return ""
    if not _ahead(guesses):
        guesses = _in_context(guesses, before, after)
    return guesses[0].word if _ahead(guesses) and not lexicon.foreign(word) else ""


def parts(word: str, joining: AbstractSet[str]) -> str:
    """Two words written as one, with the space between them, where both are of ``joining``; "" otherwise.

    >>> parts("ofthe", {"of", "the"}), parts("onboard", {"on", "the"})
    ('of the', '')
    """
    for at in range(2, len(word) - 1 if len(word) >= min(_LEAST) else 0):
        left, other = word[:at], word[at:]
        if left in joining and other in joining and lexicon.together(left, other) > _OFTEN:
            return f"{left} {other}"
    return ""


def _ahead(guesses: Sequence[nearness.Guess]) -> bool:
    return guesses[0].weight > _AHEAD * sum(guess.weight for guess in guesses[1:])


def _in_context(guesses: Sequence[nearness.Guess], before: str, after: str) -> tuple[nearness.Guess, ...]:
    """The guesses, weighed by how often each stands behind ``before`` and in front of ``after``."""
    found = []
    for word, weight in guesses:
        follows = lexicon.together(before, word) / max(lexicon.times(before), 1)
        leads = lexicon.together(word, after) / max(lexicon.times(after), 1)
        found.append(nearness.Guess(word, weight * (1 + (follows + leads) / lexicon.share(word))))
    return tuple(sorted(found, key=lambda guess: -guess.weight))


@lru_cache(maxsize=50_000)
def derived(word: str) -> bool:
    """Whether a word is made by rule from known ones.

    >>> derived("noncompetes"), derived("livestreamer"), derived("gurantees")
    (True, True, False)
    """
    known = lexicon.english()
    stems = {word.removesuffix(ending) + end for ending, end in _ENDINGS if word.endswith(ending)} | {word}
    stems = {stem for stem in stems if len(stem) >= _STEM}
    if stems & known:
        return True
    rests = {stem.removeprefix(start) for stem in stems for start in _BEGINNINGS if stem.startswith(start)}
    return any(len(rest) > _STEM and rest in known for rest in rests) or any(_compound(stem) for stem in stems)


def _compound(word: str) -> bool:
    return any(_common(word[:at]) and _common(word[at:]) for at in range(_STEM, len(word) - _STEM + 1))


def _common(part: str) -> bool:
    return lexicon.share(part) > (_COMMON if len(part) > _STEM else _COMMON_SHORT)
