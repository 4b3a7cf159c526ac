"""Cheap evidence of a text's language: which language's function words are the most frequent in it.

The language stage runs later and costs more. Here the evidence only decides whether the short phrases of a language
apply: "Contacts" is a link of a French page and a heading of an English article.
"""

import re
from collections.abc import Iterable, Mapping

_WORD = re.compile(r"[^\W\d_]+")
_MAX_LENGTH = 20_000  # characters that are counted


class LanguageEvidence:
    """Function words by language."""

    def __init__(self, function_words: Mapping[str, Iterable[str]]) -> None:
        self._languages = {code: frozenset(words) for code, words in function_words.items()}

    def likely_languages(self, text: str) -> frozenset[str]:
        """The languages whose function words are the most frequent. Without any function word, all languages.

        >>> LanguageEvidence({"de": ["der"], "fr": ["le"]}).likely_languages("der Rat und der Plan")
        frozenset({'de'})
        """
        words = _WORD.findall(text[:_MAX_LENGTH].lower())
        counts = {code: sum(word in known for word in words) for code, known in self._languages.items()}
        best = max(counts.values(), default=0)
        return frozenset(code for code, count in counts.items() if count == best)
