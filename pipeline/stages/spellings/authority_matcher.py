"""All labels of an authority file, found together in one pass over a text, whatever their number."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, NamedTuple

from pipeline.stages.spellings.authority_entries import Entry, Form, forms
from pipeline.stages.spellings.token_view import Prose, begins, joined


class Hit(NamedTuple):
    """A form that stands at ``start`` in a text, and ends before ``end``."""

    start: int
    end: int
    form: Form


class Authority:
    """The forms of all entries."""

    def __init__(
        self, entries: Iterable[Entry], preferred: Mapping[str, str], first_names: Mapping[str, Sequence[str]]
    ) -> None:
        self._forms: dict[str, list[Form]] = {}
        for entry in entries:
            for form in forms(entry, preferred.get(entry.pref, entry.pref), first_names):
                self._forms.setdefault(form.label.lower(), []).append(form)

    @cached_property
    def alike(self) -> Mapping[str, Sequence[str]]:
        """The labels of a name under each of them, in small letters: to ask for one is to ask for any.

        So what a condition says of a text stays true when the text has been brought to one spelling.
        """
        by_pref: dict[str, dict[str, None]] = {}
        for form in (form for of in self._forms.values() for form in of if form.entry.type != "person"):
            by_pref.setdefault(form.entry.pref, {})[form.label.lower()] = None
        return {label: tuple(labels) for labels in by_pref.values() for label in labels}

    @cached_property
    def _labels(self) -> Sequence[str]:
        return tuple(self._forms)

    @cached_property
    def _automaton(self) -> Any:
        import ahocorasick_rs

        return ahocorasick_rs.AhoCorasick(self._labels, store_patterns=False)

    def hits(self, prose: Prose) -> list[Hit]:
        """Every form that stands in the text as words of its own, longest first where they overlap, by position.

        Forms of several entries may stand at one place.
        """
        found = [hit for hit in self._found(prose) if _whole(prose.flat, hit)]
        found.sort(key=lambda hit: (hit.start - hit.end, hit.start))
        taken: dict[int, tuple[int, int]] = {}  # the place of a character to the hit that has it
        kept = []
        for hit in found:
            inside = range(hit.start, hit.end)
            if {taken.get(at) for at in inside} in ({None}, {hit[:2]}):
                taken.update(dict.fromkeys(inside, hit[:2]))
                kept.append(hit)
        return sorted(kept, key=lambda hit: hit[:2])

    def _found(self, prose: Prose) -> Iterator[Hit]:
        for number, start, end in self._automaton.find_matches_as_indexes(prose.lower, overlapping=True):
            for form in self._forms[self._labels[number]]:
                if form.fits(prose.flat[start:end], first=begins(prose.text, start)):
                    yield Hit(start, end, form)


def _whole(text: str, hit: Hit) -> bool:
    return not (joined(text[hit.start - 1 : hit.start]) or joined(text[hit.end : hit.end + 1]))
