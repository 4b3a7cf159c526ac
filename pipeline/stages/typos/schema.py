"""Schema of ``configs/typos.yaml``: pairs that are certain, what is allowed, names of people, with examples."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from functools import cached_property
from string import ascii_lowercase
from typing import Any, ClassVar

import pydantic

from pipeline import stage
from pipeline.stages.typos import derived_words, name_similarity, name_variants, protected_words
from pipeline.text import lexicon

_LEAST_LETTERS = 5


class Part(pydantic.BaseModel):
    """A frozen part of the rules; an unknown key is an error."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, defer_build=True)
    renamed_keys: ClassVar[Mapping[str, str]] = {}


class Allowed(Part):
    """Words that are right although no lexicon has them, and why."""

    words: frozenset[str] = pydantic.Field(description="the words")
    reason: str = pydantic.Field(description="why they are right")


class Person(Part):
    """A full name, and variants of its parts that may occur beside the misspelt other part."""

    renamed_keys: ClassVar[Mapping[str, str]] = {"also": "variants"}
    name: str = pydantic.Field(description="full name")
    variants: tuple[str, ...] = pydantic.Field(default=(), description="other ways to write a part of it")


class LanguageRules(Part):
    """The rules of one language: what is certain without a lexicon, and its morphology for what needs one."""

    renamed_keys: ClassVar[Mapping[str, str]] = {
        "beginnings": "prefixes",
        "doubled": "doubled_words",
        "dropped": "dropped_letters",
        "elided": "elisions",
        "endings": "suffixes",
        "joining": "function_words",
        "letters": "alphabet",
        "linking": "linking_elements",
        "of_spelling": "spelling_terms",
        "respelt": "spelling_variants",
    }
    language: str = pydantic.Field(default="en", description="language of the rules")
    pairs: Mapping[str, str] = pydantic.Field({}, description="misspelling -> correction")
    phrases: Mapping[str, str] = pydantic.Field({}, description="wrong phrase -> right phrase")
    doubled_words: frozenset[str] = pydantic.Field(frozenset(), description="words that never occur twice in a row")
    function_words: frozenset[str] = pydantic.Field(frozenset(), description="words of which two may lack their space")
    determiners: frozenset[str] = pydantic.Field(frozenset(), description="words that a doubled phrase ends with")
    alphabet: str = pydantic.Field(ascii_lowercase, description="letters of its words")
    prefixes: frozenset[str] = pydantic.Field(frozenset(), description="that derive a word from a known one")
    suffixes: Mapping[str, tuple[str, ...]] = pydantic.Field({}, description="and what each replaces")
    doubled_consonants: str = pydantic.Field("", description="consonants that are doubled before a suffix")
    linking_elements: tuple[str, ...] = pydantic.Field((), description="letters between the words of a compound")
    spelling_variants: Mapping[str, str] = pydantic.Field({}, description="letters, and what may be written for them")
    dropped_letters: str = pydantic.Field("", description="letters that speech omits")
    elisions: frozenset[str] = pydantic.Field(frozenset(), description="words elided before an apostrophe")
    spelling_terms: frozenset[str] = pydantic.Field(frozenset(), description="words that speak of spelling")
    coining_terms: frozenset[str] = pydantic.Field(frozenset(), description="words that introduce a coined word")
    never_intended: frozenset[str] = pydantic.Field(frozenset(), description="words that no correction makes")
    allow: tuple[Allowed, ...] = pydantic.Field(
        default=(), description="words that are right although no lexicon has them"
    )
    names: tuple[Person, ...] = pydantic.Field(default=(), description="persons whose misspelt names are corrected")

    @cached_property
    def lower_case_pairs(self) -> Mapping[str, str]:
        """The pairs, each misspelling in lower case."""
        return {wrong.lower(): right for wrong, right in self.pairs.items()}

    @cached_property
    def pairs_of_words(self) -> Mapping[str, str]:
        """The pairs whose misspelling is itself a word: a person's decision."""
        return {wrong: right for wrong, right in self.pairs.items() if lexicon.is_word(wrong.lower(), self.language)}

    @cached_property
    def letters(self) -> frozenset[str]:
        """The alphabet as a set."""
        return frozenset(self.alphabet)

    @cached_property
    def morphology(self) -> derived_words.Morphology:
        """The word formation of the language."""
        names = (one.name for one in fields(derived_words.Morphology))
        return derived_words.Morphology(**{name: getattr(self, name) for name in names})

    @cached_property
    def usage(self) -> protected_words.Usage:
        """The conventions of the language."""
        return protected_words.Usage(self.language, self.elisions, self.spelling_terms, self.coining_terms)

    @cached_property
    def allowed(self) -> frozenset[str]:
        """Every allowed word, in lower case."""
        return frozenset(word.lower() for entry in self.allow for word in entry.words)

    @cached_property
    def _other_parts(self) -> Mapping[str, frozenset[str]]:
        """Each part of a known name, and the other parts, one of which must occur beside it."""
        found: dict[str, set[str]] = defaultdict(set)
        for person in self.names:
            parts = [*person.name.split(), *person.variants]
            for part in parts:
                found[part].update(set(parts) - {part})
        return {name: frozenset(words) for name, words in found.items()}

    @cached_property
    def _name_index(self) -> name_variants.NameIndex:
        return name_variants.NameIndex(name for name in self._other_parts if len(name) >= _LEAST_LETTERS)

    def known_name(self, word: str) -> str:
        """The known name that is one edit away; "" for none or several."""
        names = [name for name in self._name_index.near(word) if name_similarity.similarity(word, name)]
        return names[0] if len(names) == 1 and word not in self._other_parts else ""

    def fits_context(self, right: str, rule: str, match: re.Match[str]) -> bool:
        """Whether the word may be corrected in its context: a part of a known name needs another part beside it."""
        if rule != "known-name":
            return True
        return not self._other_parts[right].isdisjoint(protected_words.adjacent_words(match))


