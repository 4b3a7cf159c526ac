"""The words of a line: log-odds of boilerplate by a lexicon, and the longer words."""

import re
from collections.abc import Callable, Sequence
from functools import cached_property, lru_cache
from itertools import repeat
from typing import NamedTuple

_WORD = re.compile(r"[^\W\d_]+|[\N{COPYRIGHT SIGN}@|#$]")
_LONG_WORD = 4  # letters
_SHORT_LINE = 5  # words
_MOST_SUMMED = 40  # words of a line
_KEPT_LINES, _KEPT_LENGTH = 8192, 80  # lines whose figures are kept, as menus recur; characters of such a line


def words_of(folded: str) -> list[str]:
    """The words, and the marks that often are boilerplate, of a line in folded case."""
    return _WORD.findall(folded)


def lookup_keys(words: Sequence[str]) -> list[str]:
    """Return the lexicon keys of a line: its words; its first and last word; the whole line if it is short.

    >>> lookup_keys(["read", "more"])
    ['read', 'more', '^read', 'more$', '=read more']
    """
    if not words:
        return []
    whole = "=" + " ".join(words) if len(words) <= _SHORT_LINE else f"^{words[0]} {words[1]}"
    return [*words, "^" + words[0], words[-1] + "$", whole]


class LineWords(NamedTuple):
    """``odds`` are the mean, maximum, minimum and sum over the lexicon keys of a line."""

    odds: tuple[float, float, float, float]
    long: frozenset[str]


class Lexicon(dict[str, float]):
    """A word, or a word with its position (see ``lookup_keys``) -> log-odds that its line is boilerplate."""

    def line_words(self, folded: str) -> LineWords:
        """Return the figures of a line in folded case."""
        return self._kept(folded) if len(folded) <= _KEPT_LENGTH else self._line_words(folded)

    @cached_property
    def _kept(self) -> Callable[[str], LineWords]:
        return lru_cache(maxsize=_KEPT_LINES)(self._line_words)

    def _line_words(self, folded: str) -> LineWords:
        words = words_of(folded)
        if not words:
            return LineWords((0.0, 0.0, 0.0, 0.0), frozenset())
        odds = list(map(self.get, lookup_keys(words), repeat(0.0)))
        total = sum(odds)
        first = total if len(odds) <= _MOST_SUMMED else sum(odds[:_MOST_SUMMED])
        long = frozenset([word for word in words if len(word) >= _LONG_WORD])
        return LineWords((total / len(odds), max(odds), min(odds), first), long)
