"""Output of a cleaned document: its front matter, and the record from which it can be replayed and undone."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pipeline import __version__
from pipeline.document import canonical
from pipeline.document.edits import Edit, Span
from pipeline.document.model import Document, Fact, Step

_SAME = ("rule", "field", "before", "after")  # of edits that are one entry


class Provenance(NamedTuple):
    """The head of a record: the bytes, rules and version that the document was made from.

    ``raw_bytes`` is the size of the raw file on disk; 0 if the document is only a part of a file.
    """

    source: str
    raw_sha256: str
    rules: str
    copydesk: str
    raw_bytes: int = 0


def provenance(doc: Document, digest: str, raw_bytes: int = 0) -> Provenance:
    """The head of a document's record. ``digest`` is that of the rules; ``raw_sha256`` is of the decompressed bytes."""
    return Provenance(doc.source, hashlib.sha256(doc.raw).hexdigest(), digest, __version__, raw_bytes)


def front_matter(doc: Document, digest: str) -> dict[str, str]:
    """The front matter of a cleaned document: known fields, provenance and digests, in the order of ``KEYS``."""
    known = {
        "id": doc.source,
        **doc.fields,
        **provenance(doc, digest)._asdict(),
        "text_sha256": hashlib.sha256(doc.text.encode()).hexdigest(),
    }
    return canonical.in_order(known)


def as_markdown(doc: Document, digest: str) -> str:
    """The canonical document as it is written to ``clean/``."""
    return canonical.render(front_matter(doc, digest), doc.text)


def as_json_line(doc: Document, digest: str) -> str:
    """The canonical document as a line of JSON: the keys of the front matter plus ``text``."""
    return json.dumps({**front_matter(doc, digest), "text": doc.text}, ensure_ascii=False) + "\n"


def dump(doc: Document, digest: str, raw_bytes: int = 0, *, document_bytes: int = 0) -> str:
    """The record as JSON with one finding a line, so that people and ``diff`` can read it.

    Equal edits of a step are one line: ``"at"`` has the place of one, or a list of places.
    """
    steps = (
        f' {{"stage": {json.dumps(step.stage)}, "findings": [\n  '
        + ",\n  ".join(json.dumps(plain, ensure_ascii=False) for plain in _plain_findings(step))
        + "]}"
        for step in doc.steps
    )
    start = json.dumps(provenance(doc, digest, raw_bytes)._asdict(), ensure_ascii=False)[:-1]
    size = f', "document_bytes": {document_bytes}' if document_bytes else ""
    return f'{start}, "kind": "{doc.kind}"{size}, "steps": [\n' + ",\n".join(steps) + "]}\n"


def as_dict(doc: Document, digest: str, raw_bytes: int = 0) -> dict[str, Any]:
    """The record as plain values: the head, ``kind`` and ``steps``."""
    steps = [{"stage": step.stage, "findings": _plain_findings(step)} for step in doc.steps]
    return {**provenance(doc, digest, raw_bytes)._asdict(), "kind": doc.kind, "steps": steps}


def read_provenance(first_line: str) -> Provenance:
    """Parse the head from the first line of a record. Raises ValueError if it is not a record."""
    data = json.loads(first_line.rpartition(', "kind": ')[0] + "}")
    try:
        return Provenance(*(data[key] for key in Provenance._fields))
    except (KeyError, TypeError) as why:
        raise ValueError("not the head of a record") from why


def load(text: str) -> tuple[Provenance, tuple[Step, ...]]:
    """Parse a record. Raises ValueError or KeyError if it is not a record."""
    data = json.loads(text)
    return provenance_of(data), steps_of(data)


def provenance_of(data: Mapping[str, Any]) -> Provenance:
    """The head of a record of plain values."""
    return Provenance(*(data[key] for key in Provenance._fields))


def steps_of(data: Mapping[str, Any]) -> tuple[Step, ...]:
    """The steps of a record of plain values."""
    return tuple(Step(step["stage"], tuple(_findings(step["findings"]))) for step in data["steps"])


def _plain_findings(step: Step) -> list[dict[str, Any]]:
    """The findings as plain values. Equal edits are one entry with all their places, where that loses no order."""
    each, grouped = [_plain(finding) for finding in step.findings], list[dict[str, Any]]()
    entries = dict[tuple[str, ...], dict[str, Any]]()
    for plain in each:
        key = tuple(plain[name] for name in _SAME if name in plain)
        if "at" not in plain or key not in entries:
            grouped.append(plain)
            if "at" in plain:
                entries[key] = plain
        else:
            places = entries[key]["at"]
            entries[key]["at"] = [*(places if isinstance(places[0], list) else [places]), plain["at"]]
    if len(grouped) == len(each) or tuple(_findings(grouped)) == step.findings:
        return grouped
    return [_plain(finding) for finding in step.findings]


def _plain(finding: Edit | Fact) -> dict[str, Any]:
    if isinstance(finding, Fact):
        return {"rule": finding.rule, "field": finding.field, "value": finding.value}
    start, end, field = finding.span
    return {"rule": finding.rule, "field": field, "at": [start, end], "before": finding.before, "after": finding.after}


def _findings(plain: list[dict[str, Any]]) -> Iterator[Edit | Fact]:
    """The findings of plain values: if one has several places, the edits come by position, after the facts."""
    found = [finding for one in plain for finding in _expanded(one)]
    if len(found) > len(plain):
        found.sort(key=lambda finding: finding.span[:2] if isinstance(finding, Edit) else (-1, -1))
    yield from found


def _expanded(plain: dict[str, Any]) -> Iterator[Edit | Fact]:
    if "at" not in plain:
        yield Fact(plain["field"], plain["value"], plain["rule"])
        return
    places = plain["at"]
    for start, end in places if isinstance(places[0], list) else [places]:
        yield Edit(Span(start, end, plain["field"]), plain["before"], plain["after"], plain["rule"])