class RuleExample(Part):
    """``before`` becomes ``after`` by ``rule``, or is left alone where there is no ``after``."""

    rule: str = pydantic.Field(description="rule it is an example of")
    before: str = pydantic.Field(description="text")
    after: str | None = pydantic.Field(default=None, description="corrected text; none if it stays")
    language: str = pydantic.Field(default="en", description="language of the text")


class TypoRules(LanguageRules, stage.Rules):
    """The rules for English, and those for ``other_languages``; what is allowed in English is so in all of them."""

    renamed_keys: ClassVar[Mapping[str, str]] = {**LanguageRules.renamed_keys, "tongues": "other_languages"}
    languages: frozenset[str] = pydantic.Field(
        default=frozenset({"en", "de", "fr"}), description="languages whose typos are corrected"
    )
    other_languages: tuple[LanguageRules, ...] = pydantic.Field(default=(), description="the rules of other languages")
    rule_examples: tuple[RuleExample, ...] = pydantic.Field((), alias="examples", description="examples of rules")

    def examples(self) -> Iterable[stage.Example]:
        """The examples, in the form that all stages share."""
        for one in self.rule_examples:
            yield stage.Example(f"typos/{one.rule}", one.before, one.after, language=one.language)

    def for_language(self, language: str) -> LanguageRules | None:
        """The rules for a language, all its entries merged; None if it has none or is not switched on."""
        return self._by_language.get(language) if language in self.languages else None

    @cached_property
    def _by_language(self) -> Mapping[str, LanguageRules]:
        found: dict[str, list[LanguageRules]] = {}
        for entry in self.other_languages:
            found.setdefault(entry.language, []).append(entry)
        shared = LanguageRules.model_validate({"allow": self.allow})
        return {language: _merged([*entries, shared]) for language, entries in found.items()} | {"en": self}


def _merged(entries: Sequence[LanguageRules]) -> LanguageRules:
    """Entries of one language as one: collections are joined, of single values the first one counts."""
    whole: dict[str, Any] = {}
    for entry in entries:
        for name in entry.model_fields_set:
            value = getattr(entry, name)
            whole[name] = _joined(whole[name], value) if name in whole else value
    return LanguageRules.model_validate(whole)


def _joined(old: Any, more: Any) -> Any:
    if isinstance(old, str):
        return old
    return old + more if isinstance(old, tuple) else old | more
