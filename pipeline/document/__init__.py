"""The data model: a document, the edits and facts that stages report, and the record of them."""

from pipeline.document.edits import Edit, Span
from pipeline.document.model import Document, Fact, Step, edits_of, replay

__all__ = ["Document", "Edit", "Fact", "Span", "Step", "edits_of", "replay"]
