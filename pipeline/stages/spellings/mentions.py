"""How the person of an entry is mentioned at a label: by full name, after a title, by surname, or somebody else is.

A surname after one of the person's given names is the person's; after another capitalised word it is somebody else's,
unless that word is a title or a common word, or is part of a headline.
"""

import re
from typing import Literal

from pipeline.stages.spellings.authority_matcher import LabelMatch
from pipeline.stages.spellings.token_view import TokenView, is_word_character
from pipeline.text import lexicon

Mention = Literal["full name", "title", "surname", "other bearer"]

_BEFORE = 60  # characters before a surname in which given names and titles are looked for
_WORD_BEFORE = re.compile(r"([^\W\d_][\w.'-]*) $")
_MIDDLE_NAME = re.compile(r"(?<= )(?:[A-Z]\.|\w+(?:v[iy]ch|vna)) $")
_INITIALS = re.compile(r"(?:[A-Z][a-z]?\.[ -]?)+ ?$")


class Mentions:
    """The mentions of one document, each classified once; ``not_given_names`` are words no given name is."""

    def __init__(self, view: TokenView, titles: frozenset[str], not_given_names: frozenset[str]) -> None:
        self._view, self._titles, self._not_given_names = view, titles, not_given_names
        self._found: dict[tuple[int, str], Mention] = {}

    def mention(self, match: LabelMatch) -> Mention:
        """How the entry of a label is mentioned there."""
        key = match.start, match.label.entry.pref
        if key not in self._found:
            self._found[key] = self._classify(match)
        return self._found[key]

    def is_surname_of_other(self, match: LabelMatch) -> bool:
        """Whether a term is somebody's surname here, after a given name: "Laura Koran"."""
        if match.label.entry.type != "term" or not self._view.text[match.start].isupper():
            return False
        word = _WORD_BEFORE.search(self._view.flat[max(0, match.start - _BEFORE) : match.start])
        if word is None or not word[1][0].isupper() or not lexicon.is_first_name(word[1]):
            return False
        return not self._is_no_given_name(word[1].lower(), match)

    def given_name_span(self, match: LabelMatch) -> tuple[int, int] | None:
        """The span of the given names before a surname, if they are this person's."""
        before = self._view.lower[max(0, match.start - _BEFORE) : match.start]
        middle = _MIDDLE_NAME.search(self._view.flat[max(0, match.start - _BEFORE) : match.start])
        for end in (len(before), middle.start() if middle else 0):
            for name in match.label.given_names:
                start = end - len(name) - 1
                whole = start >= 0 and not is_word_character(before[start - 1 : start])
                if whole and before[start:end] == f"{name.lower()} ":
                    return match.start - len(before) + start, match.start - len(before) + end - 1
        return None

    def _classify(self, match: LabelMatch) -> Mention:
        if self.given_name_span(match):
            return "full name"
        before = self._view.flat[max(0, match.start - _BEFORE) : match.start]
        initials = _INITIALS.search(before)
        no_initials = self._titles | self._not_given_names
        if initials and initials[0].strip().lower().rstrip(".") not in no_initials:
            own = {name[0] for name in match.label.given_names}
            return "surname" if initials[0][0] in own else "other bearer"
        word = _WORD_BEFORE.search(before)
        if not word or self._view.text[match.start - 1] == "\n" or not word[1][0].isupper():
            return "surname"
        if word[1].lower().rstrip(".") in self._titles:
            return "other bearer" if self._is_surname_before(before[: word.start()]) else "title"
        return "surname" if self._is_no_given_name(word[1].lower(), match) else "other bearer"

    def _is_surname_before(self, before: str) -> bool:
        """Whether a title ("King") is a surname: after a given name that is no title itself ("Stephen King")."""
        given_name = _WORD_BEFORE.search(before)
        if not given_name or not given_name[1][0].isupper():
            return False
        word = given_name[1].lower().rstrip(".")
        no_name = word in self._titles or word in self._not_given_names
        return not no_name and lexicon.is_first_name(given_name[1])

    def _is_no_given_name(self, word: str, match: LabelMatch) -> bool:
        """Whether a capitalised word before a surname is no given name: common, possessive, or in a headline."""
        listed = word.rstrip(".") in self._not_given_names or word.endswith(("'s", "s'", "."))
        if listed or self._view.contains_exactly(word):
            return True
        return match.label.entry.type == "person" and self._view.is_in_headline(match.start)
