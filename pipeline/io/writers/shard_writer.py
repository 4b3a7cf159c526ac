"""Shard writer: collects the rows of one batch and writes them as one shard when the batch ends."""

import time
from collections.abc import Sequence

from pipeline.document import Document
from pipeline.io.asides import Aside
from pipeline.io.result_row import ResultRow, cleaned_row
from pipeline.io.sources import Source
from pipeline.io.stores.protocol import CLOCK_TICK_NS, Store
from pipeline.io.writers import shard_rows, shards, stored
from pipeline.io.writers.markdown import provenance_of
from pipeline.io.writers.output import Output, WriterSettings
from pipeline.io.writers.shard_rows import Row
from pipeline.io.writers.shards import Manifest


class ShardWriter:
    """Writes the documents of a batch as rows of the shard ``name``. Nothing is written before the batch ends."""

    durable = False
    is_full = False

    def __init__(self, clean: Store, name: str, settings: WriterSettings) -> None:
        self._clean, self._name, self._settings = clean, name, settings
        self._digest, self._format = settings.digest, settings.output_format
        self._previous = {row["source"]: row for row in shards.read_rows(clean, name, self._format)}
        self._rows: dict[str, Row] = {}
        self._asides: dict[str, Aside] = {}

    def reuse(self, doc: Document, source: Source) -> ResultRow | None:
        """The row of a document that an earlier run made from these bytes under these rules, if it is still there."""
        row, provenance = self._previous.get(doc.source), provenance_of(doc, source, self._digest)
        if row is None or shard_rows.provenance_of(row) != provenance:
            return None
        if ("steps" in row["record"]) != self._settings.record:
            return None
        if self._settings.checksum and stored.row_problem(row):
            return None
        self._rows[doc.source] = {key: value for key, value in row.items() if key != "duplicate_of"}
        return ResultRow(doc.source, "unchanged", provenance)

    def render(self, doc: Document, source: Source) -> Output:
        """The shard row and the result row of a document."""
        provenance = provenance_of(doc, source, self._digest)
        row = shard_rows.shard_row(doc, self._digest, provenance.raw_bytes, keep_record=self._settings.record)
        shard_rows.dump_rows([row], "jsonl")  # raises here, not when the shard is written, if no file can hold the text
        return Output(cleaned_row(doc, provenance), shard_row=row)

    def write(self, output: Output) -> None:
        """Keep the row of a document until the batch ends."""
        self._rows[output.row.source] = dict(output.shard_row)

    def set_aside(self, aside: Aside) -> None:
        """Note a document that gets no row."""
        self._asides[aside.id] = aside

    def complete_chunk(self, source: Source, numbers: Sequence[int]) -> None:
        """Do nothing: the manifest names the chunks."""

    def flush(self) -> None:
        """Do nothing: a shard is written whole, when the batch ends."""

    def finish_batch(self, sources: Sequence[Source]) -> None:
        """Write the shard. Former rows that these sources no longer give become leftovers."""
        present = self._rows.keys() | self._asides.keys()
        leftovers = [row for key, row in self._previous.items() if key not in present]
        shards.add_leftovers(self._clean, self._name, self._format, leftovers)
        manifest = Manifest(
            self._digest,
            sources=tuple(map(_with_reliable_time, sources)),
            asides=tuple(self._asides.values()),
            record=self._settings.record,
        )
        shards.write_shard(self._clean, self._name, self._format, list(self._rows.values()), manifest)


def _with_reliable_time(source: Source) -> Source:
    """A source for the manifest; without its mtime if the file is so young that it may change again unnoticed."""
    young = time.time_ns() - source.mtime_ns < CLOCK_TICK_NS
    return source._replace(mtime_ns=0 if young else source.mtime_ns, ctime_ns=0)
