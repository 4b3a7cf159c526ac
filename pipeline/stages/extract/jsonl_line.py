"""A line of JSONL: an object with ``text`` or ``html``, and other fields of the document."""

import json
from collections.abc import Iterator

from pipeline.document import Document, Fact
from pipeline.errors import Unreadable
from pipeline.stages.extract import html_page, refusals
from pipeline.stages.extract.fact_values import replace_surrogates
from pipeline.stages.extract.schema import Rules

_KNOWN_FIELDS = ("id", "url", "title", "date", "author", "outlet", "place", "language")


def extract_line(doc: Document, rules: Rules) -> list[Fact]:
    """Return the text of a line and its fields, which override those of the line's HTML."""
    record = {key: replace_surrogates(value) for key, value in _parse(doc.page).items() if isinstance(value, str)}
    found: dict[str, Fact] = {}
    if record.get("html", "").strip():
        page = html_page.extract_page(record["html"], rules, doc.source, record.get("url", ""))
        found = {fact.field: fact for fact in page}
    elif record.get("text", "").strip():
        found = {"text": Fact("text", record["text"].replace("\r\n", "\n").replace("\r", "\n"), "extract/jsonl")}
    else:
        raise refusals.empty()
    return list((found | {fact.field: fact for fact in known_facts(record, "extract/jsonl")}).values())


def known_facts(fields: dict[str, str], rule: str) -> Iterator[Fact]:
    """Yield a fact for each field that a document may bring with it."""
    return (Fact(key, fields[key].strip(), rule) for key in _KNOWN_FIELDS if fields.get(key, "").strip())


def _parse(line: str) -> dict[str, object]:
    remedy = "Each line must be one JSON object with `text` or `html`."
    try:
        record = json.loads(line, parse_int=float)  # int() refuses more than 4,300 digits
    except (json.JSONDecodeError, RecursionError) as why:
        raise Unreadable("extract/broken-json", f"the line is not JSON: {why}", remedy) from why
    if not isinstance(record, dict):
        raise Unreadable("extract/broken-json", f"the line is a JSON {type(record).__name__}, not an object", remedy)
    return record
