"""One boilerplate rule: which lines, or which ends of a line, it removes, with its own examples."""

import re
from collections.abc import Iterator, Mapping
from typing import Annotated, ClassVar, Literal

import pydantic

from pipeline.text.patterns import valid_pattern

Pattern = Annotated[str, pydantic.AfterValidator(valid_pattern)]
Patterns = Annotated[
    tuple[Pattern, ...], pydantic.BeforeValidator(lambda value: (value,) if isinstance(value, str) else value)
]
Where = Literal["any", "first", "start", "end", "edge", "beside"]
_MARKED_PART = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)


class _RulePart(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, defer_build=True)
    renamed_keys: ClassVar[Mapping[str, str]] = {}


class Following(_RulePart):
    """The lines below a heading that are removed with it.

    ``lines``: patterns of these lines. Without patterns, every line that does not read like a sentence; where the
    article goes on below, the last of them is kept, because it may be the next subheading.
    ``at_most``: the largest number of lines.
    """

    lines: Patterns = pydantic.Field(
        default=(),
        description="patterns of these lines; without patterns, every line that does not read like a sentence",
    )
    at_most: int = pydantic.Field(60, gt=0, description="largest number of lines")


class Rule(_RulePart):
    """A rule and its examples. At least one of the five kinds of pattern is required.

    ``line``: patterns of whole lines.
    ``phrases``: whole lines, compared without case and outer punctuation; each is its own example.
    ``head``, ``tail``: patterns of the start or the end of a line, which is cut off.
    ``inline``: patterns of a tail that follows a complete sentence.
    ``following``: makes the line a heading that is removed together with lines below it.
    ``language``: the rule applies only to texts of this language; without it, to texts of any.
    ``where``: the "first" line only, before the article text ("start"), after it ("end"), both ("edge"), or "any";
    "beside" means only next to another line that a rule matches, for headings that can belong to an article too.
    ``max_length``: the longest line, in characters, that ``line`` matches.
    ``max_lines``: the rule applies to no line of a document in which it matches more; an article about code has code.
    ``alone``: only where no line next to it matches the rule too; a list of links may be the references of an article.
    ``ignores_content_markers``: whether ``line`` also matches lines that contain a content marker, as teasers do.
    ``group``: the switch that turns the rule on or off.
    ``drops``: texts that are removed, whole or the part in double brackets; ``keeps``: similar texts that stay.
    """

    renamed_keys: ClassVar[Mapping[str, str]] = {"reported": "ignores_content_markers", "takes": "following"}

    id: str = pydantic.Field(pattern=r"^[a-z0-9-]+$", description="name of the rule in records")
    line: Patterns = pydantic.Field(default=(), description="patterns of whole lines")
    phrases: tuple[str, ...] = pydantic.Field(
        default=(), description="whole lines, compared without case and outer punctuation; each is its own example"
    )
    head: Patterns = pydantic.Field(default=(), description="patterns of the start of a line, which is cut off")
    tail: Patterns = pydantic.Field(default=(), description="patterns of the end of a line, which is cut off")
    inline: Patterns = pydantic.Field(default=(), description="patterns of a tail that follows a complete sentence")
    following: Following | None = pydantic.Field(
        default=None, description="lines below the matched heading that are removed with it"
    )
    language: str = pydantic.Field(default="", description="language of the texts it applies to; empty: any")
    where: Where = pydantic.Field(
        default="any",
        description="the first line only, before the article text, after it, both, beside a match, or anywhere",
    )
    max_length: int = pydantic.Field(600, gt=0, le=600, description="longest line, in characters, that `line` matches")
    max_lines: int = pydantic.Field(0, ge=0, description="matching lines of a text up to which it applies; 0: any")
    alone: bool = pydantic.Field(default=False, description="only where no line next to it matches the rule too")
    ignores_content_markers: bool = pydantic.Field(
        default=False, description="whether `line` also matches lines that contain a content marker"
    )
    group: str = pydantic.Field(default="page_elements", description="switch that turns the rule on or off")
    drops: tuple[str, ...] = pydantic.Field(
        default=(), description="examples: texts that are removed, whole or the part in double brackets"
    )
    keeps: tuple[str, ...] = pydantic.Field(min_length=1, description="examples: similar texts that stay")

    @pydantic.model_validator(mode="after")
    def _has_pattern_and_example(self) -> "Rule":
        if not (self.line or self.phrases or self.head or self.tail or self.inline):
            raise ValueError(f"rule {self.id} has no pattern: add line, phrases, head, tail or inline")
        if not (self.drops or self.phrases):
            raise ValueError(f"rule {self.id} has no example of what it drops")
        return self

    def removal_examples(self) -> Iterator[tuple[str, str]]:
        """Each example of which the rule removes a part, with the text that remains."""
        for text in (*self.phrases, *self.drops):
            yield _MARKED_PART.sub(r"\1", text), _MARKED_PART.sub("", text) if _MARKED_PART.search(text) else ""


class Language(_RulePart):
    """A language that rules can name: its function words, and two sentences around the examples of its rules."""

    function_words: frozenset[str] = pydantic.Field(description="frequent words of the language that are in no other")
    example_article: tuple[str, ...] = pydantic.Field(
        default=(), description="an article of two sentences, between which the examples of rules are put"
    )


class Group(_RulePart):
    """A switch for a group of rules: ``drop`` turns them on, ``does`` says what they remove."""

    drop: bool = pydantic.Field(description="whether the rules of the group run")
    does: str = pydantic.Field(description="what the rules of the group remove")
