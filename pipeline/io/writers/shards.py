"""Shards: ``documents/<name>.jsonl`` or ``.parquet``, each with a manifest ``_shards/<name>.json``.

A shard holds the documents of consecutive raw files and is written whole. Its manifest names these files with sizes and
times, the rules, the documents and the asides: from the manifests a run knows which shards are up to date. The manifest
is removed first and written last, so a manifest without its shard never exists.

Rows that a shard had and that its files no longer give are kept as ``documents/<name>-left``. At the end of the run
``corpus.shard_removal`` decides whether their raw files were removed or they are in another shard.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from tempfile import TemporaryFile
from typing import Any, NamedTuple

from pipeline import __version__
from pipeline.document.record import Provenance
from pipeline.io.asides import Aside
from pipeline.io.own_files import DUPLICATES, MANIFESTS, RECORDS, REMOVED
from pipeline.io.sources import Source
from pipeline.io.stores.protocol import NewFile, Store
from pipeline.io.writers import shard_rows
from pipeline.io.writers.shard_rows import Row
from pipeline.io.writers.stored import DAMAGED, read_text

DOCUMENTS = "documents"
"""Folder of the shards."""
LEFTOVER = "-left"
"""End of the name of a shard of leftover rows."""


class Manifest(NamedTuple):
    """A shard: its rules, raw files, documents and asides, and the size of its file in bytes.

    ``dropped`` are those of its documents that are below ``_duplicates`` instead, ``copies`` maps those that are copies
    to the document that they are copies of. ``record`` says whether its rows have whole records.
    """

    rules: str
    copydesk: str = __version__
    sources: tuple[Source, ...] = ()
    documents: tuple[Provenance, ...] = ()
    asides: tuple[Aside, ...] = ()
    dropped: tuple[str, ...] = ()
    size: int = 0
    copies: Mapping[str, str] = {}
    record: bool = True


def shard_names(clean: Store) -> list[str]:
    """The names of all shards with a manifest, in order."""
    return sorted(name.removesuffix(".json") for name in clean.file_sizes(MANIFESTS))


def has_manifest(clean: Store, name: str) -> bool:
    """Whether a shard has a manifest, be it a damaged one."""
    return clean.stat(_manifest_path(name)) is not None


def read_manifest(clean: Store, name: str) -> Manifest | None:
    """The manifest of a shard; None where it is missing or damaged."""
    with suppress(OSError, *DAMAGED):
        data: dict[str, Any] = json.loads(read_text(clean, _manifest_path(name)))
        types = {"sources": Source, "documents": Provenance, "asides": Aside}
        lists: dict[str, Any] = {key: tuple(type_(*values) for values in data[key]) for key, type_ in types.items()}
        return Manifest(**{**data, **lists, "dropped": tuple(data["dropped"])})
    return None


def manifests(clean: Store) -> Iterator[tuple[str, Manifest]]:
    """The names and manifests of all shards, in order."""
    for name in shard_names(clean):
        if manifest := read_manifest(clean, name):
            yield name, manifest


def output_format(clean: Store) -> str:
    """The format of the documents in ``clean``: "md", "jsonl" or "parquet"; empty where there are none."""
    is_sharded = clean.is_nonempty(MANIFESTS)
    suffixes = {name.rpartition(".")[2] for name in clean.file_sizes(DOCUMENTS)} if is_sharded else set()
    shard_format = next(iter(sorted(suffixes & {"jsonl", "parquet"})), "")
    return shard_format or ("md" if clean.is_nonempty(RECORDS) else "")


def is_intact(clean: Store, name: str, manifest: Manifest, output_format: str) -> bool:
    """Whether the file of a shard has the size in its manifest, and the file of its dropped duplicates exists."""
    path = shard_path(name, output_format)
    file_info = clean.stat(path)
    has_duplicates = not manifest.dropped or clean.stat(f"{DUPLICATES}/{path}")
    return bool(has_duplicates) and (file_info.size if file_info else 0) == manifest.size


def read_rows(clean: Store, name: str, output_format: str) -> list[Row]:
    """The rows of a shard, the dropped duplicates last; none where there is no shard."""
    path = shard_path(name, output_format)
    return [*_read(clean, path, output_format), *_read(clean, f"{DUPLICATES}/{path}", output_format)]


def write_shard(clean: Store, name: str, output_format: str, rows: Sequence[Row], manifest: Manifest) -> None:
    """Write the rows of a shard and its manifest. A shard without rows is a manifest alone."""
    clean.remove(_manifest_path(name))
    path = shard_path(name, output_format)
    kept = [row for row in rows if row["source"] not in manifest.dropped]
    dropped = [row for row in rows if row["source"] in manifest.dropped]
    _write(clean, f"{DUPLICATES}/{path}", dropped, output_format)
    size = _write(clean, path, kept, output_format)
    documents = tuple(shard_rows.provenance_of(row) for row in rows)
    data = manifest._replace(documents=documents, size=size)._asdict()
    clean.put([NewFile(_manifest_path(name), json.dumps(data).encode() + b"\n")])


def remove_manifest(clean: Store, name: str) -> None:
    """Remove the manifest of a damaged shard, so that the next run writes the shard again."""
    clean.remove(_manifest_path(name))


def remove_shard(clean: Store, name: str, output_format: str) -> None:
    """Remove a shard and its manifest."""
    path = shard_path(name, output_format)
    for each in (_manifest_path(name), f"{DUPLICATES}/{path}", path):
        clean.remove(each)


def add_leftovers(clean: Store, name: str, output_format: str, rows: Sequence[Row]) -> None:
    """Add rows to the leftovers of a shard."""
    name = name if name.endswith(LEFTOVER) else f"{name}{LEFTOVER}"
    by_source = {row["source"]: row for row in [*read_rows(clean, name, output_format), *rows]}
    if rows:
        sorted_rows = [by_source[source] for source in sorted(by_source)]
        write_shard(clean, name, output_format, sorted_rows, Manifest(""))


def move_to_removed(clean: Store, name: str, output_format: str, rows: Sequence[Row]) -> None:
    """Add rows whose raw files were removed to those below ``_removed``."""
    path = f"{REMOVED}/{shard_path(name, output_format)}"
    by_source = {row["source"]: row for row in [*_read(clean, path, output_format), *rows]}
    _write(clean, path, [by_source[source] for source in sorted(by_source)], output_format)


def _manifest_path(name: str) -> str:
    return f"{MANIFESTS}/{name}.json"


def shard_path(name: str, output_format: str) -> str:
    """The path of a shard."""
    return f"{DOCUMENTS}/{name}.{output_format}"


def _read(clean: Store, path: str, output_format: str) -> list[Row]:
    with suppress(FileNotFoundError), clean.open(path) as file:
        return list(shard_rows.load_rows(file, output_format))
    return []


def _write(clean: Store, path: str, rows: Sequence[Row], output_format: str) -> int:
    """Write a file of rows, or remove it if there are none; returns its size in bytes."""
    data = shard_rows.dump_rows(rows, output_format) if rows else b""
    if rows:
        clean.put([NewFile(path, data)])
    else:
        clean.remove(path)
    return len(data)


class RowReader:
    """Reads rows by source. Each shard is read once, when first needed, and kept in a temporary file."""

    def __init__(self, clean: Store, output_format: str) -> None:
        self._clean, self._format = clean, output_format
        self._shard_of = {head.source: name for name, manifest in manifests(clean) for head in manifest.documents}
        self._offsets: dict[str, int] = {}
        self._spool = TemporaryFile()  # noqa: SIM115 - it lives as long as the reader

    def read(self, source: str) -> Row:
        """The row of a document. Raises KeyError where there is none."""
        if source not in self._offsets:
            self._spool.seek(0, 2)
            for row in read_rows(self._clean, self._shard_of[source], self._format):
                self._offsets[row["source"]] = self._spool.tell()
                self._spool.write(shard_rows.dump_rows([row], "jsonl"))
        self._spool.seek(self._offsets[source])
        found: Row = json.loads(self._spool.readline())
        return found
