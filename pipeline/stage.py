"""The interface of a stage: a module with a class ``Rules`` and a function ``find``."""

from collections.abc import Iterable, Mapping
from typing import Any, ClassVar, NamedTuple, Protocol

import pydantic

from pipeline.document import Document, Edit, Fact


class Example(NamedTuple):
    """A test of one rule: it turns ``before`` into ``after``; if ``after`` is None, it must not change ``before``.

    ``field`` is the field of which ``before`` is the value; ``language`` is the language of the document. If ``field``
    is "page", ``before`` is an HTML page stored at ``source``, and ``after`` is the expected result as a canonical
    document; front-matter keys that ``after`` lacks are not compared.
    """

    rule: str
    before: str
    after: str | None
    field: str = "text"
    language: str = "en"
    source: str = "example"


class Rules(pydantic.BaseModel):
    """Base class of every stage's rules, read from ``configs/<stage>.yaml``. An unknown key is an error.

    Put what is expensive to prepare (a compiled pattern set, an automaton) in a ``functools.cached_property``.
    """

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, defer_build=True)
    renamed_keys: ClassVar[Mapping[str, str]] = {}
    """Former key -> new key, for the error message. The classes of nested parts may declare it too."""

    off: tuple[str, ...] = pydantic.Field(default=(), description="rules that are switched off, by id")

    def examples(self) -> Iterable[Example]:
        """The examples stored beside the rules. The tests and ``copydesk check`` run all of them."""
        return ()


RulesType = type[Rules]


class Stage(Protocol):
    """A stage: a module of ``pipeline.stages`` that is listed in ``STAGES``."""

    @property
    def Rules(self) -> RulesType:  # noqa: N802 - the name of a class in the module
        """The schema of the stage's config."""
        ...

    @property
    def __name__(self) -> str: ...

    def find(self, doc: Document, rules: Any, /) -> Iterable[Edit | Fact]:
        """Return the findings of the stage; the document is not changed. Raises Unreadable to set it aside."""
        ...


def stage_name(stage: Stage) -> str:
    """The short name of a stage: that of its module, of its config, and the first part of its rule ids."""
    return stage.__name__.rpartition(".")[2]
