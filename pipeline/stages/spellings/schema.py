"""The shape of ``configs/spellings``: the authority file, the house styles, and what is chosen of them."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Annotated, Literal, Self

import pydantic

from pipeline import stage
from pipeline.stages.spellings.authority_entries import Conditions, Entry, Kind, Labels, listed
from pipeline.stages.spellings.authority_matcher import Authority
from pipeline.stages.spellings.disambiguation import Manner
from pipeline.stages.spellings.validation import first_fault

Words = Annotated[Mapping[str, Labels], pydantic.BeforeValidator(listed)]


class Style(stage.Rules):
    """A house style: where it is written down, and the forms it prefers to those of the authority file."""

    source: str
    prefer: Mapping[str, str] = {}


class Gazetteer(stage.Rules):
    """Many names of one kind in short: preferred form to other labels, all under the same conditions."""

    type: Kind = "place"
    people: bool = False
    only: Conditions = ()
    unless: Conditions = ()
    names: Words

    def entries(self) -> Iterator[Entry]:
        """The same at length."""
        for pref, labels in self.names.items():
            yield Entry(pref=pref, alt=labels, type=self.type, people=self.people, only=self.only, unless=self.unless)


class SpellingRules(stage.Rules):
    """``configs/spellings.yaml`` and ``configs/spellings/**/*.yaml``."""

    style: str = pydantic.Field("house", description="a name from `styles`; `house` is the authority file as it stands")
    renamed: bool = pydantic.Field(default=False, description="also give renamed places their new names, by date")
    hashtags: bool = pydantic.Field(default=False, description="also change hashtags")
    off: tuple[str, ...] = pydantic.Field((), description="entries not to use, by preferred form")
    prefer: Mapping[str, str] = pydantic.Field({}, description="preferred forms of your own, over those of the style")
    styles: Mapping[str, Style] = {}
    contexts: Mapping[str, Conditions] = pydantic.Field({}, description="conditions that entries share, `@name` there")
    mentions: Conditions = pydantic.Field((), description="words by which a sentence speaks of spelling itself")
    titles: Labels = pydantic.Field((), description="what stands before a surname alone")
    common: str = pydantic.Field("", description="words that may stand capitalised before a surname and are no name")
    english: Literal["as-is", "british", "american"] = pydantic.Field("as-is", description="of defence and defense")
    both_ways: Words = pydantic.Field({}, description="British words and their American spelling")
    one_way: Words = pydantic.Field({}, description="the same, where the American spelling is a British word too")
    everyday: str = pydantic.Field("", description="words that are refused as labels")
    given_names: Mapping[str, Labels] = pydantic.Field({}, description="other forms of first names, by preferred form")
    rejected: tuple[str, ...] = pydantic.Field((), description="clusters not to propose again: `Harris / Haris`")
    entries: tuple[Entry, ...] = ()
    gazetteers: Mapping[str, Gazetteer] = {}

    @pydantic.model_validator(mode="after")
    def _sound(self) -> Self:
        if self.style not in {"house", *self.styles}:
            raise ValueError(f"there is no style {self.style!r}; styles are house, {', '.join(self.styles)}")
        named = [pref for style in self.styles.values() for pref in style.prefer] + list(self.prefer)
        fault = first_fault(self._all, self.common_words.union(self.everyday.split()), named, self.contexts)
        if fault:
            raise ValueError(fault)
        return self

    @cached_property
    def _all(self) -> tuple[Entry, ...]:
        return (*self.entries, *(entry for one in self.gazetteers.values() for entry in one.entries()))

    @cached_property
    def every(self) -> tuple[Entry, ...]:
        """All entries that are switched on, those of the gazetteers too."""
        on = (*self._all, *self._words())
        return tuple(entry for entry in on if entry.pref not in self.off and (self.renamed or not entry.renamed))

    def _words(self) -> Iterator[Entry]:
        if self.english == "american":
            for british, american in {**self.both_ways, **self.one_way}.items():
                yield Entry(pref=american[0], alt=(british,), type="word")
        elif self.english == "british":
            for british, american in self.both_ways.items():
                yield Entry(pref=british, alt=american, type="word")

    @cached_property
    def preferred_forms(self) -> frozenset[str]:
        """Every name as the chosen style writes it."""
        return frozenset(self.preferred.get(entry.pref, entry.pref) for entry in self.every)

    @cached_property
    def preferred(self) -> Mapping[str, str]:
        """What the style, and the user over it, write instead of the authority file's preferred form."""
        style = self.styles.get(self.style)
        return {**(style.prefer if style else {}), **self.prefer}

    @cached_property
    def authority(self) -> Authority:
        """All entries, prepared for finding them."""
        return Authority(self.every, self.preferred, self.given_names)

    @cached_property
    def common_words(self) -> frozenset[str]:
        """The words of ``common``."""
        return frozenset(self.common.split())

    def examples(self) -> Iterable[stage.Example]:
        """The proofs of the entries, which hold in style ``house``."""
        for entry in self.every if self.style == "house" and not self.prefer else ():
            for before, after in entry.changes.items():
                yield stage.Example(f"spellings/{entry.pref}", before, after)
            for kept in entry.keeps:
                yield stage.Example(f"spellings/{entry.pref}", kept, None)

    def manner(self, year: int) -> Manner:
        """What decides whose a name is, for a document of this year (0 where it is not known)."""
        titles = frozenset(title.lower() for title in self.titles)
        return Manner(self.contexts, self.mentions, titles, self.common_words, self.hashtags, year)
