"""Disambiguation: whether a label in its context is its entry's name, another bearer's, or undecided.

In this order:

* In an address, a file name, a quoted title, or where spelling itself is the subject, a label is left alone.
* A surname after one of the person's given names is the person's; after another capitalised word it is somebody else's.
* After a title (President, Gen.) it is the person's; alone it is if the full name or the title occurs in the document,
  unless another bearer of the surname does too.
* ``unless`` with words around the label leaves it; ``unless`` with words anywhere in the text leaves it, or makes it
  undecided if ``only`` holds as well.
* ``only`` that holds at no occurrence of the name makes it undecided.
"""

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Literal, NamedTuple

from pipeline.stages.spellings.authority_entries import Entry
from pipeline.stages.spellings.authority_matcher import LabelMatch
from pipeline.stages.spellings.conditions import Conditions, any_holds, of_context, of_text
from pipeline.stages.spellings.mentions import Mentions
from pipeline.stages.spellings.token_view import TokenView

Decision = Literal["entry", "undecided", "other"]

_FEW_WORDS = re.compile(r"[^\w.!?]*+(?:\w++(?:['-]+\w++)*+[^\w.!?]++){0,2}")
_WORDS = re.compile(r"[^\W\d_]+")
_SENTENCE_END = re.compile(r"[.!?]\W|\n")
_MOST_WORDS_BETWEEN = 12
_LONGEST_GAP = 100  # characters between two forms of a name side by side
_ADJACENT = 5  # matches of an entry on each side that are compared with one
_MOST_MENTIONS = 200  # mentions of an entry that decide whether a condition holds at any of them
_ALTERNATIVE = re.compile(r"\s*[(/]\s*|,? (?:or|not) ")
_NEXT_WORD = re.compile(r" ([A-Z]\w+)")
_YEAR = re.compile(r"(?<!\w)(?:1\d|20)\d\d(?!\w)")


class Settings(NamedTuple):
    """The rules that disambiguation uses; ``year`` is the document's, 0 if unknown."""

    contexts: Mapping[str, Conditions]
    about_spelling: Conditions
    naming_terms: frozenset[str]
    publications: frozenset[str]
    titles: frozenset[str]
    not_given_names: frozenset[str]
    hashtags: bool
    year: int


