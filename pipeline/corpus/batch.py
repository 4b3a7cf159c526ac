"""One batch: each of its documents is read, cleaned and written in turn, and its result row is reported."""

from collections.abc import Iterator

from pipeline.corpus.accounting import check_count
from pipeline.corpus.batch_reading import first_stop, read_until_stop
from pipeline.corpus.document_cleaning import BatchContext, clean_one
from pipeline.corpus.job import Batch, BatchTask, Job
from pipeline.corpus.job_rules import cached_rules
from pipeline.corpus.report import Report, report_of, total_report
from pipeline.document import Document
from pipeline.io import output_folder, writers
from pipeline.io.asides import Aside
from pipeline.io.result_row import ResultRow
from pipeline.io.sources import holds_many_documents, split_name
from pipeline.io.stores import open_store
from pipeline.io.writers.output import WriterSettings


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
    settings = WriterSettings(rule_set.digest, job.to, checksum=job.checksum, record=job.record)
    writer = writers.open_writer(clean_store, batch.shard, settings)
    context = BatchContext(writer, rule_set, {aside.id: aside for aside in batch.known_asides})
    known = task.finished if writer.durable else 0  # documents whose rows an earlier worker gave
    rows, row_count, documents, step = list[ResultRow](), known, 0, 0
    for source in batch.sources:
        line_numbers = list[int]()
        yield step
        for item in read_until_stop(raw, source, rule_set.corpus, first_stop(task, step)):
            if documents >= known:
                rows.append(clean_one(item, source, context, task.failures.get(step)))
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


def _line_number(item: Document | Aside) -> int:
    """The number of a document in its file; 0 for a whole file."""
    return int(split_name(item.source if isinstance(item, Document) else item.id)[1] or 0)
