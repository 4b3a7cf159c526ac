"""Plan of shards: which raw files make which shard, and which shards are up to date.

- A shard is made of consecutive files. A new one begins at one file in a thousand, chosen by the hash of its path, and
  where the shard would grow too large. So a file that comes or goes changes its own shard and not all after it.
- The name of a shard is the hash of the path of its first file.
- A shard is up to date when its manifest names the same files, sizes and times, and the same rules.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from pipeline import __version__
from pipeline.corpus.fence import split_or_whole
from pipeline.corpus.up_to_date import CHANGED, DAMAGED, NEW, RULES, FileState, is_final
from pipeline.io.asides import Aside
from pipeline.io.own_files import CHUNKS, TEMPORARY
from pipeline.io.readers import chunks
from pipeline.io.result_row import ResultRow
from pipeline.io.sources import Source, file_of, holds_many_documents, list_sources
from pipeline.io.stores.protocol import NewFile, Store
from pipeline.io.writers import shards
from pipeline.io.writers.shards import LEFTOVER, Manifest
from pipeline.io.writers.stored import DAMAGED as NOT_READABLE
from pipeline.io.writers.stored import read_text
from pipeline.rules.loading import CorpusRules

MAX_SHARD_FILES = 2000
MAX_SHARD_BYTES = 16_000_000
BOUNDARY_INTERVAL = 1000  # one file in so many begins a shard
OTHER_CHANGED = "another file of its shard changed"
RETRY_ASIDE = "a file of its shard that was set aside is tried again"
_PLAN = f"{TEMPORARY}/shards"


class ShardSettings(NamedTuple):
    """The settings of a run that decide whether a shard is up to date: format, digest of the rules, limits."""

    output_format: str
    digest: str
    limits: CorpusRules


def plan_shards(
    raw: Store, clean: Store, *, save_chunks: bool = True, follow_links: bool = False
) -> Iterator[tuple[str, tuple[Source, ...]]]:
    """The name of each shard and its files; ``save_chunks`` notes how large files were split."""
    files, size = list[Source](), 0
    for source in list_sources(raw, exclude=clean.url, follow_links=follow_links):
        for chunk in _chunks(raw, clean, source, save=save_chunks):
            chunk_size = chunks.size_of(chunk)
            full = len(files) == MAX_SHARD_FILES or size + chunk_size > MAX_SHARD_BYTES
            if files and (full or _is_boundary(chunk)):
                yield _name(files[0]), tuple(files)
                files, size = [], 0
            files.append(chunk)
            size += chunk_size
    if files:
        yield _name(files[0]), tuple(files)


def _is_boundary(source: Source) -> bool:
    return int(_name(source), 16) % BOUNDARY_INTERVAL == 0


def _name(source: Source) -> str:
    key = f"{source.path}\0{source.offset}".encode(errors="surrogateescape")
    return hashlib.sha256(key).hexdigest()[:12]


def _chunks(raw: Store, clean: Store, source: Source, *, save: bool) -> list[Source]:
    """The chunks of a file; those noted by an earlier run if the file has not changed."""
    if not holds_many_documents(source.path):
        return [source]
    path = f"{CHUNKS}/{_name(source)}.json"
    with suppress(OSError, *NOT_READABLE):
        known = [Source(*values) for values in json.loads(read_text(clean, path))]
        if _is_split_of(known, source):
            return known
    found = split_or_whole(raw, source, MAX_SHARD_BYTES)
    if save and len(found) > 1:
        clean.put([NewFile(path, json.dumps(found).encode() + b"\n")])
    return found


def _is_split_of(chunks_: list[Source], source: Source) -> bool:
    """Whether chunks are of this file as it is now, and follow each other without a gap."""
    if any(chunk[:3] != source[:3] for chunk in chunks_):
        return False
    ends = [0, *(chunk.offset + chunk.length for chunk in chunks_)]
    contiguous = [chunk.offset for chunk in chunks_] == ends[:-1]
    return bool(chunks_) and contiguous and [chunk.last for chunk in chunks_] == [False] * (len(chunks_) - 1) + [True]


def state_of(clean: Store, name: str, sources: tuple[Source, ...], settings: ShardSettings) -> FileState:
    """The rows of a shard that is up to date, "unchanged" or "aside", or the reason why it must be written."""
    manifest = shards.read_manifest(clean, name)
    if manifest is None:
        return FileState([], DAMAGED if shards.has_manifest(clean, name) else NEW)
    if reason := _stale_reason(manifest, sources, settings):
        return FileState([], reason)
    if not shards.is_intact(clean, name, manifest, settings.output_format):
        return FileState([], DAMAGED)
    asides = [ResultRow(aside.id, "aside", aside=aside) for aside in manifest.asides]
    return FileState([*(ResultRow(document.source, "unchanged") for document in manifest.documents), *asides])


def _stale_reason(manifest: Manifest, sources: tuple[Source, ...], settings: ShardSettings) -> str:
    """Why a shard with this manifest must be written again; empty where it is up to date."""
    if (manifest.rules, manifest.copydesk) != (settings.digest, __version__):
        return RULES
    if [_without_ctime(source) for source in manifest.sources] != [_without_ctime(source) for source in sources]:
        return CHANGED
    return "" if all(is_final(aside, settings.limits) for aside in manifest.asides) else RETRY_ASIDE


def _without_ctime(source: Source) -> Source:
    return source._replace(ctime_ns=0)


def stale_files(
    clean: Store, name: str, sources: tuple[Source, ...], settings: ShardSettings
) -> Iterator[tuple[str, str]]:
    """Each file of a shard that is not up to date, and why it would be read."""
    rows, reason = state_of(clean, name, sources, settings)
    manifest = shards.read_manifest(clean, name)
    files = [source for source in sources if source.last]
    if manifest is None or reason in {RULES, DAMAGED}:
        yield from ((source.path, reason) for source in files)
    elif not rows:
        known = {source.path: source[:3] for source in manifest.sources}
        yield from ((source.path, _file_reason(source, known, reason)) for source in files)


def _file_reason(source: Source, known: dict[str, tuple[str, int, int]], shard_reason: str) -> str:
    if source.path not in known:
        return NEW
    if known[source.path] != source[:3]:
        return CHANGED
    return RETRY_ASIDE if shard_reason == RETRY_ASIDE else OTHER_CHANGED


def known_asides(clean: Store, name: str, limits: CorpusRules) -> tuple[Aside, ...]:
    """The documents of a shard that an earlier run set aside."""
    manifest = shards.read_manifest(clean, name)
    return tuple(aside for aside in manifest.asides if is_final(aside, limits)) if manifest else ()


def write_plan(clean: Store, names: list[str]) -> None:
    """Note which shards there are to be at the end of this run."""
    clean.put([NewFile(_PLAN, "\n".join(names).encode())])


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
    planned = set(read_text(clean, _PLAN).split("\n"))
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
        except NOT_READABLE:
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
