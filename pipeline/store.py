"""What stands in ``clean/``: documents and their records, put there whole or not at all.

``a/b.html`` becomes ``a/b.html.md`` with its record in ``_record/a/b.html.json``; line 12 of ``a/c.jsonl`` becomes
``a/c.jsonl/12.md``. As JSONL, all documents stand in ``documents.jsonl`` and all records in ``_record.jsonl``.
What begins with an underscore is copydesk's own: ``_aside.jsonl``, ``_record``, ``_tmp``.
"""

import errno
import heapq
import json
import os
import re
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from pathlib import Path
from shutil import rmtree
from threading import get_ident
from typing import Protocol

from pipeline import record
from pipeline.document import Document
from pipeline.errors import Unreadable
from pipeline.intake import Aside

_LINE_OF = re.compile(r"(.*\.(?:jsonl|ndjson)(?:\.gz|\.zst)?)#(\d+)", re.IGNORECASE | re.DOTALL)
_NO_SUCH_NAME = frozenset({errno.ENAMETOOLONG, errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.EILSEQ, errno.ENOENT})
"""What the system says of a name at which no file stands, or none can."""
_OPEN_AT_ONCE = 200  # parts merged in one go, well below the usual limit of open files


class Writer(Protocol):
    """Where a batch puts its documents."""

    def holds(self, doc: Document) -> bool:
        """Whether what these raw bytes come to under these rules stands there already."""
        ...

    def write(self, doc: Document) -> None:
        """Puts a cleaned document and its record there. Raises Unreadable if its name cannot be written."""
        ...

    def drop(self, source: str) -> None:
        """Takes away what an earlier run made of a document that is now set aside."""
        ...

    def close(self) -> None:
        """Ends the batch."""
        ...


class Tree:
    """A file a document, and a file a record. ``digest`` is that of the rules."""

    def __init__(self, clean: Path, digest: str) -> None:
        self._clean, self._digest = clean, digest

    def holds(self, doc: Document) -> bool:
        """Whether the record beside the document names the same bytes, rules and version."""
        document, its_record = _places(self._clean, doc.source)
        try:
            with its_record.open(encoding="utf-8") as file:
                head = record.read_head(file.readline())
        except (OSError, ValueError):
            return False
        return head == record.head(doc, self._digest) and document.exists()

    def write(self, doc: Document) -> None:
        """The document first, the record last: who finds a record finds its document."""
        document, its_record = _places(self._clean, doc.source)
        _put(self._clean, document, record.markdown(doc, self._digest))
        _put(self._clean, its_record, record.dump(doc, self._digest))

    def drop(self, source: str) -> None:
        """The record first, so that no record stands without its document."""
        document, its_record = _places(self._clean, source)
        for path in (its_record, document):
            try:
                path.unlink()
            except OSError as why:
                if why.errno not in _NO_SUCH_NAME:
                    raise

    def close(self) -> None:
        """Nothing is left to do: each document was written when it came."""


class Shard:
    """A part of ``documents.jsonl`` and ``_record.jsonl``, sorted by id, to be merged with the others by ``merge``."""

    def __init__(self, clean: Path, digest: str, number: int) -> None:
        self._clean, self._digest, self._number = clean, digest, number
        self._lines: list[tuple[str, str, str]] = []

    def holds(self, doc: Document) -> bool:  # noqa: ARG002 - a Writer is asked about a document
        """Never: the one file is written anew by every run."""
        return False

    def write(self, doc: Document) -> None:
        """Keeps the two lines of the document until the batch ends."""
        key = json.dumps([doc.fields.get("id", doc.source), doc.source], ensure_ascii=False)
        self._lines.append((key, record.json_line(doc, self._digest), record.dump_line(doc, self._digest)))

    def drop(self, source: str) -> None:
        """Nothing to do: the merged file will not have it."""

    def close(self) -> None:
        """Writes the two parts, each line behind its key and a tab."""
        self._lines.sort()
        for name, column in (("documents", 1), ("_record", 2)):
            part = self._clean / "_tmp" / f"{name}-{self._number:08}"
            _put(self._clean, part, "".join(f"{line[0]}\t{line[column]}" for line in self._lines))


def writer(clean: Path, digest: str, *, to: str, number: int) -> Writer:
    """Where batch ``number`` writes: ``to`` is "md" or "jsonl"."""
    return Shard(clean, digest, number) if to == "jsonl" else Tree(clean, digest)


def merge(clean: Path) -> None:
    """Makes the parts of all batches one file each, sorted by id, and removes them."""
    for name in ("documents", "_record"):
        parts = sorted((clean / "_tmp").glob(f"{name}-*"))
        while len(parts) > _OPEN_AT_ONCE:
            joined = _merged(parts[:_OPEN_AT_ONCE], clean / "_tmp" / f"{name}+{parts[0].name}")
            parts = [*parts[_OPEN_AT_ONCE:], joined]
        whole = _merged(parts, clean / "_tmp" / f"{name}.whole", keyed=False)
        whole.replace(clean / f"{name}.jsonl")


def _merged(parts: list[Path], target: Path, *, keyed: bool = True) -> Path:
    with ExitStack() as stack, target.open("w", encoding="utf-8", newline="\n") as out:
        files = [stack.enter_context(part.open(encoding="utf-8", newline="\n")) for part in parts]
        rows = heapq.merge(*map(_keyed, files))
        out.writelines(f"{key}\t{line}" if keyed else line for key, line in rows)
        _settle(out.fileno())
    for part in parts:
        part.unlink()
    return target


def _keyed(lines: Iterable[str]) -> Iterator[tuple[str, str]]:
    for line in lines:
        key, _, rest = line.partition("\t")
        yield key, rest


def open_clean(clean: Path) -> None:
    """Makes ``clean/`` ready for a run, without what a killed run left half-done."""
    rmtree(clean / "_tmp", ignore_errors=True)
    (clean / "_tmp").mkdir(parents=True)


def close_clean(clean: Path, asides: Iterable[Aside]) -> None:
    """Ends a run: ``_aside.jsonl`` says what was set aside, sorted by id; without any there is no such file."""
    lines = [json.dumps(aside._asdict(), ensure_ascii=False) + "\n" for aside in sorted(asides)]
    if lines:
        _put(clean, clean / "_aside.jsonl", "".join(lines))
    else:
        (clean / "_aside.jsonl").unlink(missing_ok=True)
    rmtree(clean / "_tmp", ignore_errors=True)


def _places(clean: Path, source: str) -> tuple[Path, Path]:
    """Where the document and the record of a source stand."""
    line = _LINE_OF.fullmatch(source)
    stem = f"{line[1]}/{line[2]}" if line else source
    return clean / f"{stem}.md", clean / "_record" / f"{stem}.json"


def _put(clean: Path, path: Path, text: str) -> None:
    """Writes a file whole: under a name of its own first, then in one move under its right name."""
    waiting = clean / "_tmp" / f"{os.getpid()}-{get_ident()}.part"
    with waiting.open("w", encoding="utf-8", newline="\n") as file:
        file.write(text)
        file.flush()
        _settle(file.fileno())
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        waiting.replace(path)
    except OSError as why:
        if why.errno in _NO_SUCH_NAME:
            cure = "Rename the raw file."
            raise Unreadable("store/name", f"{path.name!r} cannot be written: {why.strerror}", cure) from why
        raise


def _settle(descriptor: int) -> None:
    os.fsync(descriptor)
