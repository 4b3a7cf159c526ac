"""The authority file: one preferred form a name, its other labels, and where a label is another thing or is frozen.

A label is what stands in a text: "Kiev" is a label of the entry whose preferred form is "Kyiv". Of a person the labels
are surnames, and what stands before a surname decides whose it is.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Annotated, Any, Literal, NamedTuple

import pydantic

from pipeline.stages.spellings.prose import Prose, begins, capital, joined


def split(value: Any) -> Any:
    """Labels written as one line: commas between them, and behind a label, in brackets, what it is.

    >>> split("Kiev (Russian-derived), Kiew (German)")
    ('Kiev', 'Kiew')
    """
    if not isinstance(value, str):
        return value
    parts = value.split(",")
    return tuple(filter(None, (part.partition("(")[0].strip() for part in parts)))


def listed(value: Any) -> Any:
    """Many entries written as lines of one text, which is read ten times as fast: the preferred form, then its labels.

    >>> listed("Kaniv: Kanev, Kaniw")
    {'Kaniv': ('Kanev', 'Kaniw')}
    """
    if not isinstance(value, str):
        return value
    pairs = (line.partition(":") for line in value.splitlines() if line.strip())
    return {pref.strip(): split(labels) for pref, _, labels in pairs}


Kind = Literal["person", "place", "organisation", "term", "word"]
Labels = Annotated[tuple[str, ...], pydantic.BeforeValidator(split)]
Conditions = Annotated[tuple[str, ...], pydantic.BeforeValidator(split)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One name or word. Keys are SKOS terms where SKOS has one; ``given`` are other forms of a person's first names.

    ``mononym`` says that a person's surname alone is enough; ``people`` that a place's label is a surname too;
    ``renamed`` is the year since which the preferred form is the official one, and makes the entry one of those that
    ``renamed`` in the rules switches on.
    """

    __pydantic_config__ = pydantic.ConfigDict(extra="forbid")

    pref: Annotated[str, pydantic.Field(alias="prefLabel", min_length=2)]
    alt: Annotated[Labels, pydantic.Field(alias="altLabel")] = ()
    type: Kind = "place"
    given: Labels = ()
    surname: str = ""
    mononym: bool = False
    people: bool = False
    renamed: int = 0
    unless: Conditions = ()
    only: Conditions = ()
    note: str = ""
    changes: Mapping[str, str] = field(default_factory=dict)
    keeps: tuple[str, ...] = ()

    @property
    def conditioned(self) -> bool:
        """Whether something in the text decides if a label is this entry's."""
        return bool(self.unless or self.only or self.renamed or self.type == "person")


class Form(NamedTuple):
    """A label of an entry and what is to stand for it; the same again where the label is the preferred one."""

    label: str
    after: str
    entry: Entry
    given: str = ""
    givens: tuple[str, ...] = ()

    def fits(self, found: str, *, first: bool) -> bool:
        """Whether what was found without regard to case is the label: as written, in capitals, or as a sentence begins.

        ``first`` says that it stands where a sentence may begin. Of the type ``word`` only what is written so fits,
        since with a capital it may be a name.

        >>> kyiv, ruble = (Form(label, label, Entry(pref=label)) for label in ("Kiev", "rouble"))
        >>> [kyiv.fits(found, first=False) for found in ("Kiev", "KIEV", "kiev", "KiEV")]
        [True, True, False, False]
        >>> ruble.fits("Rouble", first=True), ruble.fits("Rouble", first=False)
        (True, False)
        """
        if self.entry.type == "word":
            return found == self.label
        return found in {self.label, self.label.upper()} or (first and found == capital(self.label))

    def written(self, found: str, *, first: bool) -> str:
        """What is to stand for what was found, in the case of what was found.

        >>> kyiv, ruble = (Form(label, after, Entry(pref=after)) for label, after in
        ...     (("Kiev", "Kyiv"), ("rouble", "ruble")))
        >>> kyiv.written("KIEV", first=False), ruble.written("Rouble", first=True)
        ('KYIV', 'Ruble')
        """
        if found != self.label and found == self.label.upper():
            return self.after.upper()
        return capital(self.after) if first and found[0].isupper() else self.after


class Hit(NamedTuple):
    """A form that stands at ``start`` in a text, and ends before ``end``."""

    start: int
    end: int
    form: Form


def forms(entry: Entry, preferred: str, first_names: Mapping[str, Sequence[str]]) -> Iterator[Form]:
    """All forms of an entry when ``preferred`` is what a house style writes for it.

    ``first_names`` has the other forms of a first name under the form that an entry prefers.
    """
    if entry.type != "person":
        labels = dict.fromkeys((preferred, entry.pref, *entry.alt))
        return (Form(label, preferred, entry) for label in labels)
    (given, surname), (own, usual) = parts(entry, preferred), parts(entry, entry.pref)
    givens = {given, own, *entry.given, *first_names.get(own, ())} - {""}
    longest_first = tuple(sorted(givens, key=lambda name: (-len(name), name)))
    labels = dict.fromkeys((surname, usual, *entry.alt))
    alone = (Form(label, surname, entry, given, longest_first) for label in labels)
    families = (
        Form(f"{label}s", f"{surname}s", entry) for label in labels if entry.mononym and not label.endswith("s")
    )
    return chain(alone, families)


def parts(entry: Entry, full: str) -> tuple[str, str]:
    """A person's full name as first names and surname, which is the last word unless the entry says otherwise.

    >>> parts(Entry(pref="Ursula von der Leyen", type="person", surname="von der Leyen"), "Ursula von der Leyen")
    ('Ursula', 'von der Leyen')
    """
    if entry.surname and full.endswith(entry.surname):
        return full.removesuffix(entry.surname).strip(), entry.surname
    given, _, surname = full.rpartition(" ")
    return given, surname


class Authority:
    """All forms of all entries, found together in one pass over a text, whatever their number."""

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
