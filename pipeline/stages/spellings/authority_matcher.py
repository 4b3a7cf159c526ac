"""Authority matcher: finds all labels of an authority file in one pass over a text (Aho-Corasick)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from pipeline.stages.spellings.authority_entries import Entry, Label, labels_of
from pipeline.stages.spellings.token_view import TokenView, is_word_character, may_begin_sentence


class LabelMatch(NamedTuple):
    """A label found at ``start`` to ``end`` of a text."""

    start: int
    end: int
    label: Label

    @property
    def span(self) -> tuple[int, int]:
        """Start and end."""
        return self[:2]


class Authority:
    """The labels of all entries."""

    def __init__(
        self, entries: Iterable[Entry], preferred: Mapping[str, str], given_name_variants: Mapping[str, Sequence[str]]
    ) -> None:
        self._labels: dict[str, list[Label]] = {}
        for entry in entries:
            for label in labels_of(entry, preferred.get(entry.pref, entry.pref), given_name_variants):
                self._labels.setdefault(label.text.lower(), []).append(label)

    @cached_property
    def variants(self) -> Mapping[str, Sequence[str]]:
        """The labels of a name under each of them, in lower case: a condition on one is a condition on any.

        A condition that holds for a text therefore still holds when its spellings have been unified.
        """
        by_entry: dict[str, dict[str, None]] = {}
        for label in (label for labels in self._labels.values() for label in labels if label.entry.type != "person"):
            by_entry.setdefault(label.entry.pref, {})[label.text.lower()] = None
        return {text: tuple(texts) for texts in by_entry.values() for text in texts}

    @cached_property
    def _patterns(self) -> Sequence[str]:
        return tuple(self._labels)

    @cached_property
    def _automaton(self) -> Any:
        import ahocorasick_rs

        return ahocorasick_rs.AhoCorasick(self._patterns, store_patterns=False)

    def matches(self, view: TokenView) -> list[LabelMatch]:
        """Every label that occurs as words of its own, by position; of overlapping ones the longest.

        Labels of several entries may match at one span.
        """
        found = [match for match in self._overlapping(view) if _is_whole(view.flat, match)]
        found.sort(key=lambda match: (match.start - match.end, match.start))
        owners: dict[int, tuple[int, int]] = {}  # position of a character -> span of the match that has it
        kept = []
        for match in found:
            positions = range(match.start, match.end)
            if {owners.get(at) for at in positions} in ({None}, {match.span}):
                owners.update(dict.fromkeys(positions, match.span))
                kept.append(match)
        return sorted(kept, key=lambda match: match.span)

    def _overlapping(self, view: TokenView) -> Iterator[LabelMatch]:
        for number, start, end in self._automaton.find_matches_as_indexes(view.lower, overlapping=True):
            for label in self._labels[self._patterns[number]]:
                if label.fits(view.flat[start:end], sentence_start=may_begin_sentence(view.text, start)):
                    yield LabelMatch(start, end, label)


def _is_whole(text: str, match: LabelMatch) -> bool:
    return not (
        is_word_character(text[match.start - 1 : match.start]) or is_word_character(text[match.end : match.end + 1])
    )


def by_span(matches: Sequence[LabelMatch]) -> Iterator[list[LabelMatch]]:
    """The matches of each span together: several where several entries have the same label."""
    together: list[LabelMatch] = []
    for match in matches:
        if together and match.span != together[0].span:
            yield together
            together = []
        together.append(match)
    if together:
        yield together
