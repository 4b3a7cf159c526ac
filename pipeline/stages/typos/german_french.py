"""Unknown words of German and French: the one usual word that was intended, or none.

For these languages there are word frequencies but no bigrams, so competing corrections cannot be ranked. A correction
is certain where all of this holds:

1. The word has seven letters or more and is not derived from known ones: no suffix, prefix, compound, older or Swiss
   spelling. It is no usual word of another language.
2. Exactly one word is one edit away, counting rare words too. It is a usual word, the more usual the shorter the
   unknown one is; from twelve letters on any word will do.
3. The error is one of typing: two letters transposed, one doubled, undoubled or omitted. Another letter, or an accent
   more or less, makes other words and forms too often.
4. The last two letters are right, because inflected forms differ there, and no letter was omitted that speech omits.
"""

from functools import lru_cache

from pipeline.stages.typos.derived_words import Morphology, derivation
from pipeline.stages.typos.error_model import (
    DOUBLED,
    OMITTED,
    TRANSPOSED,
    Correction,
    corrections,
    error_weight,
    strings_one_edit_away,
)
from pipeline.text import lexicon

_LEAST_SHARE = {7: 8e-7, 8: 2e-7, 9: 1e-7, 10: 4e-8}  # share of all words, by letters of the unknown one
_LONG = 12  # letters from which on the intended word need not be usual
_INFLECTION = 2  # final letters that must be right


@lru_cache(maxsize=50_000)
def correction(word: str, morphology: Morphology) -> str:
    """The one word that an unknown lower-case word was intended to be; "" when there is doubt.

    >>> german = Morphology("de", alphabet="abcdefghijklmnopqrstuvwxyzäöüß", dropped_letters="e")
    >>> [correction(word, german) for word in ("funtioniert", "makriert", "verschiedne", "schürzt")]
    ['funktioniert', 'markiert', '', '']
    """
    if len(word) < min(_LEAST_SHARE):
        return ""
    language, alphabet = morphology.language, morphology.alphabet
    usual = corrections(word, lexicon.foreign_counts(language).keys(), alphabet)
    if len(usual) > 1 or not (usual or len(word) >= _LONG):
        return ""
    if derivation(word, morphology) or lexicon.is_foreign_word(word, language):
        return ""
    near = [other for other in strings_one_edit_away(word, alphabet) if lexicon.is_word(other, language)]
    if len(near) != 1:
        return ""
    only = Correction(near[0], error_weight(word, near[0]))
    return only.word if _is_typing_error(word, only, morphology) else ""


def _is_typing_error(word: str, intended: Correction, morphology: Morphology) -> bool:
    spoken = any(sorted(intended.word) == sorted(word + letter) for letter in morphology.dropped_letters)
    return (
        intended.weight >= min(DOUBLED, OMITTED, TRANSPOSED)
        and word[-_INFLECTION:] == intended.word[-_INFLECTION:]
        and not spoken
        and lexicon.share(intended.word, morphology.language) >= _LEAST_SHARE[min(len(word), max(_LEAST_SHARE))]
    )
