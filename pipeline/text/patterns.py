r"""Pattern sets: many regular expressions matched in one pass, in time linear in the text, by RE2.

Patterns have no lookaround and no back-references, which no linear-time engine supports. Case is ignored
(``(?-i:...)`` makes it count); ``\pL`` is a letter of any script, ``\w`` and ``\b`` are ASCII. The backtracking engine
of the standard library is not used for a user's rules, since one pattern could hang a run.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Literal

from pipeline.text.literal_index import literal_index

Anchor = Literal["whole", "start", "end", "within"]

_MAX_AUTOMATON_BYTES = 1 << 28  # limit of a set's automaton; sets of thousands of rules stay far below


class PatternSet:
    """Patterns matched together: which of them match a text as a whole, at its start, at its end, or anywhere.

    1. One search (Aho-Corasick) finds the literals in the text of which a match needs at least one.
    2. Only the patterns whose literals were found, and whose outline fits if they match whole texts, are matched, each
       compiled when first needed.
    3. The patterns without such literals are one set of RE2, which is matched in one pass.

    A set of RE2 with all patterns is slow on text that it sees for the first time: it builds its automaton as it reads.

    >>> both = PatternSet(["read more(?: here)?", "share"], at="end")
    >>> both.matches("He denied it. Read more")
    [0]
    >>> both.matches("He shared it.")
    []
    """

    def __init__(self, patterns: Sequence[str], *, at: Anchor) -> None:
        """Raises ValueError for the first pattern that matches an empty text, since it would match everywhere."""
        self._patterns, self._at = tuple(patterns), at
        self._index = literal_index(self._patterns, is_whole=at == "whole")
        self._others = self._index.without
        self._other_set = _compiled_set(tuple(self._patterns[index] for index in self._others), at)
        for index in self.matches("") if patterns else ():
            raise ValueError(f"{patterns[index]!r} also matches an empty text, so it would match everywhere")

    def matches(self, text: str) -> list[int]:
        """The indices of the patterns that match, in order."""
        encoded = text.encode()
        found = [self._others[index] for index in self._other_set.Match(encoded) or ()]
        candidates = self._index.candidates(text)
        return sorted([*found, *(index for index in candidates if self._single(index).Match(encoded))])

    def _single(self, index: int) -> Any:
        return _compiled_set((self._patterns[index],), self._at)


def match_span(pattern: str, text: str, *, at: Anchor) -> tuple[int, int] | None:
    """The span of the pattern (or of its group named ``cut``) in the text; None where it does not match.

    >>> match_span(" [|] [^|]+", "Putin speaks | News", at="end")
    (12, 19)
    """
    whole = _compiled(f"{'' if at == 'end' else '^'}(?:{pattern}){'' if at == 'start' else '$'}")
    match = whole.search(text)
    return match.span(whole.groupindex.get("cut", 0)) if match else None


def valid_pattern(pattern: str) -> str:
    """The pattern itself. Raises ValueError where RE2 cannot express it.

    >>> valid_pattern("(?=news)letter")
    Traceback (most recent call last):
    ValueError: '(?=news)letter' is no valid pattern: invalid perl operator: (?=; no lookaround, no back-references
    """
    import re2

    try:
        _new_set("whole").Add(pattern)
    except re2.error:
        reason = f"{_reason(pattern)}; no lookaround, no back-references"
        raise ValueError(f"{pattern!r} is no valid pattern: {reason}") from None
    return pattern


def _reason(pattern: str) -> str:
    import re2

    try:
        _compiled(pattern)
    except re2.error as error:
        return str(error.args[0].decode() if isinstance(error.args[0], bytes) else error)
    return "too large"


@lru_cache(maxsize=8192)
def _compiled_set(patterns: tuple[str, ...], at: Anchor) -> Any:
    """A compiled set; cached, since compiling a hundred patterns takes as long as cleaning a page."""
    compiled = _new_set(at)
    for pattern in patterns:
        compiled.Add(f"(?:{pattern})$" if at == "end" else pattern)
    compiled.Compile()
    return compiled


def _new_set(at: Anchor) -> Any:
    import re2

    kinds = {"whole": re2.Set.FullMatchSet, "start": re2.Set.MatchSet}
    return kinds.get(at, re2.Set.SearchSet)(_options())


@lru_cache(maxsize=4096)
def _compiled(pattern: str) -> Any:
    import re2

    return re2.compile(pattern, _options())


def _options() -> Any:
    import re2

    options = re2.Options()
    options.case_sensitive, options.log_errors, options.max_mem = False, False, _MAX_AUTOMATON_BYTES
    return options
