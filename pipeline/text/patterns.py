r"""Many patterns asked of a text in one pass, in time linear in the text whatever a user writes: RE2 stands behind it.

A pattern is written as a regular expression without lookaround and back-references, which no linear-time engine has.
Case does not matter (``(?-i:...)`` makes it matter); ``\pL`` is a letter of any script, ``\w`` and ``\b`` know ASCII
alone. The backtracking engine of the standard library is not used for a user's rules: one rule could hang a run.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, Literal

Anchor = Literal["whole", "start", "end", "within"]

_MEMORY = 1 << 28  # bytes the automaton of a set may grow to; a set of thousands of rules stays far below


class PatternSet:
    """Patterns asked together: which of them fit a text, as a whole, at its start, at its end, or anywhere.

    >>> both = PatternSet(["read more(?: here)?", "share"], at="end")
    >>> both.which("He denied it. Read more")
    [0]
    >>> both.which("He shared it.")
    []
    """

    def __init__(self, patterns: Sequence[str], *, at: Anchor) -> None:
        """Raises ValueError for the first pattern that would fit an empty text, for it would fit everywhere."""
        self._set = _together(tuple(patterns), at)
        for place in self.which("") if patterns else ():
            raise ValueError(f"{patterns[place]!r} also fits nothing at all, so it would fit everywhere")

    def which(self, text: str) -> list[int]:
        """The places, in the list given, of the patterns that fit, in order."""
        return sorted(self._set.Match(text.encode()) or ())


def match_span(pattern: str, text: str, *, at: Anchor) -> tuple[int, int] | None:
    """Where the pattern (or its group named ``cut``) lies in the text; None where it does not fit.

    >>> match_span(" [|] [^|]+", "Putin speaks | News", at="end")
    (12, 19)
    """
    whole = _compiled(f"{'' if at == 'end' else '^'}(?:{pattern}){'' if at == 'start' else '$'}")
    found = whole.search(text)
    return found.span(whole.groupindex.get("cut", 0)) if found else None


def valid_pattern(pattern: str) -> str:
    """The pattern itself. Raises ValueError where the engine cannot express it.

    >>> valid_pattern("(?=news)letter")
    Traceback (most recent call last):
    ValueError: '(?=news)letter' is no pattern: invalid perl operator: (?=; no lookaround, no back-references
    """
    import re2

    try:
        _set("whole").Add(pattern)
    except re2.error:
        raise ValueError(f"{pattern!r} is no pattern: {_reason(pattern)}; no lookaround, no back-references") from None
    return pattern


def _reason(pattern: str) -> str:
    import re2

    try:
        _compiled(pattern)
    except re2.error as why:
        return str(why.args[0].decode() if isinstance(why.args[0], bytes) else why)
    return "too large"


@lru_cache(maxsize=64)
def _together(patterns: tuple[str, ...], at: Anchor) -> Any:
    """The set, ready to be asked; kept, for to make one of a thousand patterns takes as long as to clean ten pages."""
    made = _set(at)
    for pattern in patterns:
        made.Add(f"(?:{pattern})$" if at == "end" else pattern)
    made.Compile()
    return made


def _set(at: Anchor) -> Any:
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
    options.case_sensitive, options.log_errors, options.max_mem = False, False, _MEMORY
    return options
