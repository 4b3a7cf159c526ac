"""Writers of clean documents: Markdown files, or rows of JSONL and Parquet shards."""

from collections.abc import Sequence
from typing import Protocol

from pipeline.document import Document
from pipeline.io.asides import Aside
from pipeline.io.result_row import ResultRow
from pipeline.io.sources import Source
from pipeline.io.stores.protocol import Store
from pipeline.io.writers.markdown import MarkdownWriter
from pipeline.io.writers.shard_writer import ShardWriter


class Writer(Protocol):
    """Where a batch puts its documents."""

    lasting: bool
    """Whether what was flushed stands even if the batch never ends."""

    @property
    def full(self) -> bool:
        """Whether it is time to ``flush``."""
        ...

    def kept(self, doc: Document, source: Source) -> ResultRow | None:
        """What an earlier run made of these bytes under these rules, if it still stands there."""
        ...

    def write(self, doc: Document, source: Source) -> ResultRow:
        """Puts a cleaned document and its record there. Raises Unreadable if its name cannot be written."""
        ...

    def set_aside(self, aside: Aside) -> None:
        """Takes away what an earlier run made of a document that is now set aside."""
        ...

    def end(self, source: Source, lines: Sequence[int]) -> None:
        """Says of a stretch of a file of lines that all of it was read, and which lines hold a document."""
        ...

    def flush(self) -> None:
        """Returns when all that was written is safe on disk."""
        ...

    def close(self, sources: Sequence[Source]) -> None:
        """Ends the batch, which was of these files."""
        ...


def open_writer(clean: Store, digest: str, *, to: str, shard: str) -> Writer:
    """Where a batch writes: ``to`` is "md", or else the form of the shard of this name."""
    return MarkdownWriter(clean, digest) if to == "md" else ShardWriter(clean, digest, shard, to)
