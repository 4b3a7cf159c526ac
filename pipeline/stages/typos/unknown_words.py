"""An English word that no list has, and the frequent word it was surely meant to be; or nothing, when that is not sure.

1. A word made by rule from known ones is no mistake; only a letter doubled or not doubled by mistake ("commited",
   "toldd") is still looked into. Neither is a word of another language.
2. What may have been meant is every frequent English word one slip away, weighed by its frequency and by the slip.
3. Each is the likelier, the more often it stands beside the words before and behind.
4. The likeliest must be likely enough - the shorter the word, the more so - and leave all others far behind. A rare
   word that a likelier slip may have made the strange one of is a rival too.
"""

from collections.abc import Set as AbstractSet
from functools import cache, lru_cache

from pipeline.stages.typos import error_model
from pipeline.stages.typos.derived_words import Tongue, making
from pipeline.stages.typos.error_model import DOUBLED, NEIGHBOUR, Guess, meant
from pipeline.text import lexicon

_FREQUENT = 2e-7  # share of all words that a word has to be meant
_LEAST = {4: 5e-5, 5: 5e-6, 6: 2e-6, 7: 8e-7, 8: 2e-7, 9: 1e-7, 10: 4e-8}
_SHORT = 4  # letters up to which only the likeliest slips are looked into
_SURE = 1e-5  # likelihood asked of what may be a name
_AHEAD = 10  # how many times as likely as all others together
_CONTEXT = 30  # how many times as likely the neighbours can make a word
_ABROAD = 100  # how many times as likely as asked, for a word of another language to be a mistake all the same
_AT_HOME = 3  # how many times as likely its neighbours make a word in whose place a word of another language stands
_MADE = {"": 1.0, "ending": 0.0, "compound": 0.01}  # how likely a word made by rule is a mistake all the same
_TWO_WORDS = 5  # letters of two words written as one
_OFTEN = 20_000_000  # times that two words stand side by side which are written as one


@cache
def _frequent() -> frozenset[str]:
    return frozenset(word for word in lexicon.counts() if lexicon.share(word) >= _FREQUENT)


@lru_cache(maxsize=50_000)
def _guesses(word: str, tongue: Tongue) -> tuple[Guess, ...]:
    """What the word may have been meant to be, each weighed by how frequent it is and how likely the slip."""
    if len(word) < min(_LEAST):
        return ()
    made = making(word, tongue)
    found = []
    for guess in meant(word, _frequent()):
        plain = guess.weight >= NEIGHBOUR or not made
        all_the_same = 1 if guess.weight == DOUBLED else _MADE[made] if plain else 0
        found.append(Guess(guess.word, lexicon.share(guess.word) * guess.weight * all_the_same))
    return tuple(found)


def likely(word: str, tongue: Tongue) -> bool:
    """Whether an unknown lower-case word is near enough to a frequent one for its neighbours to be looked at."""
    return any(guess.weight * _CONTEXT >= _least(word) for guess in _guesses(word, tongue))


def _least(word: str) -> float:
    return _LEAST[min(len(word), max(_LEAST))]


def right(word: str, tongue: Tongue, *, before: str = "", after: str = "", sure: bool = False) -> str:
    """The word that an unknown lower-case English word was meant to be; empty when there is doubt.

    ``before`` and ``after`` are the words beside it, where there are any; they decide between rivals. ``sure`` asks for
    a much likelier word: the one given may be a name.

    >>> tongue = Tongue(beginnings=frozenset({"re"}), endings={"ed": ("", "e")})
    >>> [right(word, tongue) for word in ("guarntees", "commited", "reposted", "blockchain")]
    ['guarantees', 'committed', '', '']
    >>> right("fifht", tongue), right("fifht", tongue, before="to", after="for")
    ('', 'fight')
    """
    guesses = [Guess(guess, weight * _context(guess, before, after)) for guess, weight in _guesses(word, tongue)]
    best = max(guesses, key=lambda guess: guess.weight, default=Guess("", 0))
    others = sum(guess.weight for guess in guesses) - best.weight
    asked = max(_least(word), _SURE * sure)
    if best.weight < asked or best.weight < _AHEAD * others:
        return ""
    if error_model.weight(word, best.word) < NEIGHBOUR and (len(word) <= _SHORT or _nearer(word, best.word)):
        return ""
    at_home = _context(best.word, before, after) >= _AT_HOME and best.weight > _ABROAD * asked
    return best.word if at_home or not lexicon.is_foreign_word(word) else ""


def _nearer(word: str, guess: str) -> bool:
    """Whether a far likelier slip made the word of another, be that ever so rare."""
    least = _AHEAD * error_model.weight(word, guess)
    return any(other.weight >= least for other in meant(word, lexicon.counts().keys()))


def _context(word: str, before: str, after: str) -> float:
    """How many times as likely the words beside it make a word, 1 where they say nothing."""
    share = lexicon.share(word)
    follows = lexicon.bigram_count(before, word) / max(lexicon.count(before), 1) / share
    leads = lexicon.bigram_count(word, after) / max(lexicon.count(after), 1) / share
    return min(max(follows, 1) * max(leads, 1), _CONTEXT)


def parts(word: str, joining: AbstractSet[str], tongue: Tongue) -> str:
    """Two words written as one, with the space between them, where both are of ``joining``; "" otherwise.

    In English they must also stand side by side time and again; of other languages nothing says how often words do, so
    the word must be long enough for it not to come about otherwise, and not be made by rule.

    >>> parts("ofthe", {"of", "the"}, Tongue()), parts("onboard", {"on", "the"}, Tongue())
    ('of the', '')
    """
    for at in range(2, len(word) - 1 if len(word) >= _TWO_WORDS else 0):
        left, other = word[:at], word[at:]
        if left in joining and other in joining and _side_by_side(left, other, tongue):
            return f"{left} {other}"
    return ""


def _side_by_side(left: str, other: str, tongue: Tongue) -> bool:
    if tongue.language == "en":
        return lexicon.bigram_count(left, other) > _OFTEN
    return len(left + other) > _TWO_WORDS and making(left + other, tongue) != "ending"
