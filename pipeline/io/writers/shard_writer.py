"""A shard in the making: the rows of the documents of one batch, kept until it ends."""

import time
from collections.abc import Sequence

from pipeline.document import Document
from pipeline.io.asides import Aside
from pipeline.io.result_row import ResultRow, row_of
from pipeline.io.sources import Source
from pipeline.io.stores.protocol import CLOCK_TICK_NS, Store
from pipeline.io.writers import shard_rows, shards
from pipeline.io.writers.markdown import provenance_of
from pipeline.io.writers.shard_rows import Row
from pipeline.io.writers.shards import Manifest


class ShardWriter:
    """Where a batch puts its documents. ``lasting`` is false: nothing of it stands before the batch ends."""

    lasting = False
    full = False

    def __init__(self, clean: Store, digest: str, name: str, to: str) -> None:
        self._clean, self._digest, self._name, self._to = clean, digest, name, to
        self._before = {row["source"]: row for row in shards.read_rows(clean, name, to)}
        self._rows: dict[str, Row] = {}
        self._asides: dict[str, Aside] = {}

    def kept(self, doc: Document, source: Source) -> ResultRow | None:
        """What an earlier run made of these bytes under these rules, if it still stands there."""
        row, head = self._before.get(doc.source), provenance_of(doc, source, self._digest)
        if row is None or shard_rows.provenance_of(row) != head:
            return None
        self._rows[doc.source] = row
        return ResultRow(doc.source, "unchanged", head)

    def write(self, doc: Document, source: Source) -> ResultRow:
        """Keeps the row of the document until the batch ends."""
        head = provenance_of(doc, source, self._digest)
        self._rows[doc.source] = shard_rows.row_of(doc, self._digest, head.raw_bytes)
        return row_of(doc, head)

    def set_aside(self, aside: Aside) -> None:
        """Notes a document that has no row, whatever an earlier run made of it."""
        self._asides[aside.id] = aside

    def end(self, source: Source, lines: Sequence[int]) -> None:
        """Nothing to note: the card knows what was read."""

    def flush(self) -> None:
        """Nothing can be written before the batch ends: a shard is written whole."""

    def close(self, sources: Sequence[Source]) -> None:
        """Writes the shard; what it held and these files do not give any more is left over."""
        here = self._rows.keys() | self._asides.keys()
        shards.keep_leftovers(
            self._clean, self._name, self._to, [row for key, row in self._before.items() if key not in here]
        )
        told = Manifest(self._digest, sources=tuple(map(_settled, sources)), asides=tuple(self._asides.values()))
        shards.write_shard(self._clean, self._name, self._to, list(self._rows.values()), told)


def _settled(source: Source) -> Source:
    """A file as the card tells of it; without its time if it was changed so lately that it may change again unseen."""
    young = time.time_ns() - source.mtime_ns < CLOCK_TICK_NS
    return source._replace(mtime_ns=0 if young else source.mtime_ns, touched_ns=0)
