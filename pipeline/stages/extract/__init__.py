"""HTML becomes title, text, author, date, url; plain text passes through.

Told apart by content: a line of JSONL, a document in canonical form, HTML, plain text. In that order.
"""

import json
from collections.abc import Iterable, Iterator

from pipeline.document import Document, Edit, Fact, canonical
from pipeline.errors import Unreadable
from pipeline.stages.extract import article, html_tree
from pipeline.stages.extract.schema import Rules

__all__ = ["Rules", "find"]

_OF_LINE = ("id", "url", "title", "date", "author", "outlet", "place", "language")


def find(doc: Document, rules: Rules) -> Iterable[Edit | Fact]:
    """The text, and title, author, date, outlet, language and URL where the page says them.

    Raises Unreadable for a page without an article, saying what stands there instead.
    """
    if doc.kind == "line":
        return _line(doc, rules)
    if not doc.page.strip():
        raise article.empty()
    clean = canonical.parse(doc.page)
    if clean is not None and clean.body.strip():
        return [*_known(clean.fields, "extract/canonical"), Fact("text", clean.body, "extract/canonical")]
    media_type = doc.fields.get("media_type", "")
    if media_type == "text/html" or (media_type != "text/plain" and html_tree.is_html(doc.page)):
        return article.facts(doc.page, rules, doc.source, doc.fields.get("url", ""))
    return [Fact("text", doc.page, "extract/plain")]


def _known(fields: dict[str, str], rule: str) -> Iterator[Fact]:
    return (Fact(key, fields[key].strip(), rule) for key in _OF_LINE if fields.get(key, "").strip())


def _line(doc: Document, rules: Rules) -> list[Fact]:
    """A line of JSONL: an object with ``text`` or ``html``, and what else it knows of the document."""
    record = _record(doc.page)
    said = {key: _harmless(value) for key, value in record.items() if isinstance(value, str)}
    found: dict[str, Fact] = {}
    if said.get("html", "").strip():
        found = {fact.field: fact for fact in article.facts(said["html"], rules, doc.source, said.get("url", ""))}
    elif said.get("text", "").strip():
        found = {"text": Fact("text", said["text"].replace("\r\n", "\n").replace("\r", "\n"), "extract/jsonl")}
    else:
        raise article.empty()
    return list((found | {fact.field: fact for fact in _known(said, "extract/jsonl")}).values())


def _record(line: str) -> dict[str, object]:
    remedy = "Each line must be one JSON object with `text` or `html`."
    try:
        record = json.loads(line)
    except (json.JSONDecodeError, RecursionError) as why:
        raise Unreadable("extract/broken-json", f"the line is no JSON: {why}", remedy) from why
    if not isinstance(record, dict):
        raise Unreadable("extract/broken-json", f"the line is a JSON {type(record).__name__}, not an object", remedy)
    return record


def _harmless(text: str) -> str:
    r"""The text with lone surrogates, which no file can hold, as U+FFFD, and pairs of them as what they mean.

    >>> _harmless("a\ud800b")
    'a\ufffdb'
    """
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
