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

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, defer_build=True)

    rule: str = pydantic.Field(description="rule that the lines are examples of")
    language: str = pydantic.Field(default="en", description="language of the document")
    drops: tuple[str, ...] = pydantic.Field(default=(), description="lines that the rule removes")
    keeps: tuple[str, ...] = pydantic.Field(default=(), description="similar lines that stay")


class HeadlineThresholds(pydantic.BaseModel):
    """When a line is taken for the headline; see ``headline_choice.Thresholds``."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, defer_build=True)
    renamed_keys: ClassVar[Mapping[str, str]] = {
        "window": "max_lines_above_text",
        "top": "top_lines",
        "shared": "min_shared_words",
        "lead": "min_lead_words",
        "far": "min_lead_words_below_top",
        "share": "min_shared_share",
        "last": "min_shared_share_last",
    }

    max_lines_above_text: int = pydantic.Field(
        default=12, description="lines before the article text among which the headline is searched"
    )
    top_lines: int = pydantic.Field(default=4, description="lines that count as the top")
    min_shared_words: int = pydantic.Field(default=3, description="longer words it shares with the text")
    min_lead_words: int = pydantic.Field(default=2, description="longer words it shares with the first paragraphs")
    min_lead_words_below_top: int = pydantic.Field(default=3, description="the same for a line below the top lines")
    min_shared_share: float = pydantic.Field(default=0.5, description="share of its longer words that the text has too")
    min_shared_share_last: float = pydantic.Field(default=0.7, description="the same for the last line")


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

    headline: HeadlineThresholds = pydantic.Field(
        default=HeadlineThresholds(), description="when a line is the headline"
    )
    dateline: Literal["keep", "drop"] = pydantic.Field(
        default="keep", description="whether the place and agency before the first sentence stay"
    )
    byline_openers: Mapping[str, tuple[str, ...]] = pydantic.Field(
        default={}, description="words that open a byline, by language"
    )
    name_conjunctions: tuple[str, ...] = pydantic.Field(default=(), description="words between two names")
    place_prepositions: tuple[str, ...] = pydantic.Field(default=(), description="words before the place in a byline")
    name_particles: frozenset[str] = pydantic.Field(
        default=frozenset(), description="words in names that are lower case"
    )
    roles: frozenset[str] = pydantic.Field(default=frozenset(), description="words of roles behind a name")
    outlets: frozenset[str] = pydantic.Field(default=frozenset(), description="words of names of agencies and papers")
    not_names: frozenset[str] = pydantic.Field(default=frozenset(), description="words that no person's name contains")
    published_labels: tuple[str, ...] = pydantic.Field(default=(), description="words before a date of publication")
    updated_labels: tuple[str, ...] = pydantic.Field(default=(), description="words before a date of change")
    beside_dates: frozenset[str] = pydantic.Field(
        default=frozenset(), description="words that may be in a line that is a date"
    )
    weekdays: frozenset[str] = pydantic.Field(default=frozenset(), description="names of weekdays")
    months: Mapping[str, int] = pydantic.Field(default={}, description="names of months -> 1 to 12")
    not_places: frozenset[str] = pydantic.Field(default=frozenset(), description="words that are no place")
    not_headlines: tuple[str, ...] = pydantic.Field(default=(), description="phrases that no headline contains")
    standfirst_words: frozenset[str] = pydantic.Field(
        default=frozenset(), description="words of the past tense, which few headlines have"
    )
    title_case_languages: frozenset[str] = pydantic.Field(
        default=frozenset(), description="languages that capitalise the words of headlines"
    )
    line_examples: tuple[LineExamples, ...] = pydantic.Field(default=(), description="examples of removed lines")

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
