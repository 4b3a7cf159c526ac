"""A German or French word that no list has, and the usual one it was surely meant to be; or nothing.

Of these languages it is known how usual a word is, and not which words stand beside each other, so rivals cannot be
told apart. A correction is certain where all of this holds:

1. The word has seven letters or more and is not made by rule from known ones: no ending, beginning, compound, older or
   Swiss spelling. It is no usual word of another language.
2. One word is one slip away and no other at all, be it ever so rare. It is a usual word, the more usual the shorter the
   strange one is; of twelve letters or more any word will do.
3. The slip is of the hand: two letters swapped, one doubled, undoubled or left out. Another letter, or an accent more
   or less, makes other words and other forms too often.
4. The last two letters are right, for in endings forms differ; nor was a letter left out that speech leaves out.
"""

from functools import lru_cache

from pipeline.stages.typos.derived_words import Tongue, making
from pipeline.stages.typos.error_model import DOUBLED, LEFT_OUT, SWAPPED, Guess, meant, slips, weight
from pipeline.text import lexicon

_LEAST = {7: 8e-7, 8: 2e-7, 9: 1e-7, 10: 4e-8}  # share of all words, by letters of the strange one
_LONG = 12  # letters from which on a word need not be usual to be meant
_ENDING = 2  # letters that must be right


@lru_cache(maxsize=50_000)
def right(word: str, tongue: Tongue) -> str:
    """The one word that an unknown lower-case one was meant to be; "" when there is doubt.

    >>> german = Tongue("de", letters="abcdefghijklmnopqrstuvwxyzäöüß", dropped="e")
    >>> [right(word, german) for word in ("funtioniert", "makriert", "verschiedne", "schürzt")]
    ['funktioniert', 'markiert', '', '']
    """
    if len(word) < min(_LEAST):
        return ""
    guesses = meant(word, lexicon.foreign_counts(tongue.language).keys(), tongue.letters)
    if len(guesses) > 1 or not (guesses or len(word) >= _LONG):
        return ""
    if making(word, tongue) or lexicon.is_foreign_word(word, tongue.language):
        return ""
    near = [other for other in {*slips(word, tongue.letters)} if lexicon.is_word(other, tongue.language)]
    return near[0] if len(near) == 1 and _is_slip(word, Guess(near[0], weight(word, near[0])), tongue) else ""


def _is_slip(word: str, guess: Guess, tongue: Tongue) -> bool:
    dropped = any(sorted(guess.word) == sorted(word + letter) for letter in tongue.dropped)
    return (
        guess.weight >= min(DOUBLED, LEFT_OUT, SWAPPED)
        and word[-_ENDING:] == guess.word[-_ENDING:]
        and not dropped
        and lexicon.share(guess.word, tongue.language) >= _LEAST[min(len(word), max(_LEAST))]
    )
