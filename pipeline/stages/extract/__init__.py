"""Extraction: an HTML page becomes text, title, author, date and URL; plain text stays as it is.

The kind of input is recognised by content, in this order: a line of JSONL, a canonical document, HTML, plain text.
"""

import sys
from collections.abc import Iterable

from pipeline.document import Document, Edit, Fact, canonical
from pipeline.stages.extract import html_page, html_tree, jsonl_line, refusals
from pipeline.stages.extract.fact_values import checked_facts
from pipeline.stages.extract.html_page import NO_WALLS
from pipeline.stages.extract.schema import Rules

__all__ = ["Rules", "find", "find_anyway"]


def find(doc: Document, rules: Rules) -> Iterable[Edit | Fact]:
    """Return the text, and title, author, date, outlet, language and URL where the page has them.

    Raises Unreadable for a page without an article, with what it shows instead.
    """
    return list(checked_facts(_extract(doc, rules), rules.secret_url_parameters))


def find_anyway(doc: Document, rules: Rules) -> Iterable[Edit | Fact]:
    """Return the same for a page that ``find`` sets aside: its article, or else all its visible text.

    Raises Unreadable for a document without text.
    """
    return find(doc, rules.model_copy(update={"max_elements": sys.maxsize, "max_wall_words": NO_WALLS}))


def _extract(doc: Document, rules: Rules) -> Iterable[Fact]:
    if doc.kind == "line":
        return jsonl_line.extract_line(doc, rules)
    page = doc.page  # decodes the raw bytes
    if not page.strip():
        raise refusals.empty()
    parsed = canonical.parse(page)
    if parsed is not None and parsed.body.strip():
        known = jsonl_line.known_facts(parsed.fields, "extract/canonical")
        return [*known, Fact("text", parsed.body, "extract/canonical")]
    media_type = doc.fields.get("media_type", "")
    if media_type == "text/html" or (media_type != "text/plain" and html_tree.is_html(page)):
        return html_page.extract_page(page, rules, doc.source, doc.fields.get("url", ""))
    return [Fact("text", page, "extract/plain")]
