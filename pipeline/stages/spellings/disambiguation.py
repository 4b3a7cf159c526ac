"""Whose name a label is where it stands: a place's, this person's, another person's; or it cannot be told.

What is done, in this order:

* in an address, a file name, a quoted title, or where spelling itself is the subject, a label is left alone;
* a person's surname behind a first name of theirs is theirs; behind another capitalised word it is a stranger's;
* behind a title (President, Gen.) it is theirs; alone it is theirs once their full name or title stood in the document,
  unless a stranger of that surname did too;
* ``unless`` with words around the place leaves it; ``unless`` with words anywhere in the text leaves it, or, where
  ``only`` holds as well, makes it undecided;
* ``only`` that holds at no place of the name makes it undecided.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Literal, NamedTuple

from pipeline.stages.spellings.authority_entries import Entry
from pipeline.stages.spellings.authority_matcher import Hit
from pipeline.stages.spellings.token_view import Prose, joined, met

Verdict = Literal["theirs", "undecided", "other"]
Standing = Literal["full", "title", "bare", "stranger"]

_BEFORE = 60  # characters before a surname in which first names and titles are looked for
_WORD_BEFORE = re.compile(r"([^\W\d_][\w.'-]*) $")
_MIDDLE = re.compile(r"(?<= )(?:[A-Z]\.|\w+(?:v[iy]ch|vna)) $")
_INITIALS = re.compile(r"(?:[A-Z][a-z]?\.[ -]?)+ ?$")
_FEW_WORDS = re.compile(r"[^\w.!?]*(?:[\w'-]+[^\w.!?]+){0,2}")
_ALSO = re.compile(r"\s*[(/]\s*|,? (?:or|not) ")
_YEAR = re.compile(r"(?<!\w)(?:1\d|20)\d\d(?!\w)")


class Manner(NamedTuple):
    """What of the rules decides whose a name is."""

    shared: Mapping[str, Sequence[str]]
    mentions: Sequence[str]
    titles: frozenset[str]
    common: frozenset[str]
    hashtags: bool
    year: int


class Names:
    """The hits of one document, judged with regard to each other."""

    def __init__(self, prose: Prose, hits: Sequence[Hit], manner: Manner) -> None:
        self._prose, self._hits, self._manner = prose, hits, manner
        self._standings: dict[tuple[int, str], Standing] = {}

    def verdict(self, hit: Hit) -> Verdict:
        """Whether the label at this place is its entry's."""
        if self._protected(hit) or self._met([one for one in hit.form.entry.unless if "~" in one], hit):
            return "other"
        if hit.form.entry.type == "person":
            return self._person(hit)
        return self._older(hit) if hit.form.entry.renamed else self._context(hit)

    def given(self, hit: Hit) -> tuple[int, int] | None:
        """Where the first names before a surname stand, if they are this person's."""
        before = self._prose.lower[max(0, hit.start - _BEFORE) : hit.start]
        middle = _MIDDLE.search(self._prose.flat[max(0, hit.start - _BEFORE) : hit.start])
        for end in (len(before), middle.start() if middle else 0):
            for name in hit.form.givens:
                start = end - len(name) - 1
                if start >= 0 and before[start:end] == f"{name.lower()} " and not joined(before[start - 1 : start]):
                    return hit.start - len(before) + start, hit.start - len(before) + end - 1
        return None

    def _protected(self, hit: Hit) -> bool:
        prose, (start, end, _) = self._prose, hit
        if prose.in_file_name(start, end):
            tagged = prose.flat[start - 1 : start] == "#" and self._manner.hashtags
            return not tagged
        return prose.in_title(start, end) or self._spelling_is_the_subject(hit)

    def _spelling_is_the_subject(self, hit: Hit) -> bool:
        said = [one for one in self._manner.mentions if "~" not in one and self._prose.says(one)]
        sentence = Prose(self._prose.sentence(hit.start, hit.end)) if said else self._prose
        if any(sentence.says(one) for one in said):
            return True
        if any(self._prose.near(one, hit.start, hit.end) for one in self._manner.mentions if "~" in one):
            return True
        return any(self._beside(hit, other) for other in self._of(hit.form.entry))

    def _beside(self, one: Hit, other: Hit) -> bool:
        left, right = sorted((one, other), key=lambda hit: hit.start)
        differ = one.form.label.lower() != other.form.label.lower() and left.end <= right.start
        between = _ALSO if one.form.entry.type == "person" else _FEW_WORDS
        return differ and bool(between.fullmatch(self._prose.text, left.end, right.start))

    def _of(self, entry: Entry) -> list[Hit]:
        return self._by_entry.get(entry.pref, [])

    @cached_property
    def _known(self) -> frozenset[int]:
        """Where surnames stand whose bearers the authority file knows, of whatever entry they are."""
        people = (hit for hit in self._hits if hit.form.entry.type == "person")
        return frozenset(hit.start for hit in people if self._standing(hit) == "full")

    @cached_property
    def _by_entry(self) -> Mapping[str, list[Hit]]:
        found: dict[str, list[Hit]] = {}
        for hit in self._hits:
            found.setdefault(hit.form.entry.pref, []).append(hit)
        return found

    def _context(self, hit: Hit) -> Verdict:
        entry = hit.form.entry
        if entry.people and self._standing(hit) in {"stranger", "title"}:
            return "other"
        elsewhere = self._met([one for one in entry.unless if "~" not in one], hit)
        only = any(self._met(entry.only, other) for other in self._of(entry)) if entry.only else not elsewhere
        if elsewhere:
            return "undecided" if only else "other"
        if entry.people and any(self._standing(one) in {"stranger", "title"} for one in self._of(entry)):
            return "undecided"
        return "theirs" if only else "undecided"

    def _older(self, hit: Hit) -> Verdict:
        years = [int(year) for year in _YEAR.findall(self._prose.sentence(hit.start, hit.end))]
        old = any(year < hit.form.entry.renamed for year in [*years, self._manner.year or hit.form.entry.renamed])
        return "other" if old else self._context(hit)

    def _person(self, hit: Hit) -> Verdict:
        standing = self._standing(hit)
        if standing == "stranger":
            return "other"
        if standing == "full":
            return self._context(hit)
        strangers = any(
            self._standing(other) == "stranger" and other.start not in self._known for other in self._of(hit.form.entry)
        )
        known = any(self._standing(other) in {"full", "title"} for other in self._of(hit.form.entry))
        if not known and not hit.form.entry.mononym:
            return "other"
        return "undecided" if strangers else self._context(hit)

    def _standing(self, hit: Hit) -> Standing:
        place = hit.start, hit.form.entry.pref
        if place not in self._standings:
            self._standings[place] = self._stands(hit)
        return self._standings[place]

    def _stands(self, hit: Hit) -> Standing:
        if self.given(hit):
            return "full"
        flat = self._prose.flat[max(0, hit.start - _BEFORE) : hit.start]
        initials = _INITIALS.search(flat)
        if initials and initials[0].strip().lower().rstrip(".") not in self._manner.titles | self._manner.common:
            own = {name[0] for name in hit.form.givens}
            return "bare" if initials[0][0] in own else "stranger"
        before = _WORD_BEFORE.search(flat)
        if not before or self._prose.text[hit.start - 1] == "\n" or not before[1][0].isupper():
            return "bare"
        if before[1].lower().rstrip(".") in self._manner.titles:
            return "title"
        return "bare" if self._is_no_name(before[1].lower(), hit) else "stranger"

    def _is_no_name(self, word: str, hit: Hit) -> bool:
        """Whether a capitalised word before a surname is no first name: usual, possessive, or in a headline."""
        usual = word.rstrip(".") in self._manner.common or word.endswith(("'s", "s'", ".")) or self._prose.writes(word)
        return usual or (hit.form.entry.type == "person" and self._prose.in_headline(hit.start))

    def _met(self, conditions: Sequence[str], hit: Hit) -> bool:
        return met(conditions, self._prose, hit.start, hit.end, self._manner.shared)


def places(hits: Sequence[Hit]) -> Iterator[list[Hit]]:
    """The hits of each place together: several where several entries have the same label."""
    together: list[Hit] = []
    for hit in hits:
        if together and hit[:2] != together[0][:2]:
            yield together
            together = []
        together.append(hit)
    if together:
        yield together
