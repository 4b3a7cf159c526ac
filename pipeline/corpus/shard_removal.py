"""Removal of shards and rows whose raw files were removed, at the end of a run."""

import json
from collections.abc import Iterator

from pipeline.corpus import shard_plan
from pipeline.io.own_files import CHUNKS
from pipeline.io.sources import file_of, holds_many_documents
from pipeline.io.stores.protocol import Store
from pipeline.io.writers import shards
from pipeline.io.writers.shards import LEFTOVER, Manifest
from pipeline.io.writers.stored import DAMAGED, read_text


def removed_sources(raw: Store, clean: Store) -> Iterator[str]:
    """The documents whose raw file was removed."""
    exists: dict[str, bool] = {}
    for _, manifest in shards.manifests(clean):
        for document in manifest.documents:
            file = file_of(document.source)
            if file not in exists:
                exists[file] = not raw.is_missing(file)
            if not exists[file]:
                yield document.source


def remove_stale_shards(raw: Store, clean: Store, output_format: str, *, prune: bool) -> tuple[str, ...]:
    """The documents whose raw file, or line of it, was removed; ``prune`` moves them to ``_removed``.

    A shard that no file makes any more becomes leftovers; a leftover row that is in another shard is deleted.
    """
    planned = shard_plan.read_plan(clean)
    for name in shards.shard_names(clean):
        if name not in planned and not name.endswith(LEFTOVER):
            shards.add_leftovers(clean, name, output_format, shards.read_rows(clean, name, output_format))
            shards.remove_shard(clean, name, output_format)
    _remove_stale_chunks(raw, clean)
    leftovers = [name for name in shards.shard_names(clean) if name.endswith(LEFTOVER)]
    return tuple(sorted(_settle_leftovers(clean, leftovers, output_format, prune=prune))) if leftovers else ()


def _remove_stale_chunks(raw: Store, clean: Store) -> None:
    for file_info in list(clean.walk(CHUNKS)):
        try:
            path = str(json.loads(read_text(clean, file_info.path))[0][0])
        except DAMAGED:
            path = ""
        if not path or raw.is_missing(path):
            clean.remove(file_info.path)


def _settle_leftovers(clean: Store, leftovers: list[str], output_format: str, *, prune: bool) -> Iterator[str]:
    """Delete the leftover rows that are in another shard. Gives the sources of rows whose raw file was removed.

    Rows of a file that could not be read to its end are kept: their lines may still be there.
    """
    current, unfinished = _current_sources(clean)
    for name in leftovers:
        all_rows = shards.read_rows(clean, name, output_format)
        rows = [row for row in all_rows if row["source"] not in current]
        removed = [row for row in rows if file_of(row["source"]) not in unfinished]
        if prune:
            shards.move_to_removed(clean, name.removesuffix(LEFTOVER), output_format, removed)
            rows = [row for row in rows if file_of(row["source"]) in unfinished]
        if not rows:
            shards.remove_shard(clean, name, output_format)
        elif len(rows) < len(all_rows):
            shards.write_shard(clean, name, output_format, rows, Manifest(""))
        yield from (row["source"] for row in removed)


def _current_sources(clean: Store) -> tuple[set[str], set[str]]:
    """The documents and asides of all shards but leftovers, and the files that could not be read to their end."""
    current, unfinished = set[str](), set[str]()
    for _, manifest in shards.manifests(clean):
        if manifest.rules:
            current.update(document.source for document in manifest.documents)
            current.update(aside.id for aside in manifest.asides)
            unfinished.update(aside.id for aside in manifest.asides if holds_many_documents(aside.id))
    return current, unfinished
