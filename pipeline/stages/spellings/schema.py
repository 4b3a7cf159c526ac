"""Schema of ``configs/spellings``: the authority file, the house styles, and the user's choices."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Annotated, ClassVar, Literal, Self

import pydantic

from pipeline import stage
from pipeline.stages.spellings.authority_entries import Conditions, Entry, Kind, Labels, split_entries
from pipeline.stages.spellings.authority_matcher import Authority
from pipeline.stages.spellings.disambiguation import Settings
from pipeline.stages.spellings.validation import first_fault
from pipeline.text.similar_names import is_same_but_for_diacritics

Words = Annotated[Mapping[str, Labels], pydantic.BeforeValidator(split_entries)]


class Style(stage.Rules):
    """A house style: its source, and the forms it prefers to those of the authority file."""

    source: str = pydantic.Field(description="where the style is documented")
    prefer: Mapping[str, str] = pydantic.Field(
        default={}, description="preferred form of the authority file -> that of the style"
    )
    diacritics: bool = pydantic.Field(default=False, description="whether it also replaces the diacritics of names")


class Gazetteer(stage.Rules):
    """Many names of one kind in short form: preferred form to other labels, all under the same conditions."""

    renamed_keys: ClassVar[Mapping[str, str]] = {"people": "also_surname"}
    type: Kind = pydantic.Field(default="place", description="kind of name")
    also_surname: bool = pydantic.Field(default=False, description="whether the names are surnames too")
    only: Conditions = pydantic.Field(default=(), description="conditions of which one must hold")
    unless: Conditions = pydantic.Field(default=(), description="conditions of which none may hold")
    names: Words = pydantic.Field(description="preferred form -> other labels")

    def entries(self) -> Iterator[Entry]:
        """The names as entries of the authority file."""
        shared = {name: getattr(self, name) for name in ("type", "also_surname", "only", "unless")}
        for pref, labels in self.names.items():
            yield Entry(pref=pref, alt=labels, **shared)


class NameExample(pydantic.BaseModel):
    """A use of a name, before and after the change."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, defer_build=True)

    document: str = pydantic.Field(description="id of the document")
    before: str = pydantic.Field(description="the name with the text around it")
    after: str = pydantic.Field(description="the same text with the other spelling")


