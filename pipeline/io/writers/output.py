"""Output of one document, ready to be written: its result row, and its files or its row of a shard."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from pipeline.io.result_row import ResultRow
from pipeline.io.stores.protocol import NewFile


class Output(NamedTuple):
    """The result row of a document, with the document and record file (Markdown) or the shard row."""

    row: ResultRow
    files: tuple[NewFile, ...] = ()
    shard_row: Mapping[str, Any] = {}


class WriterSettings(NamedTuple):
    """What a writer must know: the digest of the rules and the format of the documents.

    ``checksum``: a document of an earlier run is used again only if all of it agrees with its record. ``record``:
    whether rows of shards have whole records.
    """

    digest: str
    output_format: str
    checksum: bool = False
    record: bool = True
