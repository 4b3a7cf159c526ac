"""Shape of ``configs/metadata.yaml``."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import ClassVar, Literal

import pydantic

from pipeline import stage
from pipeline.stages.metadata.bylines import BylineWords, between_words_pattern, opener_pattern
from pipeline.stages.metadata.credit_lines import CreditWords
from pipeline.stages.metadata.printed_dates import DateWords, any_phrase
from pipeline.stages.metadata.rule_words import HeadRules
from pipeline.text.headline_choice import Thresholds

_EXAMPLE_BODY = (
    "The council of Ashford voted on Monday to keep the old bridge shut until spring.\n"
    "Nobody spoke against it, and the mayor thanked the engineers for their report.\n"
)
_MONTH_FIRST_LANGUAGES = frozenset({"en", ""})  # languages in which 3/4/2022 may be a day in March


class LineExamples(pydantic.BaseModel):
    """Examples of a rule: lines that it removes from the head of a text, and lines of the same shape that it keeps."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    rule: str
    language: str = "en"
    drops: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()


class HeadlineThresholds(pydantic.BaseModel):
    """When a line is taken for the headline; see ``headline_choice.Thresholds``."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)
    renamed_keys: ClassVar[Mapping[str, str]] = {
        "window": "max_lines_above_text",
        "top": "top_lines",
        "shared": "min_shared_words",
        "lead": "min_lead_words",
        "far": "min_lead_words_below_top",
        "share": "min_shared_share",
        "last": "min_shared_share_last",
    }

    max_lines_above_text: int = 12
    top_lines: int = 4
    min_shared_words: int = 3
    min_lead_words: int = 2
    min_lead_words_below_top: int = 3
    min_shared_share: float = 0.5
    min_shared_share_last: float = 0.7


class Rules(stage.Rules):
    """Words of bylines and dates (in lower case), headline thresholds, and whether datelines stay."""

    renamed_keys: ClassVar[Mapping[str, str]] = {
        "bylines": "byline_openers",
        "joins": "name_conjunctions",
        "before_places": "place_prepositions",
        "particles": "name_particles",
        "houses": "outlets",
        "no_names": "not_names",
        "published": "published_labels",
        "updated": "updated_labels",
        "no_headlines": "not_headlines",
        "proofs": "line_examples",
    }

    headline: HeadlineThresholds = HeadlineThresholds()
    dateline: Literal["keep", "drop"] = "keep"
    byline_openers: Mapping[str, tuple[str, ...]] = {}
    name_conjunctions: tuple[str, ...] = ()
    place_prepositions: tuple[str, ...] = ()
    name_particles: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    outlets: frozenset[str] = frozenset()
    not_names: frozenset[str] = frozenset()
    published_labels: tuple[str, ...] = ()
    updated_labels: tuple[str, ...] = ()
    beside_dates: frozenset[str] = frozenset()
    weekdays: frozenset[str] = frozenset()
    months: Mapping[str, int] = {}
    not_places: frozenset[str] = frozenset()
    not_headlines: tuple[str, ...] = ()
    standfirst_words: frozenset[str] = frozenset()
    title_case_languages: frozenset[str] = frozenset()
    line_examples: tuple[LineExamples, ...] = ()

    def head_rules(self, language: str) -> HeadRules:
        """The rules for a language, compiled once. English openers of bylines count in every language."""
        known = language if language in self.byline_openers else ""
        if known not in self._head_rules:
            self._head_rules[known] = self._compile(known)
        return self._head_rules[known]

    @cached_property
    def _head_rules(self) -> dict[str, HeadRules]:
        return {}

    def _compile(self, language: str) -> HeadRules:
        beside_dates = self.beside_dates | self.weekdays
        bylines = BylineWords(
            openers=opener_pattern({*self.byline_openers.get("en", ()), *self.byline_openers.get(language, ())}),
            conjunctions=between_words_pattern(self.name_conjunctions),
            place_prepositions=between_words_pattern(self.place_prepositions),
            particles=self.name_particles,
            roles=self.roles,
            outlets=self.outlets,
            not_names=self.not_names,
            beside_dates=beside_dates,
        )
        dates = DateWords(self.months, any_phrase(self.published_labels), any_phrase(self.updated_labels), beside_dates)
        words = CreditWords(bylines, dates, day_first=language not in _MONTH_FIRST_LANGUAGES)
        return HeadRules(
            headline=Thresholds(**self.headline.model_dump()),
            words=words,
            not_headlines=any_phrase(self.not_headlines),
            standfirst_words=self.standfirst_words,
            uses_title_case=(language or "en") in self.title_case_languages,
        )

    def examples(self) -> Iterable[stage.Example]:
        """Each example line above two paragraphs of article text."""
        for group in self.line_examples:
            rule = f"metadata/{group.rule}"
            for line in group.drops:
                yield stage.Example(rule, f"{line}\n{_EXAMPLE_BODY}", _EXAMPLE_BODY, language=group.language)
            for line in group.keeps:
                yield stage.Example(rule, f"{line}\n{_EXAMPLE_BODY}", None, language=group.language)
