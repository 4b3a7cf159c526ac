"""What a run tells of one document: one small row, that of the catalogue."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from pipeline.document import Document, Edit, Fact, canonical, record
from pipeline.document.record import Provenance
from pipeline.io.asides import Aside
from pipeline.text.shingles import shingles_of, sketch_of

NOWHERE = Provenance("", "", "", "")


class ResultRow(NamedTuple):
    """A document: where it is from, what became of it, what it is, what was done to it.

    ``fate`` is "cleaned", "unchanged" (it stood there already; the rest is empty) or "aside". ``edits`` counts by
    stage, ``rules`` by rule, ``undecided`` names left as they stand, by the entry that could not tell; ``sites``
    is the site whose rule was asked, and, behind its name, what that looked for in vain; ``before`` and ``after`` are
    words as extracted and as written, ``length`` is the body's characters; ``sketch`` see ``shingles``.
    """

    source: str
    fate: str
    head: Provenance = NOWHERE
    aside: Aside | None = None
    fields: Mapping[str, str] = {}
    edits: Mapping[str, int] = {}
    rules: Mapping[str, int] = {}
    undecided: Mapping[str, int] = {}
    sites: Mapping[str, int] = {}
    before: int = 0
    after: int = 0
    length: int = 0
    sketch: bytes = b""


_SITE = "extract/site:"
_FIELDS = ("id", "title", "date", "language", "outlet", "url", "text_sha256")


def row_of(doc: Document, head: Provenance) -> ResultRow:
    """The entry of a cleaned document."""
    made = [(step.stage, found.rule) for step in doc.steps for found in step.findings if isinstance(found, Edit)]
    facts = [found for step in doc.steps for found in step.findings if isinstance(found, Fact)]
    front = record.front_matter(doc, head.rules)
    return ResultRow(
        doc.source,
        "cleaned",
        head,
        fields={key: front[key] for key in _FIELDS if key in front},
        edits=Counter(stage for stage, _ in made),
        rules=Counter(rule.partition(":")[0] for _, rule in made),
        undecided=Counter(fact.rule for fact in facts if fact.field == "undecided"),
        sites=Counter(_sites(facts)),
        before=len(doc.extracted().split()),
        after=len(doc.text.split()),
        length=len(doc.text),
        sketch=sketch_of(shingles_of(doc.text)),
    )


def _sites(facts: Iterable[Fact]) -> Iterator[str]:
    """The name of the site whose rule was asked, and the name with each thing that the rule did not find."""
    yield from {fact.rule.removeprefix(_SITE) for fact in facts if fact.rule.startswith(_SITE)}
    for fact in facts:
        if fact.field == "site_rule_unmatched":
            yield from (f"{fact.rule.removeprefix(_SITE)}: {what}" for what in fact.value.split("\n"))


def row_from_record(its_record: str, page: str) -> ResultRow:
    """The entry again, from the record and the document as they stand in ``clean/``. Raises ValueError, KeyError."""
    head, steps = record.load(its_record)
    parsed = canonical.parse(page)
    if parsed is None:
        raise ValueError(f"{head.source}: no document of ours")
    fields = {**parsed.fields, "text": parsed.body.removesuffix("\n")}
    return row_of(Document(head.source, b"", fields=fields, steps=steps), head)


def row_from_shard(row: Mapping[str, Any]) -> ResultRow:
    """The entry again, from the row of a shard. Raises KeyError."""
    fields = {key: value for key, value in row.items() if key != "record"}
    head, steps = record.provenance_of(row["record"]), record.steps_of(row["record"])
    return row_of(Document(head.source, b"", fields=fields, steps=steps), head)


def row_of_aside(aside: Aside, head: Provenance) -> ResultRow:
    """The entry of a document that was set aside; ``head`` says by what it was judged."""
    judged = aside._replace(**{key: value for key, value in head._asdict().items() if key != "source"})
    return ResultRow(aside.id, "aside", head, judged, fields={"id": aside.id})
