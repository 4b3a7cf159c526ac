"""Unknown English words: the frequent word that was certainly intended, or none.

1. A word derived from known ones is no error; only a letter wrongly doubled or not doubled ("commited", "toldd") is
   examined. Nor is a word of another language.
2. Candidates for the intended word are all frequent English words one edit away, weighted by their frequency and by the
   error model.
3. Each weight grows with how often the candidate occurs beside the words before and after (bigrams).
4. The heaviest must be heavy enough - the shorter the word, the more so - and outweigh all others together. A rare word
   competes too, if a much more probable error turns it into the unknown one.
"""

from collections.abc import Set as AbstractSet
from functools import cache, lru_cache

from pipeline.stages.typos.derived_words import Morphology, derivation, has_doubled_consonant
from pipeline.stages.typos.error_model import ADJACENT_KEY, DOUBLED, INSERTED, Correction, corrections, error_weight
from pipeline.text import lexicon

_FREQUENT = 2e-7  # share of all words that an intended word has
_LEAST_WEIGHT = {4: 5e-5, 5: 5e-6, 6: 2e-6, 7: 8e-7, 8: 2e-7, 9: 1e-7, 10: 4e-8}  # by letters
_SHORT = 4  # letters up to which only the most probable errors count
_LEAST_WEIGHT_OF_NAME = 1e-5  # for a word that may be a name
_MARGIN = 10  # the heaviest outweighs all others together so many times
_MARGIN_INSERTED = 60  # the same, by frequency, where either of two letters may be the inserted one
_MOST_CONTEXT = 30  # factor that adjacent words can add at most
_FOREIGN_MARGIN = 100  # factor over the least weight at which a foreign word is an error all the same
_FOREIGN_CONTEXT = 3  # and factor that adjacent words add
_DERIVED_FACTOR = {"": 1.0, "suffix": 0.0, "compound": 0.01}  # how probable it is that a derived word is an error
_PHRASE_WORD = 4  # letters of a foreign word that shows a phrase
_JOINED_LETTERS = 5  # letters of two words written as one
_FREQUENT_BIGRAM = 20_000_000  # count of a bigram that is split


@cache
def _frequent() -> frozenset[str]:
    return frozenset(lexicon.words_of_share(_FREQUENT))


@lru_cache(maxsize=50_000)
def _candidates(word: str, morphology: Morphology) -> tuple[Correction, ...]:
    """The words that may have been intended, weighted by frequency and error."""
    if len(word) < min(_LEAST_WEIGHT):
        return ()
    derived = derivation(word, morphology)
    return tuple(
        Correction(near.word, lexicon.share(near.word) * near.weight * _derivation_factor(derived, near.weight))
        for near in corrections(word, _frequent())
    )


def _derivation_factor(derived: str, weight: float) -> float:
    if weight == DOUBLED:
        return 1
    return _DERIVED_FACTOR[derived] if weight >= ADJACENT_KEY or not derived else 0


def has_candidate(word: str, morphology: Morphology) -> bool:
    """Whether an unknown lower-case word is near enough to a frequent one for its context to be examined."""
    return any(near.weight * _MOST_CONTEXT >= _least_weight(word) for near in _candidates(word, morphology))


def _least_weight(word: str) -> float:
    return _LEAST_WEIGHT[min(len(word), max(_LEAST_WEIGHT))]


