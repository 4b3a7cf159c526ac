"""Authority file: one preferred form for each name, its variants, and the conditions under which a variant is the name.

Terms are those of SKOS: "Kiev" is an alternative label (altLabel) of the entry whose preferred label (prefLabel) is
"Kyiv". The labels of a person are surnames; what precedes a surname decides whose it is.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Annotated, Any, ClassVar, Literal, NamedTuple

import pydantic

from pipeline.stages.spellings.token_view import capitalised


def split_labels(value: Any) -> Any:
    """Labels from one line: separated by commas, each with a remark in brackets that is left out.

    >>> split_labels("Kiev (Russian-derived), Kiew (German)")
    ('Kiev', 'Kiew')
    """
    if not isinstance(value, str):
        return value
    parts = value.split(",")
    return tuple(filter(None, (part.partition("(")[0].strip() for part in parts)))


def split_entries(value: Any) -> Any:
    """Many entries from one text, which loads ten times as fast as YAML: a line each, preferred label: other labels.

    >>> split_entries("Kaniv: Kanev, Kaniw")
    {'Kaniv': ('Kanev', 'Kaniw')}
    """
    if not isinstance(value, str):
        return value
    pairs = (line.partition(":") for line in value.splitlines() if line.strip())
    return {pref.strip(): split_labels(labels) for pref, _, labels in pairs}


Kind = Literal["person", "place", "organisation", "term", "word"]
Labels = Annotated[tuple[str, ...], pydantic.BeforeValidator(split_labels)]
Conditions = Annotated[tuple[str, ...], pydantic.BeforeValidator(split_labels)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One name or word of the authority file.

    ``given_names`` are other forms of a person's given names. ``mononym``: a person's surname alone identifies them.
    ``also_surname``: a place's label is a surname too. ``renamed`` is the year since which the preferred form is the
    official one; such entries are used only when ``renamed`` in the rules is on. ``unless`` and ``only`` are conditions
    on the context.
    """

    __pydantic_config__ = pydantic.ConfigDict(extra="forbid")
    renamed_keys: ClassVar[Mapping[str, str]] = {"given": "given_names", "people": "also_surname"}

    pref: Annotated[str, pydantic.Field(alias="prefLabel", min_length=2)]
    alt: Annotated[Labels, pydantic.Field(alias="altLabel")] = ()
    type: Kind = "place"
    given_names: Labels = ()
    surname: str = ""
    mononym: bool = False
    also_surname: bool = False
    renamed: int = 0
    unless: Conditions = ()
    only: Conditions = ()
    note: str = ""
    changes: Mapping[str, str] = field(default_factory=dict)
    keeps: tuple[str, ...] = ()

    @property
    def conditional(self) -> bool:
        """Whether the context decides if a label is this entry's."""
        return bool(self.unless or self.only or self.renamed or self.type == "person")


class Label(NamedTuple):
    """A label of an entry and its replacement, which is the same where the label is the preferred one.

    Of a person, ``given_name`` is the preferred given name and ``given_names`` all its forms, longest first.
    """

    text: str
    preferred: str
    entry: Entry
    given_name: str = ""
    given_names: tuple[str, ...] = ()

    def fits(self, found: str, *, sentence_start: bool) -> bool:
        """Whether ``found``, equal to the label but for case, is the label: as it is, in capitals, or as a first word.

        An entry of type ``word`` must be written exactly so, since a capital may make it a name.

        >>> kyiv, ruble = (Label(label, label, Entry(pref=label)) for label in ("Kiev", "rouble"))
        >>> [kyiv.fits(found, sentence_start=False) for found in ("Kiev", "KIEV", "kiev", "KiEV")]
        [True, True, False, False]
        >>> ruble.fits("Rouble", sentence_start=True), ruble.fits("Rouble", sentence_start=False)
        (True, False)
        """
        if self.entry.type == "word":
            return found == self.text
        return found in {self.text, self.text.upper()} or (sentence_start and found == capitalised(self.text))

    def replacement(self, found: str, *, sentence_start: bool) -> str:
        """The preferred form in the case of ``found``.

        >>> kyiv, ruble = (Label(label, preferred, Entry(pref=preferred)) for label, preferred in
        ...     (("Kiev", "Kyiv"), ("rouble", "ruble")))
        >>> kyiv.replacement("KIEV", sentence_start=False), ruble.replacement("Rouble", sentence_start=True)
        ('KYIV', 'Ruble')
        """
        if found != self.text and found == self.text.upper():
            return self.preferred.upper()
        return capitalised(self.preferred) if sentence_start and found[0].isupper() else self.preferred


def labels_of(entry: Entry, preferred: str, given_name_variants: Mapping[str, Sequence[str]]) -> Iterator[Label]:
    """All labels of an entry when ``preferred`` is the form that the house style prefers.

    ``given_name_variants`` maps a given name, in the form that entries prefer, to its other forms.
    """
    if entry.type != "person":
        texts = dict.fromkeys((preferred, entry.pref, *entry.alt))
        return (Label(text, preferred, entry) for text in texts)
    (given_name, surname), (own_given_name, own_surname) = name_parts(entry, preferred), name_parts(entry, entry.pref)
    forms = {given_name, own_given_name, *entry.given_names, *given_name_variants.get(own_given_name, ())} - {""}
    longest_first = tuple(sorted(forms, key=lambda name: (-len(name), name)))
    texts = dict.fromkeys((surname, own_surname, *entry.alt))
    surnames = (Label(text, surname, entry, given_name, longest_first) for text in texts)
    families = (Label(f"{text}s", f"{surname}s", entry) for text in texts if entry.mononym and not text.endswith("s"))
    return chain(surnames, families)


def name_parts(entry: Entry, full_name: str) -> tuple[str, str]:
    """A person's given names and surname, which is the last word unless the entry says otherwise.

    >>> von_der_leyen = Entry(pref="Ursula von der Leyen", type="person", surname="von der Leyen")
    >>> name_parts(von_der_leyen, "Ursula von der Leyen")
    ('Ursula', 'von der Leyen')
    """
    if entry.surname and full_name.endswith(entry.surname):
        return full_name.removesuffix(entry.surname).strip(), entry.surname
    given_name, _, surname = full_name.rpartition(" ")
    return given_name, surname
