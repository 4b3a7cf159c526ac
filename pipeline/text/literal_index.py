"""Index of patterns by what a match needs: literals, beginnings, a length. It tells which patterns may match a text."""

import marshal
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.text import match_outline, required_literals
from pipeline.text.derived_data import stored_bytes
from pipeline.text.match_outline import Outline

_MIN_INDEXED = 50  # patterns from which on a set has an index
_MIN_STORED = 300  # and from which on its index is stored: reading all patterns takes as long as starting Python


class LiteralIndex(NamedTuple):
    """``owners`` are the patterns of each literal, ``without`` those that need none; patterns are numbers."""

    automaton: Any
    owners: Sequence[Sequence[int]]
    without: Sequence[int]
    outlines: Sequence[Outline]

    def candidates(self, text: str, *, is_whole: bool) -> Iterable[int]:
        """The patterns one of whose literals is in the text; if they match it as a whole, those whose outline fits."""
        if self.automaton is None:
            return ()
        folded = text.casefold()
        found = {literal for literal, _, _ in self.automaton.find_matches_as_indexes(folded, overlapping=True)}
        indices = {index for literal in found for index in self.owners[literal]}
        return [index for index in indices if self.outlines[index].fits(text, folded)] if is_whole else indices


@lru_cache(maxsize=64)
def literal_index(patterns: tuple[str, ...]) -> LiteralIndex:
    """The index of a set of patterns; empty for a small set, which RE2 alone matches fast."""
    if len(patterns) < _MIN_INDEXED:
        return LiteralIndex(None, (), range(len(patterns)), ())
    import ahocorasick_rs

    read = _read if len(patterns) < _MIN_STORED else _stored
    literals, owners, without, outlines = read(patterns)
    automaton = ahocorasick_rs.AhoCorasick(literals) if literals else None
    return LiteralIndex(automaton, owners, without, [Outline(*each) for each in outlines])


def _stored(patterns: Sequence[str]) -> Any:
    sources = [Path(module.__file__ or "") for module in (required_literals, match_outline)]
    content = stored_bytes("patterns", sources, lambda: marshal.dumps(_read(patterns)), key="\0".join(patterns))
    return marshal.loads(content)  # noqa: S302 - written by this user


def _read(patterns: Sequence[str]) -> tuple[list[str], list[list[int]], list[int], list[tuple[Any, ...]]]:
    """Literals in order, the patterns of each, patterns without a literal, and all outlines."""
    owners: dict[str, list[int]] = {}
    without = []
    for index, pattern in enumerate(patterns):
        literals = required_literals.required_literals(pattern)
        for literal in literals:
            owners.setdefault(literal, []).append(index)
        if not literals:
            without.append(index)
    ordered = sorted(owners)
    outlines = [tuple(match_outline.outline(pattern)) for pattern in patterns]
    return ordered, [owners[literal] for literal in ordered], without, outlines
