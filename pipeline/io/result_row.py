"""Result row: what a run reports of one document. The catalogue is made of these rows."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from pipeline.document import Document, Edit, Fact, canonical, record
from pipeline.document.record import Provenance
from pipeline.io.asides import Aside
from pipeline.text.shingles import shingles_of, sketch_of

NO_PROVENANCE = Provenance("", "", "", "")
_SITE_RULE = "extract/site:"
_FIELDS = ("id", "title", "author", "date", "language", "outlet", "url", "text_sha256")


class ResultRow(NamedTuple):
    """One document: its origin, its outcome, its fields, and counts of the edits.

    ``outcome`` is "cleaned", "unchanged" (up to date already; the remaining fields are empty) or "aside". ``edits``
    counts by stage, ``rules`` by rule. ``undecided`` counts ambiguous names that were left unchanged, by rule.
    ``sites`` names the site whose rule was used, and each thing that the rule did not find. ``words_before`` and
    ``words_after`` count words as extracted and as written, ``characters`` those of the body. ``sketch``: see
    ``text.shingles``. ``stored_bytes`` are the sizes of the document's file and of its record's.
    """

    source: str
    outcome: str
    provenance: Provenance = NO_PROVENANCE
    aside: Aside | None = None
    fields: Mapping[str, str] = {}
    edits: Mapping[str, int] = {}
    rules: Mapping[str, int] = {}
    undecided: Mapping[str, int] = {}
    sites: Mapping[str, int] = {}
    words_before: int = 0
    words_after: int = 0
    characters: int = 0
    sketch: bytes = b""
    stored_bytes: tuple[int, int] = (0, 0)


def cleaned_row(doc: Document, provenance: Provenance) -> ResultRow:
    """The row of a cleaned document."""
    findings = [(step.stage, finding) for step in doc.steps for finding in step.findings]
    edits = [(stage, finding.rule) for stage, finding in findings if isinstance(finding, Edit)]
    facts = [finding for _, finding in findings if isinstance(finding, Fact)]
    front = record.front_matter(doc, provenance.rules)
    return ResultRow(
        doc.source,
        "cleaned",
        provenance,
        fields={key: front[key] for key in _FIELDS if key in front} | _extraction(facts),
        edits=Counter(stage for stage, _ in edits),
        rules=Counter(rule.partition(":")[0] for _, rule in edits),
        undecided=Counter(fact.rule for fact in facts if fact.field == "undecided"),
        sites=Counter(_sites(facts)),
        words_before=len(doc.extracted().split()),
        words_after=len(doc.text.split()),
        characters=len(doc.text),
        sketch=sketch_of(shingles_of(doc.text)),
    )


def _extraction(facts: Iterable[Fact]) -> dict[str, str]:
    """How the text was extracted, by the rule: ``extract/plain``, ``extract/site:<host>`` ..."""
    rules = [fact.rule for fact in facts if fact.field == "text"]
    return {"extraction": rules[-1]} if rules else {}


def _sites(facts: Iterable[Fact]) -> Iterator[str]:
    """The name of the site whose rule was used, and "name: thing" for each thing that the rule did not find."""
    yield from {fact.rule.removeprefix(_SITE_RULE) for fact in facts if fact.rule.startswith(_SITE_RULE)}
    for fact in facts:
        if fact.field == "site_rule_unmatched":
            yield from (f"{fact.rule.removeprefix(_SITE_RULE)}: {thing}" for thing in fact.value.split("\n"))


def row_from_record(record_text: str, page: str) -> ResultRow:
    """The row of a document that an earlier run wrote, from its record and its file. Raises ValueError, KeyError."""
    provenance, steps = record.load(record_text)
    parsed = canonical.parse(page)
    if parsed is None:
        raise ValueError(f"{provenance.source}: not a canonical document")
    fields = {**parsed.fields, "text": parsed.body.removesuffix("\n")}
    return cleaned_row(Document(provenance.source, b"", fields=fields, steps=steps), provenance)


def row_from_shard(row: Mapping[str, Any]) -> ResultRow:
    """The row of a document that an earlier run wrote, from its row in a shard. Raises KeyError."""
    whole = row["record"]
    fields = {key: value for key, value in row.items() if key == "text" or key in _FIELDS}
    provenance = record.provenance_of(whole)
    if "steps" not in whole:
        return _row_without_steps(fields, provenance, row)
    steps = record.steps_of(whole)
    return cleaned_row(Document(provenance.source, b"", fields=fields, steps=steps), provenance)


def _row_without_steps(fields: Mapping[str, str], provenance: Provenance, row: Mapping[str, Any]) -> ResultRow:
    """The row of a document whose record was not kept."""
    text = fields["text"]
    return ResultRow(
        provenance.source,
        "cleaned",
        provenance,
        fields={key: value for key, value in fields.items() if key != "text"},
        edits=row["edits"],
        rules=row["record"]["edits"],
        words_before=row["record"]["words_before"],
        words_after=len(text.split()),
        characters=len(text),
        sketch=sketch_of(shingles_of(text)),
    )


def aside_row(aside: Aside, provenance: Provenance) -> ResultRow:
    """The row of a document that was set aside; ``provenance`` names the bytes, rules and version."""
    origin = {key: value for key, value in provenance._asdict().items() if key != "source"}
    return ResultRow(aside.id, "aside", provenance, aside._replace(**origin), fields={"id": aside.id})
