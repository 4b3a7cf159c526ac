"""Plan of shards: which raw files make which shard.

- A shard is made of consecutive files. A new one begins at one file in a thousand, chosen by the hash of its path, and
  where the shard would grow too large. So a file that comes or goes changes its own shard and not all after it.
- The name of a shard is the hash of the path of its first file.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress

from pipeline.corpus.fence import split_or_whole
from pipeline.io.own_files import CHUNKS, TEMPORARY
from pipeline.io.readers import chunks
from pipeline.io.sources import Source, holds_many_documents, list_sources
from pipeline.io.stores.protocol import NewFile, Store
from pipeline.io.writers.stored import DAMAGED, read_text

MAX_SHARD_FILES = 2000
MAX_SHARD_BYTES = 16_000_000
BOUNDARY_INTERVAL = 1000  # one file in so many begins a shard
_PLAN = f"{TEMPORARY}/shards"


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


def _chunks(raw: Store, clean: Store, source: Source, *, save: bool) -> Iterator[Source]:
    """The chunks of a file; those noted by an earlier run if the file has not changed."""
    if not holds_many_documents(source.path):
        yield source
        return
    path, known, found = f"{CHUNKS}/{_name(source)}.json", list[Source](), list[Source]()
    with suppress(OSError, *DAMAGED):
        known = [Source(*values) for values in json.loads(read_text(clean, path))]
    if _is_split_of(known, source):
        yield from known
        return
    for chunk in split_or_whole(raw, source, MAX_SHARD_BYTES):
        found.append(chunk)
        yield chunk
    if save and len(found) > 1:
        clean.put([NewFile(path, json.dumps(found).encode() + b"\n")])


def _is_split_of(chunks_: list[Source], source: Source) -> bool:
    """Whether chunks are of this file as it is now, and follow each other without a gap."""
    if any(chunk[:3] != source[:3] for chunk in chunks_):
        return False
    ends = [0, *(chunk.offset + chunk.length for chunk in chunks_)]
    contiguous = [chunk.offset for chunk in chunks_] == ends[:-1]
    return bool(chunks_) and contiguous and [chunk.last for chunk in chunks_] == [False] * (len(chunks_) - 1) + [True]


def write_plan(clean: Store, names: list[str]) -> None:
    """Note which shards there are to be at the end of this run."""
    clean.put([NewFile(_PLAN, "\n".join(names).encode())])


def read_plan(clean: Store) -> set[str]:
    """The names of the shards that there are to be at the end of this run."""
    return set(read_text(clean, _PLAN).split("\n"))
