"""Writers of clean documents: Markdown files, or rows of JSONL and Parquet shards."""

from collections.abc import Sequence
from typing import Protocol

from pipeline.document import Document
from pipeline.io.asides import Aside
from pipeline.io.result_row import ResultRow
from pipeline.io.sources import Source
from pipeline.io.stores.protocol import Store
from pipeline.io.writers.markdown import MarkdownWriter
from pipeline.io.writers.output import Output, WriterSettings
from pipeline.io.writers.shard_writer import ShardWriter


class Writer(Protocol):
    """Writes the documents of one batch."""

    durable: bool
    """Whether flushed documents stay written even if the batch does not end."""

    @property
    def is_full(self) -> bool:
        """Whether it is time to ``flush``."""
        ...

    def reuse(self, doc: Document, source: Source) -> ResultRow | None:
        """The row of a document that an earlier run made from these bytes under these rules, if it is still there."""
        ...

    def render(self, doc: Document, source: Source) -> Output:
        """The output of a cleaned document; writes nothing."""
        ...

    def write(self, output: Output) -> None:
        """Write a document and its record. Raises Unreadable if there can be no file of its name."""
        ...

    def set_aside(self, aside: Aside) -> None:
        """Remove the output of an earlier run for a document that is now set aside."""
        ...

    def complete_chunk(self, source: Source, numbers: Sequence[int]) -> None:
        """Note that a chunk was read to its end, and the numbers of its documents."""
        ...

    def flush(self) -> None:
        """Return when everything written is safe on disk."""
        ...

    def finish_batch(self, sources: Sequence[Source]) -> None:
        """End the batch, which was made of these sources."""
        ...


def open_writer(clean: Store, shard: str, settings: WriterSettings) -> Writer:
    """The writer of a batch; ``shard`` names the shard where the format is "jsonl" or "parquet"."""
    if settings.output_format == "md":
        return MarkdownWriter(clean, settings.digest, checksum=settings.checksum)
    return ShardWriter(clean, shard, settings)
