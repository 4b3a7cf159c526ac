"""Bytes become characters: which charset the raw bytes are in."""

from collections.abc import Iterable

from pipeline import stage
from pipeline.document import Document, Fact
from pipeline.edits import Edit
from pipeline.errors import Unreadable


class Rules(stage.Rules):
    """No rules yet."""


def find(doc: Document, rules: Rules) -> Iterable[Edit | Fact]:
    """The charset."""
    try:
        doc.raw.decode("utf-8-sig")
    except UnicodeDecodeError as why:
        raise Unreadable("charset/unknown", f"not UTF-8: {why}", "Convert the file to UTF-8.") from why
    return [Fact("charset", "utf-8-sig", "charset/utf-8")]