def correction(
    word: str, morphology: Morphology, *, before: str = "", after: str = "", may_be_name: bool = False
) -> str:
    """The word that an unknown lower-case English word was intended to be; "" when there is doubt.

    ``before`` and ``after`` are the adjacent words, if any; they decide between candidates. ``may_be_name`` requires a
    much more probable word.

    >>> morphology = Morphology(prefixes=frozenset({"re"}), suffixes={"ed": ("", "e")})
    >>> [correction(word, morphology) for word in ("guarntees", "commited", "reposted", "blockchain")]
    ['guarantees', 'committed', '', '']
    >>> correction("fifht", morphology), correction("fifht", morphology, before="to", after="for")
    ('', 'fight')
    """
    if _is_part_of_word(word, before, after) or _is_in_phrase(before, after):
        return ""
    weighted = [
        Correction(near, weight * _context_factor(near, before, after))
        for near, weight in _candidates(word, morphology)
    ]
    best = max(weighted, key=lambda near: near.weight, default=Correction("", 0))
    others = sum(near.weight for near in weighted) - best.weight
    least = max(_least_weight(word), _LEAST_WEIGHT_OF_NAME * may_be_name)
    if best.weight < least or best.weight < _MARGIN * others or _is_improbable(word, best.word, morphology):
        return ""
    in_context = _context_factor(best.word, before, after) >= _FOREIGN_CONTEXT
    certain = in_context and best.weight > _FOREIGN_MARGIN * least
    return best.word if certain or not lexicon.is_foreign_word(word) else ""


def _is_part_of_word(word: str, before: str, after: str) -> bool:
    """Whether the word is the rest of a longer one in which a space was put: "ttacking" of "a ttacking"."""
    joined = (before + word if before else "", word + after if after else "")
    return any(lexicon.share(whole) > _FREQUENT for whole in joined if whole)


def _is_in_phrase(before: str, after: str) -> bool:
    """Whether an adjacent word is unknown too and has no correction: "casus belli" is a phrase of another language."""
    return any(_is_foreign(word) for word in (before, after) if len(word) >= _PHRASE_WORD)


def _is_foreign(word: str) -> bool:
    return not lexicon.is_word(word, "en") and lexicon.is_foreign_word(word)


def _is_improbable(word: str, intended: str, morphology: Morphology) -> bool:
    """Whether another explanation is better: a derived word, a joined article, a probable error in a rare word."""
    weight = error_weight(word, intended)
    if weight < DOUBLED and has_doubled_consonant(word, morphology):
        return True
    if weight >= ADJACENT_KEY:
        return False
    if len(word) <= _SHORT or word in {f"{intended}a", f"{intended}i"}:
        return True
    rivals = [rival for rival in corrections(word, lexicon.counts().keys()) if rival.word != intended]
    if weight == INSERTED and any(_is_near_rival(rival, intended) for rival in rivals):
        return True
    return any(rival.weight >= _MARGIN * weight for rival in rivals)


def _is_near_rival(rival: Correction, intended: str) -> bool:
    """Whether another letter may be the inserted one."""
    return rival.weight == INSERTED and _MARGIN_INSERTED * lexicon.share(rival.word) > lexicon.share(intended)


def _context_factor(word: str, before: str, after: str) -> float:
    """How many times more probable the adjacent words make a word; 1 where they say nothing."""
    share = lexicon.share(word)
    follows = lexicon.bigram_count(before, word) / max(lexicon.count(before), 1) / share
    leads = lexicon.bigram_count(word, after) / max(lexicon.count(after), 1) / share
    return min(max(follows, 1) * max(leads, 1), _MOST_CONTEXT)


def split(word: str, function_words: AbstractSet[str], morphology: Morphology) -> str:
    """Two function words written as one, with the space between them; "" otherwise.

    In English they must also be a frequent bigram; for other languages there are no bigrams, so the word must be long
    enough not to arise otherwise, and not be derived by a suffix.

    >>> split("ofthe", {"of", "the"}, Morphology()), split("onboard", {"on", "the"}, Morphology())
    ('of the', '')
    """
    for at in range(2, len(word) - 1 if len(word) >= _JOINED_LETTERS else 0):
        left, right = word[:at], word[at:]
        if left in function_words and right in function_words and _are_adjacent(left, right, morphology):
            return f"{left} {right}"
    return ""


def _are_adjacent(left: str, right: str, morphology: Morphology) -> bool:
    if morphology.language == "en":
        return lexicon.bigram_count(left, right) > _FREQUENT_BIGRAM
    return len(left + right) > _JOINED_LETTERS and derivation(left + right, morphology) != "suffix"
