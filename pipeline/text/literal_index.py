"""Index of patterns by what a match needs: literals, beginnings, a length. It tells which patterns may match a text."""

import marshal
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

from pipeline.text import match_outline, required_literals
from pipeline.text.derived_data import stored_bytes
from pipeline.text.match_outline import Outline

_MIN_INDEXED = 50  # patterns from which on a set has an index
_MIN_STORED = 300  # and from which on its index is stored: reading all patterns takes as long as starting Python


class LiteralIndex(NamedTuple):
    """``owners`` are the patterns of each literal, ``by_first`` those without a literal, by their first character.

    ``without`` are all others: any text may match them. Patterns are numbers. ``outlines`` are those of all patterns if
    they match whole texts; otherwise it is empty, and so is ``by_first``.
    """

    automaton: Any
    owners: Sequence[Sequence[int]]
    by_first: Mapping[str, Sequence[int]]
    without: Sequence[int]
    outlines: Sequence[Outline]

    def candidates(self, text: str) -> Iterable[int]:
        """The patterns that may match a text, but for those in ``without``."""
        if self.automaton is None:
            return ()
        folded = text.casefold()
        found = {literal for literal, _, _ in self.automaton.find_matches_as_indexes(folded, overlapping=True)}
        indices = {index for literal in found for index in self.owners[literal]}
        if not self.outlines:
            return indices
        indices.update(self.by_first.get(folded[:1], ()))
        return [index for index in indices if self.outlines[index].fits(text, folded)]


@lru_cache(maxsize=64)
def literal_index(patterns: tuple[str, ...], *, is_whole: bool) -> LiteralIndex:
    """The index of a set of patterns; empty for a small set, which RE2 alone matches fast."""
    if len(patterns) < _MIN_INDEXED:
        return LiteralIndex(None, (), {}, range(len(patterns)), ())
    import ahocorasick_rs

    read = _read if len(patterns) < _MIN_STORED else _stored
    literals, owners, by_first, without, outlines = read(patterns, is_whole)
    automaton = ahocorasick_rs.AhoCorasick(literals)
    return LiteralIndex(automaton, owners, by_first, without, [Outline(*each) for each in outlines])


def _stored(patterns: Sequence[str], is_whole: bool) -> Any:  # noqa: FBT001 - of _read too
    sources = [Path(module) for module in (__file__, required_literals.__file__, match_outline.__file__) if module]
    key = "\0".join([str(is_whole), *patterns])
    content = stored_bytes("patterns", sources, lambda: marshal.dumps(_read(patterns, is_whole)), key=key)
    return marshal.loads(content)  # noqa: S302 - written by this user


def _read(patterns: Sequence[str], is_whole: bool) -> Any:  # noqa: FBT001 - of _stored too
    """Literals in order, and the other fields of the index."""
    outlines = [match_outline.outline(pattern) if is_whole else Outline() for pattern in patterns]
    owners: dict[str, list[int]] = {}
    by_first: dict[str, list[int]] = {}
    without = []
    for index, (pattern, each) in enumerate(zip(patterns, outlines, strict=True)):
        literals = required_literals.required_literals(pattern)
        for literal in literals:
            owners.setdefault(literal, []).append(index)
        firsts = {beginning[:1] for beginning in each.beginnings} if not literals else set[str]()
        for first in firsts - {""}:
            by_first.setdefault(first, []).append(index)
        if "" in firsts:
            without.append(index)
    ordered = sorted(owners)
    stored_outlines = [tuple(each) for each in outlines] if is_whole else []
    return ordered, [owners[literal] for literal in ordered], by_first, without, stored_outlines
