"""Which raw files make which shard, and which shards are up to date.

- A shard is of files that follow each other. A new one begins at files whose path says so by chance, one in a thousand,
  and where else it would grow too large. So a file that comes or goes changes its own shard, not all behind it.
- Its name is drawn from the path of its first file.
- It is up to date when its card tells of the very same files, sizes and times, and of the same rules.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from typing import NamedTuple

from pipeline import __version__
from pipeline.corpus.up_to_date import MISSING, NEW, RULES, TOUCHED, is_final
from pipeline.io.asides import Aside
from pipeline.io.readers import chunks
from pipeline.io.result_row import ResultRow
from pipeline.io.sources import Source, file_of, holds_many_documents, list_sources
from pipeline.io.stores.protocol import NewFile, Store
from pipeline.io.writers import shards
from pipeline.io.writers.markdown import read_text
from pipeline.io.writers.shards import LEFTOVER, Manifest
from pipeline.rules.loading import CorpusRules

MOST_FILES = 2000
MOST_BYTES = 16_000_000
BEGINS = 1000  # one file in so many begins a shard
BESIDE = "another file of its shard changed"
ASIDE = "a file of its shard that was set aside is tried again"
_STRETCHES, _PLANNED = "_stretches", "_tmp/shards"


def plan_shards(raw: Store, clean: Store, *, keep: bool = True) -> Iterator[tuple[str, tuple[Source, ...]]]:
    """The name of each shard and the files it is made of; ``keep`` notes how large files were cut."""
    found, size = list[Source](), 0
    for source in list_sources(raw, besides=clean.url):
        for part in _parts(raw, clean, source, keep=keep):
            share = chunks.size_of(part)
            if found and (len(found) == MOST_FILES or size + share > MOST_BYTES or _number(part) % BEGINS == 0):
                yield _name(found[0]), tuple(found)
                found, size = [], 0
            found.append(part)
            size += share
    if found:
        yield _name(found[0]), tuple(found)


def _number(source: Source) -> int:
    return int(_name(source), 16)


def _name(source: Source) -> str:
    key = f"{source.path}\0{source.offset}".encode(errors="surrogateescape")
    return hashlib.sha256(key).hexdigest()[:12]


def _parts(raw: Store, clean: Store, source: Source, *, keep: bool) -> list[Source]:
    """A file in stretches, as an earlier run noted them if it has not changed since."""
    if not holds_many_documents(source.path):
        return [source]
    path = f"{_STRETCHES}/{_name(source)}.json"
    with suppress(OSError, ValueError, TypeError):
        known = [Source(*part) for part in json.loads(read_text(clean, path))]
        if known and all(part[:3] == source[:3] for part in known):
            return known
    found = list(chunks.split_source(raw, source, MOST_BYTES))
    if keep and len(found) > 1:
        clean.put([NewFile(path, json.dumps(found).encode() + b"\n")])
    return found


class ShardQuery(NamedTuple):
    """With what a run asks whether shards are up to date: their form, its rules and limits."""

    to: str
    digest: str
    limits: CorpusRules


def rows_up_to_date(clean: Store, name: str, sources: tuple[Source, ...], ask: ShardQuery) -> list[ResultRow] | None:
    """What stands in a shard that is up to date: "unchanged" or "aside"; None where it is to be made."""
    told = shards.read_manifest(clean, name)
    if told is None or stale_reason(told, sources, ask) or not shards.is_intact(clean, name, told, ask.to):
        return None
    asides = [ResultRow(aside.id, "aside", aside=aside) for aside in told.asides]
    return [*(ResultRow(head.source, "unchanged") for head in told.documents), *asides]


def stale_reason(told: Manifest, sources: tuple[Source, ...], ask: ShardQuery) -> str:
    """Why a shard with this card must be made anew; empty where it need not."""
    if (told.rules, told.copydesk) != (ask.digest, __version__):
        return RULES
    if [_seen(source) for source in told.sources] != [_seen(source) for source in sources]:
        return TOUCHED
    return "" if all(is_final(aside, ask.limits) for aside in told.asides) else ASIDE


def stale_files(clean: Store, name: str, sources: tuple[Source, ...], ask: ShardQuery) -> Iterator[tuple[str, str]]:
    """Each file of a shard that is not up to date, and why it would be read."""
    told = shards.read_manifest(clean, name)
    general = stale_reason(told, sources, ask) if told else NEW
    if told is None or general == RULES or (not general and not shards.is_intact(clean, name, told, ask.to)):
        yield from ((source.path, general or MISSING) for source in sources if source.last)
    elif general:
        before = {source[0]: source[:3] for source in told.sources}
        for source in (source for source in sources if source.last):
            same = before.get(source.path) == source[:3]
            other = ASIDE if general == ASIDE else BESIDE
            yield source.path, other if same else TOUCHED if source.path in before else NEW


def _seen(source: Source) -> Source:
    return source._replace(touched_ns=0)


def known_asides(clean: Store, name: str, limits: CorpusRules) -> tuple[Aside, ...]:
    """What an earlier run set aside of a shard's files."""
    told = shards.read_manifest(clean, name)
    return tuple(aside for aside in told.asides if is_final(aside, limits)) if told else ()


def write_plan(clean: Store, names: list[str]) -> None:
    """Notes which shards there are to be at the end of this run."""
    clean.put([NewFile(_PLANNED, "\n".join(names).encode())])


def missing_sources(raw: Store, clean: Store) -> Iterator[str]:
    """The documents of ``clean/`` whose raw file is no more."""
    here: dict[str, bool] = {}
    for _, told in shards.manifests(clean):
        for head in told.documents:
            file = file_of(head.source)
            if file not in here:
                here[file] = raw.look(file) is not None
            if not here[file]:
                yield head.source


def remove_stale_shards(raw: Store, clean: Store, to: str, *, prune: bool) -> tuple[str, ...]:
    """The documents whose raw file, or line of it, is gone; ``prune`` moves them below ``_gone``.

    Shards that no file makes any more are left over, and what is left over but stands in another shard goes.
    """
    wanted = set(read_text(clean, _PLANNED).split("\n"))
    for name in shards.shard_names(clean):
        if name not in wanted and not name.endswith(LEFTOVER):
            shards.keep_leftovers(clean, name, to, shards.read_rows(clean, name, to))
            shards.remove_shard(clean, name, to)
    for found in list(clean.walk(_STRETCHES)):
        (first, *_) = json.loads(read_text(clean, found.path))
        if not raw.look(first[0]):
            clean.remove(found.path)
    left = [name for name in shards.shard_names(clean) if name.endswith(LEFTOVER)]
    return tuple(sorted(_gone(clean, left, to, prune=prune))) if left else ()


def _gone(clean: Store, left: list[str], to: str, *, prune: bool) -> Iterator[str]:
    here, torn = set[str](), set[str]()
    for _, told in shards.manifests(clean):
        if told.rules:
            here.update(head.source for head in told.documents)
            here.update(aside.id for aside in told.asides)
            torn.update(aside.id for aside in told.asides if holds_many_documents(aside.id))
    for name in left:
        rows = shards.read_rows(clean, name, to)
        kept = [row for row in rows if row["source"] not in here]
        gone = [row for row in kept if file_of(row["source"]) not in torn]
        if prune:
            shards.move_to_gone(clean, name.removesuffix(LEFTOVER), to, gone)
            kept = [row for row in kept if file_of(row["source"]) in torn]
        if not kept:
            shards.remove_shard(clean, name, to)
        elif len(kept) < len(rows):
            shards.write_shard(clean, name, to, kept, Manifest(""))
        yield from (row["source"] for row in gone)
