"""Clean documents as rows of shards, ``documents/<name>.jsonl`` or ``.parquet``, each with its card in ``_shards``.

A shard holds the documents of some raw files that follow each other, and is written whole. Its card says which files,
sizes and times it was made of, by which rules, which documents stand in it and what was set aside: so the folder is its
own state here too. The card goes first and comes last: who finds a card finds the shard it tells of.

Rows that a shard held and that its files no longer give stand on as ``documents/<name>-left``, until the end of the
run knows whether they are gone or only in another shard (``settle``).
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import suppress
from tempfile import TemporaryFile
from typing import Any, NamedTuple

from pipeline import __version__
from pipeline.document.record import Provenance
from pipeline.io.asides import Aside
from pipeline.io.sources import Source
from pipeline.io.stores.protocol import NewFile, Store
from pipeline.io.writers import shard_rows
from pipeline.io.writers.markdown import DUPLICATES, read_text
from pipeline.io.writers.shard_rows import Row

_CARDS, _DOCUMENTS = "_shards", "documents"
LEFTOVER = "-left"
"""What the name of a shard ends with that holds rows which its files no longer give."""


class Manifest(NamedTuple):
    """What is known of a shard: its rules, the files it was made of, its documents, its asides, its size in bytes.

    ``dropped`` are those of its documents that stand below ``_duplicates`` instead, as copies of others.
    """

    rules: str
    copydesk: str = __version__
    sources: tuple[Source, ...] = ()
    documents: tuple[Provenance, ...] = ()
    asides: tuple[Aside, ...] = ()
    dropped: tuple[str, ...] = ()
    size: int = 0


def shard_names(clean: Store) -> list[str]:
    """The names of all shards that have a card, in order."""
    return sorted(name.removesuffix(".json") for name in clean.names(_CARDS))


def read_manifest(clean: Store, name: str) -> Manifest | None:
    """The card of a shard; None where there is none, or a torn one."""
    with suppress(OSError, ValueError, KeyError, TypeError):
        data: dict[str, Any] = json.loads(read_text(clean, f"{_CARDS}/{name}.json"))
        kinds = {"sources": Source, "documents": Provenance, "asides": Aside}
        lists: dict[str, Any] = {key: tuple(kind(*row) for row in data[key]) for key, kind in kinds.items()}
        return Manifest(**{**data, **lists, "dropped": tuple(data["dropped"])})
    return None


def manifests(clean: Store) -> Iterator[tuple[str, Manifest]]:
    """All shards by name, with their cards."""
    for name in shard_names(clean):
        if told := read_manifest(clean, name):
            yield name, told


def output_format(clean: Store) -> str:
    """How documents stand in ``clean``: "md", "jsonl" or "parquet"; empty where there are none."""
    suffixes = {name.rpartition(".")[2] for name in clean.names(_DOCUMENTS)} if clean.holds(_CARDS) else set()
    found = next(iter(sorted(suffixes & {"jsonl", "parquet"})), "")
    return found or ("md" if clean.holds("_record") else "")


def is_intact(clean: Store, name: str, told: Manifest, to: str) -> bool:
    """Whether the file of a shard is there, of the size that its card says, and so is that of its copies."""
    found = clean.look(_path(name, to))
    copies = not told.dropped or clean.look(f"{DUPLICATES}/{_path(name, to)}")
    return bool(copies) and (found.size if found else 0) == told.size


def read_rows(clean: Store, name: str, to: str) -> list[Row]:
    """The rows of a shard, those dropped as copies last; none where there is none."""
    return [*_rows(clean, _path(name, to), to), *_rows(clean, f"{DUPLICATES}/{_path(name, to)}", to)]


def write_shard(clean: Store, name: str, to: str, found: Sequence[Row], told: Manifest) -> None:
    """Writes the rows of a shard, and its card. A shard without rows is a card alone."""
    clean.remove(f"{_CARDS}/{name}.json")
    here = [row for row in found if row["source"] not in told.dropped]
    _file(clean, f"{DUPLICATES}/{_path(name, to)}", [row for row in found if row["source"] in told.dropped], to)
    size = _file(clean, _path(name, to), here, to)
    documents = tuple(shard_rows.provenance_of(row) for row in found)
    data = told._replace(documents=documents, size=size)._asdict()
    clean.put([NewFile(f"{_CARDS}/{name}.json", json.dumps(data).encode() + b"\n")])


def remove_shard(clean: Store, name: str, to: str) -> None:
    """Takes a shard and its card away."""
    for path in (f"{_CARDS}/{name}.json", f"{DUPLICATES}/{_path(name, to)}", _path(name, to)):
        clean.remove(path)


def keep_leftovers(clean: Store, name: str, to: str, found: Sequence[Row]) -> None:
    """Adds rows to those that stand on as left over from a shard."""
    name = name if name.endswith(LEFTOVER) else f"{name}{LEFTOVER}"
    known = {row["source"]: row for row in [*read_rows(clean, name, to), *found]}
    if found:
        write_shard(clean, name, to, [known[source] for source in sorted(known)], Manifest(""))


def move_to_gone(clean: Store, name: str, to: str, found: Sequence[Row]) -> None:
    """Adds rows to those below ``_gone``."""
    path = f"_gone/{_path(name, to)}"
    known = {row["source"]: row for row in [*_rows(clean, path, to), *found]}
    _file(clean, path, [known[source] for source in sorted(known)], to)


def _path(name: str, to: str) -> str:
    return f"{_DOCUMENTS}/{name}.{to}"


def _rows(clean: Store, path: str, to: str) -> list[Row]:
    with suppress(FileNotFoundError), clean.open(path) as file:
        return list(shard_rows.load_rows(file, to))
    return []


def _file(clean: Store, path: str, found: Sequence[Row], to: str) -> int:
    """Writes a file of rows, or takes it away if there are none; gives its size in bytes."""
    data = shard_rows.dump_rows(found, to) if found else b""
    if found:
        clean.put([NewFile(path, data)])
    else:
        clean.remove(path)
    return len(data)


class RowReader:
    """The rows of all shards, by source. Each shard is read once, when first asked for, and kept on disk."""

    def __init__(self, clean: Store, to: str) -> None:
        self._clean, self._to = clean, to
        self._shard = {head.source: name for name, told in manifests(clean) for head in told.documents}
        self._place: dict[str, int] = {}
        self._spool = TemporaryFile()  # noqa: SIM115 - it lives as long as this does

    def of(self, source: str) -> Row:
        """The row of a document. Raises KeyError where there is none."""
        if source not in self._place:
            self._spool.seek(0, 2)
            for row in read_rows(self._clean, self._shard[source], self._to):
                self._place[row["source"]] = self._spool.tell()
                self._spool.write(shard_rows.dump_rows([row], "jsonl"))
        self._spool.seek(self._place[source])
        found: Row = json.loads(self._spool.readline())
        return found
