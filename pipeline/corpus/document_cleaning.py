"""Cleaning of one document: it is used again, or cleaned and written, or set aside."""

from collections.abc import Mapping
from typing import NamedTuple

from pipeline.cleaner import Cleaner
from pipeline.corpus.fence import fenced
from pipeline.document import Document
from pipeline.document.record import Provenance
from pipeline.errors import Unreadable
from pipeline.io.asides import Aside, aside_of
from pipeline.io.result_row import ResultRow, aside_row
from pipeline.io.sources import Source
from pipeline.io.writers import Writer
from pipeline.io.writers.markdown import provenance_of
from pipeline.rules.loading import RuleSet


class BatchContext(NamedTuple):
    """What all documents of a batch share: the writer, the rules, and the asides of earlier runs by id."""

    writer: Writer
    rule_set: RuleSet
    known_asides: Mapping[str, Aside]


def clean_or_set_aside(item: Document | Aside, rule_set: RuleSet) -> Document | Aside:
    """The cleaned document, or the reason why it is set aside."""
    if isinstance(item, Aside):
        return item
    return fenced(item.source, lambda: Cleaner(rules=rule_set).clean_document(item))


def clean_one(item: Document | Aside, source: Source, context: BatchContext, failure: Unreadable | None) -> ResultRow:
    """The result row of a document; it is written, or its former output is removed. ``failure``: not to be cleaned."""
    doc = item if isinstance(item, Document) else Document(item.id, b"")
    provenance = provenance_of(doc, source, context.rule_set.digest)
    result: ResultRow | Aside
    if isinstance(item, Aside):
        provenance = provenance._replace(raw_sha256="")  # its bytes were not read
        result = item
    elif row := context.writer.reuse(doc, source):
        return row
    else:
        result = _clean_and_write(doc, source, context, _known_aside(doc, provenance, context, failure))
    if isinstance(result, ResultRow):
        return result
    row = aside_row(result, provenance)
    context.writer.set_aside(row.aside or result)
    return row


def _known_aside(
    doc: Document, provenance: Provenance, context: BatchContext, failure: Unreadable | None
) -> Aside | None:
    """Why a document must not be cleaned: a run set it aside with the same provenance, or it ended a worker."""
    known = context.known_asides.get(doc.source)
    if known and aside_row(known, provenance).aside == known:
        return known
    return aside_of(doc.source, failure) if failure else None


def _clean_and_write(doc: Document, source: Source, context: BatchContext, known: Aside | None) -> ResultRow | Aside:
    if known:
        return known
    cleaner = Cleaner(rules=context.rule_set)
    output = fenced(doc.source, lambda: context.writer.render(cleaner.clean_document(doc), source))
    if isinstance(output, Aside):
        return output
    try:
        context.writer.write(output)
    except Unreadable as why:
        return aside_of(doc.source, why)
    return output.row
