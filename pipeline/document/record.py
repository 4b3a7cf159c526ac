"""What is written of a cleaned document: its front matter, and its record from which it can be replayed and undone."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from pipeline import __version__
from pipeline.document import canonical
from pipeline.document.edits import Edit, Span
from pipeline.document.model import Document, Fact, Step


class Provenance(NamedTuple):
    """What a record says of its document besides the steps: which bytes, rules and version made it.

    ``raw_bytes`` is the size of the raw file as it stands on disk, 0 where the document is not a whole file.
    """

    source: str
    raw_sha256: str
    rules: str
    copydesk: str
    raw_bytes: int = 0


def provenance(doc: Document, digest: str, raw_bytes: int = 0) -> Provenance:
    """The head of a document's record; ``digest`` is that of the rules. The raw digest is of the unpacked bytes."""
    return Provenance(doc.source, hashlib.sha256(doc.raw).hexdigest(), digest, __version__, raw_bytes)


def front_matter(doc: Document, digest: str) -> dict[str, str]:
    """The front matter of a cleaned document: its known fields, provenance and digests, in the order of the keys."""
    known = {
        "id": doc.source,
        **doc.fields,
        **provenance(doc, digest)._asdict(),
        "text_sha256": hashlib.sha256(doc.text.encode()).hexdigest(),
    }
    return {key: known[key] for key in canonical.KEYS if known.get(key)}


def as_markdown(doc: Document, digest: str) -> str:
    """The canonical document as it stands in ``clean/``."""
    return canonical.render(front_matter(doc, digest), doc.text)


def as_json_line(doc: Document, digest: str) -> str:
    """The canonical document as a line of JSON: the keys of the front matter plus ``text``."""
    return json.dumps({**front_matter(doc, digest), "text": doc.text}, ensure_ascii=False) + "\n"


def dump(doc: Document, digest: str, raw_bytes: int = 0) -> str:
    """The record as JSON, a line a finding, so that a person and ``diff`` can read it."""
    steps = (
        f' {{"stage": {json.dumps(step.stage)}, "findings": [\n  '
        + ",\n  ".join(json.dumps(_plain(found), ensure_ascii=False) for found in step.findings)
        + "]}"
        for step in doc.steps
    )
    start = json.dumps(provenance(doc, digest, raw_bytes)._asdict(), ensure_ascii=False)[:-1]
    return f'{start}, "kind": "{doc.kind}", "steps": [\n' + ",\n".join(steps) + "]}\n"


def as_dict(doc: Document, digest: str, raw_bytes: int = 0) -> dict[str, Any]:
    """The record as plain values: the head, ``kind`` and ``steps``."""
    steps = [{"stage": step.stage, "findings": [_plain(found) for found in step.findings]} for step in doc.steps]
    return {**provenance(doc, digest, raw_bytes)._asdict(), "kind": doc.kind, "steps": steps}


def read_provenance(first_line: str) -> Provenance:
    """The head, from the first line of a record. Raises ValueError for what is no record of ours."""
    data = json.loads(first_line.rpartition(', "kind": ')[0] + "}")
    try:
        return Provenance(*(data[key] for key in Provenance._fields))
    except (KeyError, TypeError) as why:
        raise ValueError("not the head of a record") from why


def load(text: str) -> tuple[Provenance, tuple[Step, ...]]:
    """A record read back. Raises ValueError or KeyError for what is no record."""
    data = json.loads(text)
    return provenance_of(data), steps_of(data)


def provenance_of(data: Mapping[str, Any]) -> Provenance:
    """The head of a record that is given as plain values."""
    return Provenance(*(data[key] for key in Provenance._fields))


def steps_of(data: Mapping[str, Any]) -> tuple[Step, ...]:
    """The steps of a record that is given as plain values."""
    return tuple(Step(step["stage"], tuple(_findings(step["findings"]))) for step in data["steps"])


def _plain(found: Edit | Fact) -> Mapping[str, Any]:
    if isinstance(found, Fact):
        return {"rule": found.rule, "field": found.field, "value": found.value}
    start, end, field = found.span
    return {"rule": found.rule, "field": field, "at": [start, end], "before": found.before, "after": found.after}


def _findings(plain: list[dict[str, Any]]) -> Iterator[Edit | Fact]:
    for found in plain:
        if "at" in found:
            start, end = found["at"]
            yield Edit(Span(start, end, found["field"]), found["before"], found["after"], found["rule"])
        else:
            yield Fact(found["field"], found["value"], found["rule"])
