"""A line of JSONL: an object with ``text`` or ``html``, and other fields of the document."""

import json
from collections.abc import Iterator, Mapping

from pipeline.document import Document, Fact, canonical
from pipeline.errors import Unreadable
from pipeline.stages.extract import html_page, meta_columns, refusals
from pipeline.stages.extract.fact_values import replace_surrogates
from pipeline.stages.extract.schema import Rules

_MAX_DIGITS = 4000  # of an exact integer
_KNOWN_FIELDS = ("id", "url", "title", "date", "author", "outlet", "place", "language")


def extract_line(doc: Document, rules: Rules) -> list[Fact]:
    """Return the text of a line and its fields, which override those of the line's HTML, and its unknown columns."""
    line = _parse(doc.page)
    record = {key: replace_surrogates(value) for key, value in line.items() if isinstance(value, str)}
    if type(line.get("id")) is int:
        record["id"] = str(line.pop("id"))
    found: dict[str, Fact] = {}
    if record.get("html", "").strip():
        page = html_page.extract_page(record["html"], rules, doc.source, record.get("url", ""))
        found = {fact.field: fact for fact in page}
    elif record.get("text", "").strip():
        found = {"text": Fact("text", record["text"].replace("\r\n", "\n").replace("\r", "\n"), "extract/jsonl")}
    else:
        raise refusals.empty()
    known = [*known_facts(record, "extract/jsonl"), *meta_columns.facts(line, _KNOWN_FIELDS)]
    return list((found | {fact.field: fact for fact in known}).values())


def known_facts(fields: Mapping[str, str], rule: str) -> Iterator[Fact]:
    """Yield a fact for each field that a document may bring with it, and for each unknown column that was kept."""
    for key, value in fields.items():
        if (key in _KNOWN_FIELDS or key.startswith(canonical.META)) and value.strip():
            yield Fact(key, value.strip(), rule)


def _parse(line: str) -> dict[str, object]:
    remedy = "Each line must be one JSON object with `text` or `html`."
    try:
        record = json.loads(line, parse_int=_integer)
    except (json.JSONDecodeError, RecursionError) as why:
        raise Unreadable("extract/broken-json", f"the line is not JSON: {why}", remedy) from why
    if not isinstance(record, dict):
        raise Unreadable("extract/broken-json", f"the line is a JSON {type(record).__name__}, not an object", remedy)
    return record


def _integer(digits: str) -> int | float:
    """A number of JSON: int() refuses more than 4,300 digits."""
    return int(digits) if len(digits) <= _MAX_DIGITS else float(digits)
