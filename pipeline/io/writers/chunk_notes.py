"""Chunk notes: which documents a chunk of a file of many documents gave, and how large they and their records are."""

import json
from collections.abc import Mapping
from typing import NamedTuple

from pipeline.document.record import Provenance
from pipeline.io.paths import chunk_path
from pipeline.io.stores.protocol import Store
from pipeline.io.writers.stored import DAMAGED, read_text


class ChunkNote(NamedTuple):
    """A chunk that was read to its end: its place in the file, and the numbers of its documents and asides.

    ``sizes`` maps the number of each document to the sizes of its file and of its record, in bytes.
    """

    offset: int
    length: int
    last: bool
    numbers: list[int]
    sizes: Mapping[int, tuple[int, int]]


def dump(provenance: Provenance, note: ChunkNote) -> bytes:
    """A note as JSON, with the head of a record."""
    place = {"offset": note.offset, "length": note.length, "last": note.last}
    data = {**provenance._asdict(), "kind": "lines", **place, "lines": note.numbers, "sizes": note.sizes}
    return json.dumps(data).encode() + b"\n"


def read_notes(clean: Store, file: str) -> list[ChunkNote]:
    """The notes of all chunks of a file, in order; empty if one is missing or damaged."""
    notes = list[ChunkNote]()
    offset, last = 0, False
    while not last:
        try:
            note = _read(clean, chunk_path(file, offset))
        except (OSError, *DAMAGED):
            return []
        if note.offset != offset or (not note.length and not note.last):
            return []
        offset, last = offset + note.length, note.last
        notes.append(note)
    return notes


def _read(clean: Store, path: str) -> ChunkNote:
    data = json.loads(read_text(clean, path))
    sizes = {int(number): (int(document), int(record)) for number, (document, record) in data["sizes"].items()}
    return ChunkNote(int(data["offset"]), int(data["length"]), data["last"] is True, list(data["lines"]), sizes)
