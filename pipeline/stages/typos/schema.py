"""The shape of ``configs/typos.yaml``: pairs a person is sure of, what is allowed, names and places, with proofs."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cached_property
from string import ascii_lowercase
from typing import Any

import pydantic

from pipeline import stage
from pipeline.stages.typos import derived_words, name_variants, protected_words
from pipeline.text import lexicon

_LEAST_LETTERS = 5


class Part(pydantic.BaseModel):
    """A frozen part of the rules; an unknown key is an error."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


class Allowed(Part):
    """Words that are right although no lexicon has them, and why."""

    words: frozenset[str]
    reason: str


class Person(Part):
    """A full name, and other ways to write one of its parts that may stand beside the misspelt other part."""

    name: str
    also: tuple[str, ...] = ()


class Wording(Part):
    """What is certain in one language without asking a lexicon, and what must be known of it to ask one."""

    language: str = "en"
    pairs: Mapping[str, str] = {}
    phrases: Mapping[str, str] = {}
    doubled: frozenset[str] = frozenset()
    joining: frozenset[str] = frozenset()
    letters: str = pydantic.Field(ascii_lowercase, description="of which its words are made")
    beginnings: frozenset[str] = frozenset()
    endings: Mapping[str, tuple[str, ...]] = pydantic.Field({}, description="and what each stands in the place of")
    linking: tuple[str, ...] = pydantic.Field((), description="what stands between the words of a compound")
    respelt: Mapping[str, str] = pydantic.Field({}, description="letters, and what else may be written for them")
    dropped: str = pydantic.Field("", description="letters that speech leaves out")
    elided: frozenset[str] = pydantic.Field(frozenset(), description="words that stand before an apostrophe")
    of_spelling: frozenset[str] = pydantic.Field(frozenset(), description="words by which spelling is spoken of")
    allow: tuple[Allowed, ...] = ()
    names: tuple[Person, ...] = ()
    places: tuple[str, ...] = ()

    @cached_property
    def listed(self) -> Mapping[str, str]:
        """The pairs, each misspelling in lower case."""
        return {wrong.lower(): right for wrong, right in self.pairs.items()}

    @cached_property
    def known_pairs(self) -> Mapping[str, str]:
        """Those pairs of which the wrong word is a word for all that; a person has decided so."""
        return {wrong: right for wrong, right in self.pairs.items() if lexicon.is_word(wrong.lower(), self.language)}

    @cached_property
    def tongue(self) -> derived_words.Tongue:
        """What must be known of the language to judge a word that no list has."""
        return derived_words.Tongue(**{name.name: getattr(self, name.name) for name in fields(derived_words.Tongue)})

    @cached_property
    def usage(self) -> protected_words.Usage:
        """What its lines look like."""
        return protected_words.Usage(self.language, self.elided, self.of_spelling)

    @cached_property
    def allowed(self) -> frozenset[str]:
        """Every allowed word, in lower case."""
        return frozenset(word.lower() for entry in self.allow for word in entry.words)

    @cached_property
    def _partners(self) -> Mapping[str, frozenset[str]]:
        """Each part of a known name, and the words that may stand beside it; none for a place, which stands alone."""
        found: dict[str, set[str]] = defaultdict(set)
        for person in self.names:
            parts = [*person.name.split(), *person.also]
            for part in parts:
                found[part].update(set(parts) - {part})
        return {name: frozenset(words) for name, words in found.items()} | {place: frozenset() for place in self.places}

    @cached_property
    def _like(self) -> Callable[[str], list[str]]:
        return name_variants.alike(name for name in self._partners if len(name) >= _LEAST_LETTERS)

    def known_name(self, word: str) -> str:
        """The known name that is one slip away; "" for none or several."""
        names = [name for name in self._like(word) if self._misspelt(word, name)]
        return names[0] if len(names) == 1 and word not in self._partners else ""

    def _misspelt(self, word: str, name: str) -> bool:
        kin = name_variants.kinship(word, name)
        return bool(kin) and (bool(self._partners[name]) or kin is name_variants.Kinship.SLIP or len(word) != len(name))

    def beside(self, right: str, rule: str, match: re.Match[str]) -> bool:
        """Whether the word may be made right where it stands: part of a person's name needs another part beside it."""
        partners = self._partners.get(right, frozenset()) if rule == "known-name" else frozenset()
        return not partners or bool(partners & set(protected_words.neighbours(match)))


class Proof(Part):
    """``before`` becomes ``after`` by ``rule``; or stays as it is, where there is no ``after``."""

    rule: str
    before: str
    after: str | None = None
    language: str = "en"


class TypoRules(Wording, stage.Rules):
    """The rules for English, and those for other languages under ``tongues``; what is allowed is so in all of them."""

    languages: frozenset[str] = frozenset({"en", "de", "fr"})
    tongues: tuple[Wording, ...] = ()
    proofs: tuple[Proof, ...] = pydantic.Field((), alias="examples")

    def examples(self) -> Iterable[stage.Example]:
        """The proofs, as every stage has them."""
        for proof in self.proofs:
            yield stage.Example(f"typos/{proof.rule}", proof.before, proof.after, language=proof.language)

    def of(self, language: str) -> Wording | None:
        """The rules for a language, those of all its entries together; None for one that has none or isn't asked."""
        return self._wordings.get(language) if language in self.languages else None

    @cached_property
    def _wordings(self) -> Mapping[str, Wording]:
        codes = {tongue.language for tongue in self.tongues}
        found = {code: [tongue for tongue in self.tongues if tongue.language == code] for code in codes}
        return {
            code: _united([*some, Wording.model_validate({"allow": self.allow})]) for code, some in found.items()
        } | {"en": self}


def _united(tongues: Sequence[Wording]) -> Wording:
    """Entries of one language as one: what they collect is joined; where one value can stand, the first one's does."""
    whole: dict[str, Any] = {}
    for tongue in tongues:
        for name in tongue.model_fields_set:
            value = getattr(tongue, name)
            whole[name] = _joined(whole[name], value) if name in whole else value
    return Wording.model_validate(whole)


def _joined(old: Any, more: Any) -> Any:
    if isinstance(old, str):
        return old
    return old + more if isinstance(old, tuple) else old | more
