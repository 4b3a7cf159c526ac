"""Clean documents as lines: all in ``documents.jsonl`` and all records in ``_record.jsonl``, sorted by id.

Each batch writes its part below ``_tmp``; ``merge`` makes them one. Every run writes both files anew.
"""

import heapq
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack
from functools import partial

from pipeline import record
from pipeline.document import Document
from pipeline.intake import Source
from pipeline.runs import entry
from pipeline.runs.entry import Entry
from pipeline.storage.folder import Folder, Put
from pipeline.storage.tree import head_of

_OPEN_AT_ONCE = 200  # parts merged in one go, well below the usual limit of open files


class Shard:
    """A part of the two files. ``lasting`` is false: nothing of it stands before the batch ends."""

    lasting = False
    full = False

    def __init__(self, clean: Folder, digest: str, number: int) -> None:
        self._clean, self._digest, self._number = clean, digest, number
        self._lines: list[tuple[str, str, str]] = []

    def kept(self, doc: Document, source: Source) -> Entry | None:  # noqa: ARG002 - a Writer is asked about a document
        """Nothing: the one file is written anew by every run."""
        return None

    def write(self, doc: Document, source: Source) -> Entry:
        """Keeps the two lines of the document until the batch ends."""
        head = head_of(doc, source, self._digest)
        key = json.dumps([doc.fields.get("id", doc.source), doc.source], ensure_ascii=False)
        lines = record.json_line(doc, self._digest), record.dump_line(doc, self._digest, head.raw_bytes)
        self._lines.append((key, *lines))
        return entry.of(doc, head)

    def drop(self, source: str) -> None:
        """Nothing to take away: the merged file will not have it."""

    def end(self, source: Source, lines: Sequence[int]) -> None:
        """Nothing to note: every run reads all."""

    def flush(self) -> None:
        """Nothing can be written before the batch ends: its lines are to be sorted."""

    def close(self) -> None:
        """Writes the two parts, each line behind its key and a tab."""
        self._lines.sort()
        parts = (("documents", 1), ("_record", 2))
        self._clean.put(
            [
                Put(f"_tmp/{name}-{self._number:08}", "".join(f"{row[0]}\t{row[at]}" for row in self._lines).encode())
                for name, at in parts
            ]
        )


def merge(clean: Folder, *, without: frozenset[str] = frozenset()) -> None:
    """Makes the parts of all batches one file each, sorted by id, but for the documents of the sources ``without``."""
    for name in ("documents", "_record"):
        parts = [f"_tmp/{part}" for part in sorted(clean.names("_tmp")) if part.startswith(f"{name}-")]
        while len(parts) > _OPEN_AT_ONCE:
            joined = f"{parts[0]}+"
            _merge(clean, parts[:_OPEN_AT_ONCE], joined, _rekeyed)
            parts = [*parts[_OPEN_AT_ONCE:], joined]
        dropped = without if name == "documents" else frozenset()
        _merge(clean, parts, f"{name}.jsonl", partial(_unkeyed, dropped))


def _rekeyed(key: bytes, line: bytes) -> bytes:
    return key + b"\t" + line


def _unkeyed(without: frozenset[str], key: bytes, line: bytes) -> bytes:
    return b"" if without and json.loads(key)[1] in without else line


def _merge(clean: Folder, parts: list[str], target: str, shown: Callable[[bytes, bytes], bytes]) -> None:
    with ExitStack() as stack:
        files = [stack.enter_context(clean.open(part)) for part in parts]
        clean.stream(target, (shown(key, line) for key, line in heapq.merge(*map(_keyed, files))))
    for part in parts:
        clean.remove(part)


def _keyed(lines: Iterable[bytes]) -> Iterator[tuple[bytes, bytes]]:
    for line in lines:
        key, _, rest = line.partition(b"\t")
        yield key, rest