class Disambiguation:
    """The label matches of one document, decided with regard to each other."""

    def __init__(self, view: TokenView, matches: Sequence[LabelMatch], settings: Settings) -> None:
        self._view, self._matches, self._settings = view, matches, settings
        self.mentions = Mentions(view, settings.titles, settings.not_given_names)
        self._of_entries: dict[tuple[str, str], bool] = {}

    def decide(self, match: LabelMatch) -> Decision:
        """Whether the label in its context is its entry's."""
        if self._is_protected(match) or self._holds(of_context(match.label.entry.unless), match):
            return "other"
        if match.label.entry.type == "person":
            return self._person(match)
        return self._renamed(match) if match.label.entry.renamed else self._context(match)

    def _is_protected(self, match: LabelMatch) -> bool:
        view, (start, end) = self._view, match.span
        if view.is_in_address(start, end):
            hashtag = view.flat[start - 1 : start] == "#" and self._settings.hashtags
            return not hashtag
        if view.is_in_title(start, end) or self._is_publication(match):
            return True
        return self.mentions.is_surname_of_other(match) or self._is_about_spelling(match)

    def _is_publication(self, match: LabelMatch) -> bool:
        """Whether the label begins the name of a newspaper or a magazine: "the Kiev Post"."""
        if match.label.entry.type not in {"place", "person"}:
            return False
        after = _NEXT_WORD.match(self._view.flat, match.end)
        return after is not None and after[1] in self._settings.publications

    def _is_about_spelling(self, match: LabelMatch) -> bool:
        """Whether the spelling of the name is the subject: the sentence says so, or two forms occur side by side."""
        sentence = self._view.sentence(*match.span) if self._spelling_terms else ""
        if any(term in sentence and TokenView(sentence).contains(term) for term in self._spelling_terms):
            return True
        if self._holds(of_context(self._settings.about_spelling), match):
            return True
        others = [*self._near(match)]
        return any(self._are_alternatives(match, other) or self._is_named(match, other) for other in others)

    @cached_property
    def _spelling_terms(self) -> Sequence[str]:
        """The words about spelling that the text has, in lower case."""
        terms = (term.lower() for term in of_text(self._settings.about_spelling))
        return [term for term in terms if self._view.contains(term)]

    def _near(self, match: LabelMatch) -> Iterator[LabelMatch]:
        """The nearest matches of the same entry with another label, on both sides."""
        same = self._of(match.label.entry)
        at = bisect_left(same, match.start, key=lambda other: other.start)
        label = match.label.text.lower()
        for other in same[max(0, at - _ADJACENT) : at + _ADJACENT]:
            gap = max(other.start - match.end, match.start - other.end)
            if 0 <= gap <= _LONGEST_GAP and other.label.text.lower() != label:
                yield other

    def _are_alternatives(self, one: LabelMatch, other: LabelMatch) -> bool:
        end, start = min(one.end, other.end), max(one.start, other.start)
        between = _ALTERNATIVE if one.label.entry.type == "person" else _FEW_WORDS
        return bool(between.fullmatch(self._view.text, end, start))

    def _is_named(self, one: LabelMatch, other: LabelMatch) -> bool:
        """Whether the text between two forms of a name says that they are names ("known by the Kurds as")."""
        between = self._view.lower[min(one.end, other.end) : max(one.start, other.start)]
        words = _WORDS.findall(between)
        named = not self._settings.naming_terms.isdisjoint(words)
        return named and len(words) <= _MOST_WORDS_BETWEEN and not _SENTENCE_END.search(between)

    def _of(self, entry: Entry) -> list[LabelMatch]:
        return self._by_entry.get(entry.pref, [])

    def _any_mention(self, entry: Entry, question: str, holds: Callable[[LabelMatch], bool]) -> bool:
        """Whether something holds for any mention of an entry; ``question`` names it, so that it is decided once."""
        key = entry.pref, question
        if key not in self._of_entries:
            self._of_entries[key] = any(map(holds, self._of(entry)[:_MOST_MENTIONS]))
        return self._of_entries[key]

    @cached_property
    def _by_entry(self) -> Mapping[str, list[LabelMatch]]:
        found: dict[str, list[LabelMatch]] = {}
        for match in self._matches:
            found.setdefault(match.label.entry.pref, []).append(match)
        return found

    @cached_property
    def _full_names(self) -> frozenset[int]:
        """The positions of surnames whose bearer is an entry, whichever it is."""
        people = (match for match in self._matches if match.label.entry.type == "person")
        return frozenset(match.start for match in people if self.mentions.mention(match) == "full name")

    def _context(self, match: LabelMatch) -> Decision:
        entry = match.label.entry
        if entry.also_surname and self.mentions.mention(match) in {"other bearer", "title"}:
            return "other"
        excluded = self._holds(of_text(entry.unless), match)
        only = self._is_only(entry) if entry.only else not excluded
        if excluded:
            return "undecided" if only else "other"
        if entry.also_surname and self._any_mention(entry, "a surname", self._is_surname):
            return "undecided"
        return "entry" if only else "undecided"

    def _is_only(self, entry: Entry) -> bool:
        return self._any_mention(entry, "only", lambda match: self._holds(entry.only, match))

    def _is_surname(self, match: LabelMatch) -> bool:
        return self.mentions.mention(match) in {"other bearer", "title"}

    def _renamed(self, match: LabelMatch) -> Decision:
        entry = match.label.entry
        years = [int(year) for year in _YEAR.findall(self._view.sentence(*match.span))]
        before = any(year < entry.renamed for year in [*years, self._settings.year or entry.renamed])
        return "other" if before else self._context(match)

    def _person(self, match: LabelMatch) -> Decision:
        mention = self.mentions.mention(match)
        if mention == "other bearer":
            return "other"
        if mention == "full name":
            return self._context(match)
        entry = match.label.entry
        if not entry.mononym and not self._any_mention(entry, "identified", self._identifies):
            return "other"
        others = self._any_mention(entry, "another bearer", self._is_other_bearer)
        return "undecided" if others else self._context(match)

    def _identifies(self, match: LabelMatch) -> bool:
        return self.mentions.mention(match) in {"full name", "title"}

    def _is_other_bearer(self, match: LabelMatch) -> bool:
        return self.mentions.mention(match) == "other bearer" and match.start not in self._full_names

    def _holds(self, conditions: Conditions, match: LabelMatch) -> bool:
        return any_holds(conditions, self._view, match.span, self._settings.contexts)
