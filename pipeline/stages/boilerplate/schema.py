"""Schema of ``configs/boilerplate.yaml`` and of the files in ``configs/boilerplate/``, one a language."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import ClassVar

import pydantic

from pipeline import stage
from pipeline.stages.boilerplate.classifier_decision import ClassifierSettings
from pipeline.stages.boilerplate.language_evidence import LanguageEvidence
from pipeline.stages.boilerplate.rule import Group, Language, Patterns, Rule
from pipeline.stages.boilerplate.rule_matching import RuleMatcher
from pipeline.stages.boilerplate.site_templates import Template, TemplateIndex
from pipeline.text.patterns import PatternSet

_RENAMED_GROUPS = {"furniture": "page_elements"}
_EXAMPLE_ARTICLE = (
    "The council approved the plan for the new bridge by nine votes to four on Tuesday, its chair told the press.",
    "Work on the northern bank is to begin in the spring and to take two years, according to the engineers in charge.",
)


class Rules(stage.Rules):
    """The rules of the stage. A document that would lose more than ``suspicious_share`` of its words is set aside."""

    renamed_keys: ClassVar[Mapping[str, str]] = {
        "reported": "content_markers",
        "signed": "byline_patterns",
        "model": "classifier",
    }

    suspicious_share: float = pydantic.Field(0.9, gt=0, le=1, description="share of removed words that is suspicious")
    repeated_line: int = pydantic.Field(
        40, ge=2, description="characters from which a copy of the line above is removed"
    )
    groups: Mapping[str, Group] = pydantic.Field(default_factory=dict, description="switches for groups of rules")
    languages: Mapping[str, Language] = pydantic.Field(
        default_factory=dict, description="languages that have rules of their own"
    )
    content_markers: Patterns = pydantic.Field(
        default=(), description="patterns of article text: no `line` pattern removes a line that contains one"
    )
    introductions: Patterns = pydantic.Field(
        default=(), description="patterns of lines that introduce a quotation or a list"
    )
    byline_patterns: Patterns = pydantic.Field(
        default=(), description="lines that say who wrote and when: the classifier leaves them to `metadata`"
    )
    rules: tuple[Rule, ...] = pydantic.Field(default=(), description="the rules")
    templates: tuple[Template, ...] = pydantic.Field(
        default=(), description="lines that recur on the pages of one source"
    )
    classifier: ClassifierSettings = pydantic.Field(
        default=ClassifierSettings(), description="when the line classifier runs and what it may remove"
    )

    @pydantic.model_validator(mode="after")
    def _check(self) -> "Rules":
        for old, new in _RENAMED_GROUPS.items():
            if old in self.groups or any(rule.group == old for rule in self.rules):
                raise ValueError(f"the group {old} is now called {new}")
        unknown = {rule.group for rule in self.rules} - self.groups.keys()
        if unknown:
            raise ValueError(f"rules name groups that groups does not list: {', '.join(sorted(unknown))}")
        foreign = {rule.language for rule in self.rules if rule.language} - self.languages.keys()
        if foreign:
            raise ValueError(f"rules name languages that languages does not list: {', '.join(sorted(foreign))}")
        ids = [rule.id for rule in self.rules]
        repeated = {rule_id for rule_id in ids if ids.count(rule_id) > 1}
        if repeated:
            raise ValueError(f"rules share an id: {', '.join(sorted(repeated))}")
        assert self.matcher  # noqa: S101 - compiled here, so that an invalid pattern is an error of the file
        return self

    @cached_property
    def matcher(self) -> RuleMatcher:
        """The compiled rules of all groups that are on."""
        enabled = [rule for rule in self.rules if self.groups[rule.group].drop]
        evidence = LanguageEvidence({code: language.function_words for code, language in self.languages.items()})
        return RuleMatcher(enabled, self.content_markers, self.introductions, evidence)

    @cached_property
    def bylines(self) -> PatternSet:
        """Lines with author or date, which the classifier must leave to the metadata stage."""
        return PatternSet(self.byline_patterns, at="whole")

    @cached_property
    def template_index(self) -> TemplateIndex:
        """The templates of every source."""
        return TemplateIndex(self.templates)

    def examples(self) -> Iterable[stage.Example]:
        """Each rule's drops and keeps, placed in an article where the rule applies."""
        for rule in self.rules:
            if self.groups[rule.group].drop:
                language = self.languages.get(rule.language)
                article = language.example_article if language else _EXAMPLE_ARTICLE
                for text, rest in rule.removal_examples():
                    yield stage.Example(f"boilerplate/{rule.id}", *_in_article(rule, text, rest, article))
                for text in rule.keeps:
                    whole = "\n\n".join([*article[:1], text, *article[1:]])
                    yield stage.Example(f"boilerplate/{rule.id}", whole, None)


def without_learned(rules: Rules) -> Rules:
    """The rules without templates and without the classifier, for learning from a corpus."""
    fields = {key: getattr(rules, key) for key in Rules.model_fields if key != "templates"}
    return Rules(**fields | {"classifier": ClassifierSettings(enabled=False)})


def _in_article(rule: Rule, text: str, rest: str, article: Sequence[str]) -> tuple[str, str]:
    """An example before and after the rule, with article text around it."""
    before, after = _article_around(rule, article)
    copies = 2 if rule.where == "beside" else 1  # each the match beside the other
    whole = "\n\n".join([*before, *[text] * copies, *after])
    cleaned = "\n\n".join([*before, *([rest] if rest else []), *after])
    # A removed line takes the empty lines behind it with it; those before it stay.
    return whole, cleaned if rest or after else f"{cleaned}\n\n"


def _article_around(rule: Rule, article: Sequence[str]) -> tuple[Sequence[str], Sequence[str]]:
    if rule.where in ("first", "start"):
        return (), article
    if rule.where in ("end", "edge", "beside") or rule.following:
        return article, ()
    return article[:1], article[1:]
