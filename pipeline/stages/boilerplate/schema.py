"""What a rule of the boilerplate stage may say: which lines, or which ends of a line, are a site's furniture."""

import re
from collections.abc import Iterator
from typing import Annotated, Literal

import pydantic

from pipeline.text.patterns import valid_pattern

Pattern = Annotated[str, pydantic.AfterValidator(valid_pattern)]
Patterns = Annotated[
    tuple[Pattern, ...], pydantic.BeforeValidator(lambda given: (given,) if isinstance(given, str) else given)
]
Where = Literal["any", "first", "start", "end", "edge"]
_CUT = re.compile(r"\[\[(.*?)\]\]", re.DOTALL)


class _Data(pydantic.BaseModel):
    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)


class Followers(_Data):
    """What a heading takes along: the lines after it that fit ``lines`` (without it: that do not read like reporting).

    Where reporting follows further down, the last line taken is given back unless ``lines`` says what they look like:
    it may be the next subheading.
    """

    lines: Patterns = ()
    at_most: int = pydantic.Field(60, gt=0)


class Rule(_Data):
    """One rule with its proof.

    ``line``: patterns of whole lines; ``phrases``: whole lines word for word, each its own proof; ``head`` and
    ``tail``: patterns of the part of a line to cut off; ``inline``: a tail that stands behind a whole sentence.
    ``takes`` makes the line a heading that takes others along.
    ``where``: "first" line of the document, before the reporting ("start"), after it ("end"), either ("edge"), "any".
    ``reported``: whether the patterns may take a line that bears a sign of reporting, as a teaser's headline does.
    ``drops``: what goes, whole or the part in double brackets; ``keeps``: what only sounds like it and stays.
    """

    id: str = pydantic.Field(pattern=r"^[a-z0-9-]+$")
    line: Patterns = ()
    phrases: tuple[str, ...] = ()
    head: Patterns = ()
    tail: Patterns = ()
    inline: Patterns = ()
    takes: Followers | None = None
    where: Where = "any"
    reported: bool = False
    group: str = "furniture"
    drops: tuple[str, ...] = ()
    keeps: tuple[str, ...] = pydantic.Field(min_length=1)

    @pydantic.model_validator(mode="after")
    def _whole(self) -> "Rule":
        if not (self.line or self.phrases or self.head or self.tail or self.inline):
            raise ValueError(f"rule {self.id} says nothing to look for: give line, phrases, head, tail or inline")
        if not (self.drops or self.phrases):
            raise ValueError(f"rule {self.id} has no example of what it drops")
        return self

    def proofs(self) -> Iterator[tuple[str, str]]:
        """Each text the rule drops something of, with what is left of it."""
        for text in (*self.phrases, *self.drops):
            yield _CUT.sub(r"\1", text), _CUT.sub("", text) if _CUT.search(text) else ""


class Group(_Data):
    """A switch: whether the rules of a group run, and what they do to a line."""

    drop: bool
    does: str
