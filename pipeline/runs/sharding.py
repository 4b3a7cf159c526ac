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

from pipeline import __version__, intake
from pipeline.configs import Corpus
from pipeline.intake import Aside, Source, file_of
from pipeline.runs.entry import Entry
from pipeline.runs.standing import MISSING, NEW, RULES, TOUCHED, lasts
from pipeline.storage import shards, stretches
from pipeline.storage.folder import Folder, Put
from pipeline.storage.shards import LEFT, Card
from pipeline.storage.tree import text_at

MOST_FILES = 2000
MOST_BYTES = 16_000_000
BEGINS = 1000  # one file in so many begins a shard
BESIDE = "another file of its shard changed"
ASIDE = "a file of its shard that was set aside is tried again"
_STRETCHES, _PLANNED = "_stretches", "_tmp/shards"


def plan(raw: Folder, clean: Folder, *, keep: bool = True) -> Iterator[tuple[str, tuple[Source, ...]]]:
    """The name of each shard and the files it is made of; ``keep`` notes how large files were cut."""
    found, size = list[Source](), 0
    for source in intake.sources(raw, besides=clean.url):
        for part in _parts(raw, clean, source, keep=keep):
            share = stretches.weight(part)
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


def _parts(raw: Folder, clean: Folder, source: Source, *, keep: bool) -> list[Source]:
    """A file in stretches, as an earlier run noted them if it has not changed since."""
    if not intake.has_lines(source.path):
        return [source]
    path = f"{_STRETCHES}/{_name(source)}.json"
    with suppress(OSError, ValueError, TypeError):
        known = [Source(*part) for part in json.loads(text_at(clean, path))]
        if known and all(part[:3] == source[:3] for part in known):
            return known
    found = list(stretches.parts(raw, source, MOST_BYTES))
    if keep and len(found) > 1:
        clean.put([Put(path, json.dumps(found).encode() + b"\n")])
    return found


class Ask(NamedTuple):
    """With what a run asks whether shards are up to date: their form, its rules and limits."""

    to: str
    digest: str
    limits: Corpus


def held(clean: Folder, name: str, sources: tuple[Source, ...], ask: Ask) -> list[Entry] | None:
    """What stands in a shard that is up to date: "unchanged" or "aside"; None where it is to be made."""
    told = shards.card(clean, name)
    if told is None or why(told, sources, ask) or not shards.whole(clean, name, told, ask.to):
        return None
    asides = [Entry(aside.id, "aside", aside=aside) for aside in told.asides]
    return [*(Entry(head.source, "unchanged") for head in told.documents), *asides]


def why(told: Card, sources: tuple[Source, ...], ask: Ask) -> str:
    """Why a shard with this card must be made anew; empty where it need not."""
    if (told.rules, told.copydesk) != (ask.digest, __version__):
        return RULES
    if [_seen(source) for source in told.sources] != [_seen(source) for source in sources]:
        return TOUCHED
    return "" if all(lasts(aside, ask.limits) for aside in told.asides) else ASIDE


def reasons(clean: Folder, name: str, sources: tuple[Source, ...], ask: Ask) -> Iterator[tuple[str, str]]:
    """Each file of a shard that is not up to date, and why it would be read."""
    told = shards.card(clean, name)
    general = why(told, sources, ask) if told else NEW
    if told is None or general == RULES or (not general and not shards.whole(clean, name, told, ask.to)):
        yield from ((source.path, general or MISSING) for source in sources if source.last)
    elif general:
        before = {source[0]: source[:3] for source in told.sources}
        for source in (source for source in sources if source.last):
            same = before.get(source.path) == source[:3]
            other = ASIDE if general == ASIDE else BESIDE
            yield source.path, other if same else TOUCHED if source.path in before else NEW


def _seen(source: Source) -> Source:
    return source._replace(touched_ns=0)


def asides(clean: Folder, name: str, limits: Corpus) -> tuple[Aside, ...]:
    """What an earlier run set aside of a shard's files."""
    told = shards.card(clean, name)
    return tuple(aside for aside in told.asides if lasts(aside, limits)) if told else ()


def note(clean: Folder, names: list[str]) -> None:
    """Notes which shards there are to be at the end of this run."""
    clean.put([Put(_PLANNED, "\n".join(names).encode())])


def gone(raw: Folder, clean: Folder) -> Iterator[str]:
    """The documents of ``clean/`` whose raw file is no more."""
    here: dict[str, bool] = {}
    for _, told in shards.cards(clean):
        for head in told.documents:
            file = file_of(head.source)
            if file not in here:
                here[file] = raw.look(file) is not None
            if not here[file]:
                yield head.source


def settle(raw: Folder, clean: Folder, to: str, *, prune: bool) -> tuple[str, ...]:
    """The documents whose raw file, or line of it, is gone; ``prune`` moves them below ``_gone``.

    Shards that no file makes any more are left over, and what is left over but stands in another shard goes.
    """
    wanted = set(text_at(clean, _PLANNED).split("\n"))
    for name in shards.names(clean):
        if name not in wanted and not name.endswith(LEFT):
            shards.leave(clean, name, to, shards.read(clean, name, to))
            shards.remove(clean, name, to)
    for found in list(clean.walk(_STRETCHES)):
        (first, *_) = json.loads(text_at(clean, found.path))
        if not raw.look(first[0]):
            clean.remove(found.path)
    left = [name for name in shards.names(clean) if name.endswith(LEFT)]
    return tuple(sorted(_gone(clean, left, to, prune=prune))) if left else ()


def _gone(clean: Folder, left: list[str], to: str, *, prune: bool) -> Iterator[str]:
    here, torn = set[str](), set[str]()
    for _, told in shards.cards(clean):
        if told.rules:
            here.update(head.source for head in told.documents)
            here.update(aside.id for aside in told.asides)
            torn.update(aside.id for aside in told.asides if intake.has_lines(aside.id))
    for name in left:
        rows = shards.read(clean, name, to)
        kept = [row for row in rows if row["source"] not in here]
        gone = [row for row in kept if file_of(row["source"]) not in torn]
        if prune:
            shards.retire(clean, name.removesuffix(LEFT), to, gone)
            kept = [row for row in kept if file_of(row["source"]) in torn]
        if not kept:
            shards.remove(clean, name, to)
        elif len(kept) < len(rows):
            shards.write(clean, name, to, kept, Card(""))
        yield from (row["source"] for row in gone)
