"""HTML becomes title, text, author, date, url; plain text passes through."""

from collections.abc import Iterable

from pipeline import stage
from pipeline.document import Document, Fact
from pipeline.edits import Edit
from pipeline.errors import Unreadable


class Rules(stage.Rules):
    """No rules yet."""


def find(doc: Document, rules: Rules) -> Iterable[Edit | Fact]:
    """The text of the page and what the page says of itself."""
    if not doc.page.strip():
        raise Unreadable("extract/empty", "the file holds no text", "Scrape it again or remove it.")
    if "</" not in doc.page:
        return [Fact("text", doc.page, "extract/plain")]
    import trafilatura

    page = trafilatura.bare_extraction(doc.page, include_comments=False, with_metadata=True)
    if page is None or not page.text:
        raise Unreadable("extract/no-article", "no article found on the page", "Look at the page in a browser.")
    return [Fact("text", page.text, "extract/trafilatura"), Fact("title", page.title or "", "extract/trafilatura")]
