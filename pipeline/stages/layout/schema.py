"""Shape of ``configs/layout.yaml``."""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import ClassVar

import pydantic

from pipeline import stage
from pipeline.stages.layout.change import WordLists
from pipeline.stages.layout.fixes import FIXES


class Kind(pydantic.BaseModel):
    """One kind of fix: whether it is made, for which languages, and its examples."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, defer_build=True)
    renamed_keys: ClassVar[Mapping[str, str]] = {"mends": "fixes", "but": "except_languages"}

    id: str = pydantic.Field(description="kind of fix")
    on: bool = pydantic.Field(default=True, description="whether it is made")
    languages: tuple[str, ...] = pydantic.Field(default=(), description="the only languages it is made in; empty: all")
    except_languages: tuple[str, ...] = pydantic.Field(default=(), description="languages it is not made in")
    fixes: tuple[tuple[str, str], ...] = pydantic.Field(default=(), description="examples: text before and after")
    keeps: tuple[str, ...] = pydantic.Field(default=(), description="examples: texts it does not change")

    @pydantic.field_validator("id")
    @classmethod
    def known(cls, name: str) -> str:
        """The id itself. Raises ValueError unless it is one of ``FIXES``."""
        if name not in FIXES:
            raise ValueError(f"no kind of fix is called {name!r}; there are {', '.join(FIXES)}")
        return name

    def applies_to(self, language: str) -> bool:
        """Whether the fix is made in documents of a language."""
        return language not in self.except_languages and (not self.languages or language in self.languages)

    def examples(self) -> Iterator[stage.Example]:
        """The examples of the config entry."""
        language, field = next(iter(self.languages), "en"), "title" if self.id == "title-line" else "text"
        for before, after in (*self.fixes, *((text, None) for text in self.keeps)):
            yield stage.Example(f"layout/{self.id}", before, after, field, language)


class Rules(stage.Rules):
    """Kinds of fixes, and the word lists they use. Lists map a language to words in lower case."""

    renamed_keys: ClassVar[Mapping[str, str]] = {"beginnings": "sentence_starters", "unfinished": "non_final_words"}

    kinds: tuple[Kind, ...] = pydantic.Field(default=(), description="the kinds of fixes")
    entities: Mapping[str, str] = pydantic.Field(
        default={}, description="HTML entities that lost a part -> their character"
    )
    sentence_starters: Mapping[str, tuple[str, ...]] = pydantic.Field(
        default={}, description="words that begin sentences, by language"
    )
    non_final_words: Mapping[str, tuple[str, ...]] = pydantic.Field(
        default={}, description="words that end no sentence, by language"
    )
    conjunctions: Mapping[str, tuple[str, ...]] = pydantic.Field(
        default={}, description="words that join two words, by language"
    )

    @cached_property
    def enabled(self) -> Mapping[str, Kind]:
        """The kinds that are on, by id."""
        return {kind.id: kind for kind in self.kinds if kind.on}

    def word_lists(self, language: str) -> WordLists:
        """The word lists of a language."""
        lists = (self.sentence_starters, self.non_final_words, self.conjunctions)
        starters, non_final, conjunctions = (frozenset(words.get(language, ())) for words in lists)
        return WordLists(self.entities, starters, non_final, conjunctions, language)

    def examples(self) -> Iterable[stage.Example]:
        """The examples of all kinds."""
        return [example for kind in self.kinds for example in kind.examples()]