class NameProposal(pydantic.BaseModel):
    """Two spellings that `copydesk learn` found for what may be one name."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, defer_build=True)

    pref: str = pydantic.Field(alias="prefLabel", min_length=2, description="the spelling of more documents")
    alt: str = pydantic.Field(alias="altLabel", min_length=2, description="the spelling that would be changed")
    decision: Literal["proposed", "accepted", "rejected"] = pydantic.Field(
        default="accepted", description="only accepted proposals apply; rejected ones are not proposed again"
    )
    score: float = pydantic.Field(default=1.0, ge=0, le=1, description="0 to 1, from the words around both spellings")
    reason: str = pydantic.Field(default="", description="why they may be one name, for people")
    would_change: int = pydantic.Field(default=0, ge=0, description="documents that it would change")
    examples: tuple[NameExample, ...] = pydantic.Field(default=(), description="what it would change")


class SpellingRules(stage.Rules):
    """``configs/spellings.yaml`` and ``configs/spellings/**/*.yaml``."""

    renamed_keys: ClassVar[Mapping[str, str]] = {
        "both_ways": "british_american",
        "common": "not_given_names",
        "everyday": "everyday_words",
        "given_names": "given_name_variants",
        "mentions": "about_spelling",
        "off": "disabled",
        "one_way": "british_to_american",
    }
    style: str = pydantic.Field("house", description="a name from `styles`; `house` is the authority file itself")
    renamed: bool = pydantic.Field(default=False, description="also give renamed places their new names, by date")
    diacritics: bool = pydantic.Field(
        default=False, description="also change what differs in diacritics or capitals only: Dončić"
    )
    hashtags: bool = pydantic.Field(default=False, description="also change hashtags")
    disabled: tuple[str, ...] = pydantic.Field((), description="entries not to use, by preferred form")
    prefer: Mapping[str, str] = pydantic.Field({}, description="preferred forms of your own, over those of the style")
    styles: Mapping[str, Style] = pydantic.Field(default={}, description="house styles, from spellings/styles/")
    contexts: Mapping[str, Conditions] = pydantic.Field({}, description="shared conditions, `@name` in entries")
    about_spelling: Conditions = pydantic.Field((), description="words of sentences about spelling itself")
    naming_terms: Labels = pydantic.Field((), description="words between two forms of a name that keep both")
    publications: Labels = pydantic.Field((), description="words that make a place's name a newspaper's or magazine's")
    titles: Labels = pydantic.Field((), description="titles before a surname")
    not_given_names: str = pydantic.Field("", description="words that are no given names where capitalised")
    english: Literal["as-is", "british", "american"] = pydantic.Field("as-is", description="defence or defense")
    british_american: Words = pydantic.Field({}, description="British words and their American spelling")
    british_to_american: Words = pydantic.Field({}, description="the same, if the American form is British too")
    everyday_words: str = pydantic.Field("", description="words that are refused as labels")
    given_name_variants: Mapping[str, Labels] = pydantic.Field({}, description="other forms, by preferred given name")
    rejected: tuple[str, ...] = pydantic.Field((), description="clusters not to propose again: `Harris / Haris`")
    proposals: tuple[NameProposal, ...] = pydantic.Field((), description="names that `copydesk learn` proposes")
    entries: tuple[Entry, ...] = pydantic.Field(default=(), description="the entries of the authority file")
    gazetteers: Mapping[str, Gazetteer] = pydantic.Field(default={}, description="many names in short form")

    @pydantic.model_validator(mode="after")
    def _is_consistent(self) -> Self:
        if self.style not in {"house", *self.styles}:
            raise ValueError(f"there is no style {self.style!r}; styles are house, {', '.join(self.styles)}")
        named = [pref for style in self.styles.values() for pref in style.prefer] + list(self.prefer)
        everyday = self._not_given_names.union(self.everyday_words.split())
        fault = first_fault(self._configured, everyday, named, self.contexts)
        if fault:
            raise ValueError(fault)
        return self

    @cached_property
    def _configured(self) -> tuple[Entry, ...]:
        accepted = (one for one in self.proposals if one.decision == "accepted")
        learned = (Entry(pref=one.pref, alt=(one.alt,), type="term") for one in accepted)
        return (*self.entries, *learned, *(entry for one in self.gazetteers.values() for entry in one.entries()))

    @cached_property
    def enabled(self) -> tuple[Entry, ...]:
        """All entries that are switched on, those of the gazetteers and British or American words too."""
        entries = (*self._configured, *self._english_words())
        kept = (entry for entry in entries if entry.pref not in self.disabled)
        return tuple(entry for entry in kept if self.renamed or not entry.renamed)

    def _english_words(self) -> Iterator[Entry]:
        if self.english == "american":
            for british, american in {**self.british_american, **self.british_to_american}.items():
                yield Entry(pref=american[0], alt=(british,), type="word")
        elif self.english == "british":
            for british, american in self.british_american.items():
                yield Entry(pref=british, alt=american, type="word")

    @cached_property
    def preferred_forms(self) -> frozenset[str]:
        """Every name as the chosen style writes it."""
        return frozenset(self.preferred.get(entry.pref, entry.pref) for entry in self.enabled)

    @cached_property
    def preferred(self) -> Mapping[str, str]:
        """The forms of the style, and of the user before it, that replace the authority file's preferred ones."""
        style = self.styles.get(self.style)
        return {**(style.prefer if style else {}), **self.prefer}

    def is_wanted(self, before: str, after: str, entry: Entry) -> bool:
        """Whether a name may be changed: one that differs in diacritics or case only where a style or a user asks."""
        style = self.styles.get(self.style)
        of_style = style is not None and style.diacritics
        required = self.diacritics or of_style or entry.pref in self.preferred or entry.type == "word"
        return required or not is_same_but_for_diacritics(before, after)

    @cached_property
    def authority(self) -> Authority:
        """The enabled entries, prepared for matching."""
        return Authority(self.enabled, self.preferred, self.given_name_variants)

    @cached_property
    def _not_given_names(self) -> frozenset[str]:
        return frozenset(self.not_given_names.split())

    def examples(self) -> Iterable[stage.Example]:
        """The examples of the entries, which are valid in style ``house``."""
        for entry in self.enabled if self.style == "house" and not self.prefer else ():
            for before, after in entry.changes.items():
                yield stage.Example(f"spellings/{entry.pref}", before, after)
            for kept in entry.keeps:
                yield stage.Example(f"spellings/{entry.pref}", kept, None)

    def settings(self, year: int) -> Settings:
        """The rules that disambiguation uses, for a document of this year (0 if unknown)."""
        return Settings(
            self.contexts,
            self.about_spelling,
            frozenset(self.naming_terms),
            frozenset(self.publications),
            self._lower_titles,
            self._not_given_names,
            self.hashtags,
            year,
        )

    @cached_property
    def _lower_titles(self) -> frozenset[str]:
        return frozenset(title.lower() for title in self.titles)
