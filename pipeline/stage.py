"""What a stage is: a module with the shape of its rules and one function that says what it finds."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, NamedTuple, Protocol

import pydantic

from pipeline.document import Document, Edit, Fact


class Example(NamedTuple):
    """A rule's own proof: ``before`` becomes ``after`` by it, or, where ``after`` is None, it leaves ``before`` alone.

    ``field`` is the field the example is a value of; ``language`` is the document's, for stages that ask. With
    the field "page", ``before`` is a page of HTML that stands at ``source``, and ``after`` the canonical document of
    what is known of it: keys that it lacks are not asked.
    """

    rule: str
    before: str
    after: str | None
    field: str = "text"
    language: str = "en"
    source: str = "example"


class Rules(pydantic.BaseModel):
    """Base of every stage's rules: what ``configs/<stage>.yaml`` may hold. An unknown key is an error.

    What is costly to prepare (a compiled pattern set, an automaton) belongs in a ``functools.cached_property``.
    """

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)
    renamed_keys: ClassVar[Mapping[str, str]] = {}
    """Former key -> the key that replaces it; an error names it. Parts of rules may declare the same."""

    def examples(self) -> Iterable[Example]:
        """The proofs that stand beside the rules in the config. Tests and ``copydesk check`` run them all."""
        return ()


RulesType = type[Rules]


class Stage(Protocol):
    """A stage. Fulfilled by a module of ``pipeline.stages``, listed in ``STAGES``."""

    @property
    def Rules(self) -> RulesType:  # noqa: N802 - a module's class
        """The shape of its config."""
        ...

    @property
    def __name__(self) -> str: ...

    def find(self, doc: Document, rules: Any, /) -> Iterable[Edit | Fact]:
        """What the stage finds in the document, which it does not change. Raises Unreadable to set it aside."""
        ...


def stage_name(stage: Stage) -> str:
    """The short name of a stage: that of its module, its config, its cases and the first half of its rules."""
    return stage.__name__.rpartition(".")[2]
