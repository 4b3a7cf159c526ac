"""One batch: each of its documents is read, cleaned and written in turn, and its result row is reported."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pipeline.cleaner import Cleaner
from pipeline.corpus.job import Batch, BatchTask, Job
from pipeline.corpus.job_rules import cached_rules
from pipeline.corpus.report import Report, report_of, total_report
from pipeline.document import Document
from pipeline.document.record import Provenance
from pipeline.errors import Unreadable
from pipeline.io import output_folder, writers
from pipeline.io.asides import Aside, aside_of
from pipeline.io.readers.raw_files import read_documents
from pipeline.io.result_row import ResultRow, aside_row
from pipeline.io.sources import Source, holds_many_documents
from pipeline.io.stores import open_store
from pipeline.io.stores.protocol import Store
from pipeline.io.writers import Writer
from pipeline.io.writers.markdown import provenance_of
from pipeline.rules.loading import RuleSet


class BatchContext(NamedTuple):
    """What all documents of a batch share: the writer, the rules, and the asides of earlier runs by id."""

    writer: Writer
    rule_set: RuleSet
    known_asides: Mapping[str, Aside]


def clean_batch(job: Job, batch: Batch, digest: str) -> Report:
    """Clean a batch in this process."""
    messages = clean_sources(BatchTask(job, batch, digest))
    rows = [row for message in messages if isinstance(message, list) for row in message]
    return collect_batch(job, batch, rows)


def collect_batch(job: Job, batch: Batch, rows: list[ResultRow]) -> Report:
    """The report of a batch that was cleaned. Its rows are saved until the run ends."""
    output_folder.save_rows(open_store(job.clean), batch.number, rows)
    files = sum(1 for source in batch.sources if source.last)
    return total_report([batch.up_to_date, report_of(rows, files=files)])


def clean_sources(task: BatchTask) -> Iterator[int | list[ResultRow]]:
    """Clean a batch. Gives the number of each document before it is read, and the rows of documents once written."""
    job, batch = task.job, task.batch
    rule_set = cached_rules(job.configs, job.style, task.digest)
    raw, clean_store = open_store(job.raw), open_store(job.clean)
    writer = writers.open_writer(clean_store, rule_set.digest, output_format=job.to, shard=batch.shard)
    context = BatchContext(writer, rule_set, {aside.id: aside for aside in batch.known_asides})
    rows, number = list[ResultRow](), 0
    for source in batch.sources:
        line_numbers = list[int]()
        reason = task.failures[number] if number == task.unopened else None
        items = _read(raw, source, rule_set, reason)
        yield number
        for item in items:
            if number >= task.finished or not writer.durable:
                rows.append(_clean_one(item, source, context, task.failures.get(number)))
            line_numbers.append(_line_number(item))
            number += 1
            if writer.is_full:
                writer.flush()
                yield rows
                rows = []
            yield number
        if holds_many_documents(source.path) and all(line_numbers):
            writer.complete_chunk(source, line_numbers)
    writer.finish_batch(batch.sources)
    yield rows


def _read(raw: Store, source: Source, rule_set: RuleSet, reason: Unreadable | None) -> Iterator[Document | Aside]:
    """The documents of a source. A page that must not be opened is set aside for ``reason``."""
    if reason and not holds_many_documents(source.path):
        return iter([aside_of(source.path, reason)])
    return read_documents(raw, source, rule_set.corpus)


def _line_number(item: Document | Aside) -> int:
    """The number of a document in its file; 0 for a whole file."""
    name = item.source if isinstance(item, Document) else item.id
    number = name.rpartition("#")[2]
    return int(number) if number.isdecimal() else 0


def clean_or_set_aside(item: Document | Aside, rule_set: RuleSet) -> Document | Aside:
    """The cleaned document, or the reason why it is set aside."""
    if isinstance(item, Aside):
        return item
    try:
        return Cleaner(rules=rule_set).clean_document(item)
    except Unreadable as why:
        return aside_of(item.source, why)


def _clean_one(item: Document | Aside, source: Source, context: BatchContext, failure: Unreadable | None) -> ResultRow:
    doc = item if isinstance(item, Document) else Document(item.id, b"")
    provenance = provenance_of(doc, source, context.rule_set.digest)
    if isinstance(item, Aside):
        provenance = provenance._replace(raw_sha256="")  # its bytes were not read
    elif row := context.writer.reuse(doc, source):
        return row
    result = _clean_unless_known(item, provenance, context, failure)
    if isinstance(result, Document):
        try:
            return context.writer.write(result, source)
        except Unreadable as why:
            result = aside_of(doc.source, why)
    row = aside_row(result, provenance)
    context.writer.set_aside(row.aside or result)
    return row


def _clean_unless_known(
    item: Document | Aside, provenance: Provenance, context: BatchContext, failure: Unreadable | None
) -> Document | Aside:
    """The cleaned document or its aside. An aside of an earlier run with the same provenance is used again."""
    if isinstance(item, Aside):
        return item
    known = context.known_asides.get(item.source)
    if known and aside_row(known, provenance).aside == known:
        return known
    return aside_of(item.source, failure) if failure else clean_or_set_aside(item, context.rule_set)
