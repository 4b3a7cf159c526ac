"""What stands in ``clean/``: documents and their records, put there whole or not at all, as files or as rows of shards.

What begins with an underscore is copydesk's own: ``_aside.jsonl`` (what was set aside), ``_record``, ``_shards``,
``_duplicates``, ``_duplicates.jsonl``, ``_catalogue.parquet``, ``_gone``, ``_tmp``, ``_lock``.
"""

import json
import pickle
from collections.abc import Iterable, Iterator, Sequence
from typing import Protocol, cast

from pipeline.document import Document
from pipeline.intake import Aside, Source, has_lines
from pipeline.runs.entry import Entry
from pipeline.storage import shards
from pipeline.storage.folder import Folder, Put
from pipeline.storage.making import Shard
from pipeline.storage.tree import Tree, places

CATALOGUE, LAST_CATALOGUE = "_catalogue.parquet", "_catalogue.last.parquet"
_SAID = Aside._fields[:5]
_ASIDE, _START = "_aside.jsonl", "_tmp/start"


class Writer(Protocol):
    """Where a batch puts its documents."""

    lasting: bool
    """Whether what was flushed stands even if the batch never ends."""

    @property
    def full(self) -> bool:
        """Whether it is time to ``flush``."""
        ...

    def kept(self, doc: Document, source: Source) -> Entry | None:
        """What an earlier run made of these bytes under these rules, if it still stands there."""
        ...

    def write(self, doc: Document, source: Source) -> Entry:
        """Puts a cleaned document and its record there. Raises Unreadable if its name cannot be written."""
        ...

    def set_aside(self, aside: Aside) -> None:
        """Takes away what an earlier run made of a document that is now set aside."""
        ...

    def end(self, source: Source, lines: Sequence[int]) -> None:
        """Says of a stretch of a file of lines that all of it was read, and which lines hold a document."""
        ...

    def flush(self) -> None:
        """Returns when all that was written is safe on disk."""
        ...

    def close(self, sources: Sequence[Source]) -> None:
        """Ends the batch, which was of these files."""
        ...


def writer(clean: Folder, digest: str, *, to: str, shard: str) -> Writer:
    """Where a batch writes: ``to`` is "md", or else the form of the shard of this name."""
    return Tree(clean, digest) if to == "md" else Shard(clean, digest, shard, to)


def open_clean(clean: Folder) -> None:
    """Makes ``clean/`` ready for a run, without what a killed run left half-done."""
    if clean.look(_START):
        clean.move(CATALOGUE, LAST_CATALOGUE)  # a run that never ended: what it says may not hold
    clean.clear("_tmp")
    clean.put([Put(_START, b"")])


def sources(clean: Folder) -> Iterator[str]:
    """The sources of all documents that stand in ``clean/`` as files, by their records."""
    for found in clean.walk("_record"):
        stem = found.path.removeprefix("_record/").removesuffix(".json")
        file, _, line = stem.rpartition("/")
        if not has_lines(file):
            yield stem
        elif not line.startswith("_"):
            yield f"{file}#{line}"


def keep(clean: Folder, number: int, entries: Sequence[Entry]) -> None:
    """Keeps the entries of a batch until the run ends."""
    clean.put([Put(f"_tmp/entries-{number:08}", pickle.dumps(entries))])


def kept(clean: Folder) -> Iterator[Entry]:
    """All entries that were kept in this run, batch by batch."""
    for name in sorted(clean.names("_tmp")):
        if name.startswith("entries-"):
            with clean.open(f"_tmp/{name}") as file:
                yield from cast("list[Entry]", pickle.load(file))  # noqa: S301 - written by this very run


def close_clean(clean: Folder, asides: Iterable[Aside]) -> None:
    """Ends a run: ``_aside.jsonl`` says what was set aside, sorted by id; without any there is no such file.

    It bears the time when the run began.
    """
    lines = [json.dumps(_known(aside), ensure_ascii=False) + "\n" for aside in sorted(asides)]
    if lines:
        start = clean.look(_START)
        clean.put([Put(_ASIDE, "".join(lines).encode())])
        clean.stamp(_ASIDE, start.mtime_ns if start else 0)
    else:
        clean.remove(_ASIDE)
    clean.clear("_tmp")


def _known(aside: Aside) -> dict[str, str | int]:
    """What a line says of what was set aside: the first keys always, the others where they are known."""
    return {key: value for key, value in aside._asdict().items() if value or key in _SAID}


def asides(clean: Folder) -> tuple[list[Aside], int]:
    """What the last run set aside, and when it began, in nanoseconds (0 where that is not known)."""
    found = clean.look(_ASIDE)
    if found is None:
        return [], 0
    with clean.open(_ASIDE) as file:
        lines = [json.loads(line) for line in file]
    known = [Aside(**line) for line in lines if set(_SAID) <= line.keys() <= set(Aside._fields)]
    return known, found.mtime_ns if clean.stamps else 0


def retire(clean: Folder, source: str) -> None:
    """Moves a document whose raw file is gone, and its record, below ``_gone``."""
    document, its_record = places(source)
    clean.move(its_record, f"_gone/{its_record}")
    clean.move(document, f"_gone/{document}")


def other_form(clean: Folder, to: str) -> str:
    """Why documents cannot be written to ``clean`` in the form ``to``; empty where they can."""
    found = shards.form(clean)
    if found in {"", to}:
        return ""
    return (
        f"{clean.url} holds documents as {found}. Write them there with --to {found}, or name another folder for CLEAN"
    )
