"""Placeholder for spellings; its owner writes it."""

from collections.abc import Iterable

from pipeline import stage
from pipeline.document import Document, Fact
from pipeline.edits import Edit


class Rules(stage.Rules):
    """No rules yet."""


def find(doc: Document, rules: Rules) -> Iterable[Edit | Fact]:
    """Nothing yet."""
    return ()
