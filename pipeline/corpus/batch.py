"""One batch: each of its documents is read, cleaned and written in turn, and its result row is reported."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from pipeline.cleaner import Cleaner
from pipeline.corpus.accounting import check_count
from pipeline.corpus.fence import fenced
from pipeline.corpus.job import Batch, BatchTask, Job
from pipeline.corpus.job_rules import cached_rules
from pipeline.corpus.report import Report, report_of, total_report
from pipeline.document import Document
from pipeline.document.record import Provenance
from pipeline.errors import Unreadable
from pipeline.io import output_folder, writers
from pipeline.io.asides import BUG, Aside, aside_of
from pipeline.io.readers.raw_files import read_documents
from pipeline.io.result_row import ResultRow, aside_row
from pipeline.io.sources import Source, holds_many_documents, page_name, split_name
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
    """Clean a batch. Gives the number of each step before it is taken, and the rows of documents once written.

    A step is to read and clean one document; another one is to find the end of a source.
    """
    job, batch = task.job, task.batch
    rule_set = cached_rules(job.configs, job.style, task.digest)
    raw, clean_store = open_store(job.raw), open_store(job.clean)
    writer = writers.open_writer(
        clean_store, rule_set.digest, output_format=job.to, shard=batch.shard, checksum=job.checksum
    )
    context = BatchContext(writer, rule_set, {aside.id: aside for aside in batch.known_asides})
    known = task.finished if writer.durable else 0  # documents whose rows an earlier worker gave
    rows, row_count, documents, step = list[ResultRow](), known, 0, 0
    for source in batch.sources:
        line_numbers = list[int]()
        yield step
        for item in _read(raw, source, rule_set, _first_stop(task, step)):
            if documents >= known:
                rows.append(_clean_one(item, source, context, task.failures.get(step)))
            line_numbers.append(_line_number(item))
            documents, step = documents + 1, step + 1
            if writer.is_full:
                writer.flush()
                row_count += len(rows)
                yield rows
                rows = []
            yield step
        step += 1
        if holds_many_documents(source.path) and all(line_numbers):
            writer.complete_chunk(source, line_numbers)
    writer.finish_batch(batch.sources)
    check_count(batch.number, documents, row_count + len(rows))
    yield rows


class _Stop(NamedTuple):
    """Where the reader must stop: after ``documents`` of a source, because reading on ended two workers."""

    documents: int
    reason: Unreadable


def _first_stop(task: BatchTask, first_step: int) -> _Stop | None:
    """The first stop in a source that begins with this step or in a later one; None where there is none."""
    step = min((step for step in task.unopened if step >= first_step), default=None)
    return None if step is None else _Stop(step - first_step, task.failures[step])


def _read(raw: Store, source: Source, rule_set: RuleSet, stop: _Stop | None) -> Iterator[Document | Aside]:
    """The documents of a source. Where reading must stop, the rest of the file is set aside."""
    items = read_documents(raw, source, rule_set.corpus)
    name = page_name(source.path)
    count = 0
    while stop is None or count < stop.documents:
        item = fenced(name, lambda: next(items, None))
        if item is None:
            return
        count += 1
        yield item
        if isinstance(item, Aside) and item.rule == BUG:  # the reader ended with an exception
            return
    yield aside_of(name, stop.reason)


def _line_number(item: Document | Aside) -> int:
    """The number of a document in its file; 0 for a whole file."""
    return int(split_name(item.source if isinstance(item, Document) else item.id)[1] or 0)


def clean_or_set_aside(item: Document | Aside, rule_set: RuleSet) -> Document | Aside:
    """The cleaned document, or the reason why it is set aside."""
    if isinstance(item, Aside):
        return item
    return fenced(item.source, lambda: Cleaner(rules=rule_set).clean_document(item))


def _clean_one(item: Document | Aside, source: Source, context: BatchContext, failure: Unreadable | None) -> ResultRow:
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
