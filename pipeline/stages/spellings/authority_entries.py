"""The authority file: one preferred form a name, its other labels, and where a label is another thing or is frozen.

A label is what stands in a text: "Kiev" is a label of the entry whose preferred form is "Kyiv". Of a person the labels
are surnames, and what stands before a surname decides whose it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Annotated, Any, Literal, NamedTuple

import pydantic

from pipeline.stages.spellings.token_view import capital


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
