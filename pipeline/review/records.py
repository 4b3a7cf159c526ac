"""Clean documents with their records, from files or from shards, as the review page needs them."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from pipeline.document import Document, Step, canonical, record, replay
from pipeline.io import output_folder
from pipeline.io.stores import open_store
from pipeline.io.stores.protocol import Store
from pipeline.io.writers import shards
from pipeline.io.writers.markdown import output_paths
from pipeline.io.writers.stored import read_text


class CleanDocument(NamedTuple):
    """A document as a run left it. ``stamp`` changes with its record; ``steps`` is None where that is unchanged."""

    source: str
    stamp: str
    fields: Mapping[str, str] = {}
    steps: tuple[Step, ...] | None = None
    words_before: int = 0
    words_after: int = 0
    extracted: str = ""


def clean_documents(clean: str, known: Mapping[str, str]) -> Iterator[CleanDocument]:
    """Every document of a folder; one whose stamp is in ``known`` comes without steps.

    A document whose record is damaged or was not kept is left out.
    """
    store = open_store(clean)
    if shards.output_format(store) == "md":
        yield from _files(store, output_folder.written_sources(store), known)
    else:
        yield from _from_shards(store, known)


def written_documents(clean: str, sources: Iterable[str], known: Mapping[str, str]) -> Iterator[CleanDocument]:
    """The documents of some sources that are files; those of shards are seen when the run ends."""
    store = open_store(clean)
    if shards.output_format(store) == "md":
        yield from _files(store, sources, known)


def clean_document(clean: str, source: str) -> CleanDocument | None:
    """One document with its steps, or None if there is none or its record is damaged."""
    store = open_store(clean)
    if shards.output_format(store) == "md":
        return _read(store, source, "")
    try:
        row = shards.RowReader(store, shards.output_format(store)).read(source)
    except KeyError:
        return None
    return _of(source, "", record.steps_of(row["record"]), row) if "steps" in row["record"] else None


def _files(store: Store, sources: Iterable[str], known: Mapping[str, str]) -> Iterator[CleanDocument]:
    for source in sources:
        document, its_record = output_paths(source)
        found, page = store.stat(its_record), store.stat(document)
        stamp = ":".join(f"{each.size}.{each.mtime_ns}.{each.ctime_ns}" for each in (found, page) if each)
        if known.get(source) == stamp:
            yield CleanDocument(source, stamp)
        elif read := _read(store, source, stamp):
            yield read


def _read(store: Store, source: str, stamp: str) -> CleanDocument | None:
    document, its_record = output_paths(source)
    try:
        _, steps = record.load(read_text(store, its_record))
        parsed = canonical.parse(read_text(store, document))
        return _of(source, stamp, steps, parsed.fields if parsed else {})
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _from_shards(store: Store, known: Mapping[str, str]) -> Iterator[CleanDocument]:
    to = shards.output_format(store)
    for name in shards.shard_names(store):
        for row in shards.read_rows(store, name, to) if to else ():
            stamp = hashlib.sha256(repr(row["record"]).encode()).hexdigest()[:16]
            if "steps" not in row["record"]:  # the record was not kept
                continue
            if known.get(row["source"]) == stamp:
                yield CleanDocument(row["source"], stamp)
            else:
                yield _of(row["source"], stamp, record.steps_of(row["record"]), row)


def _of(source: str, stamp: str, steps: tuple[Step, ...], fields: Mapping[str, object]) -> CleanDocument:
    replayed = replay(Document(source, b""), steps)
    known = {key: str(value) for key, value in fields.items() if isinstance(value, str) and key != "text"}
    extracted = replayed.extracted()
    return CleanDocument(source, stamp, known, steps, len(extracted.split()), len(replayed.text.split()), extracted)
