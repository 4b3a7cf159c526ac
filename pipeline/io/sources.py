"""Raw files of a run: which there are, and which hold many documents."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from pipeline.io.readers.compression import SUFFIXES
from pipeline.io.stores import open_store
from pipeline.io.stores.protocol import Store

_LINES = frozenset({".jsonl", ".ndjson"})


class Source(NamedTuple):
    """A file below ``raw/``, or a stretch of one of many documents.

    ``path`` has forward slashes; ``size`` is that of the file in bytes; its times are those of ``folder.Found``.
    A stretch begins at byte ``offset`` of what is unpacked, with line ``first``, and has ``length`` bytes; 0 is all. In
    Parquet both are rows; in WARC they are bytes of the file as it is, for its records are packed one by one.
    """

    path: str
    size: int
    mtime_ns: int
    touched_ns: int = 0
    first: int = 1
    offset: int = 0
    length: int = 0
    last: bool = True


def list_sources(raw: Store | Path, *, besides: Path | str = "") -> Iterator[Source]:
    """Every file below ``raw`` by name, folder by folder, but for the folder ``besides`` (a ``clean/`` inside it)."""
    folder = raw if not isinstance(raw, Path) else open_store(str(raw))
    for found in folder.walk(besides=str(besides)):
        yield Source(*found)


def source_of_file(path: Path) -> Source:
    """One file, named on its own."""
    stat = path.stat()
    return Source(path.name, stat.st_size, stat.st_mtime_ns)


def holds_many_documents(path: str) -> bool:
    """Whether a file holds many documents: one a line, a row or a record."""
    return suffix_of(path) in _LINES or is_parquet(path) or is_warc(path)


def is_parquet(path: str) -> bool:
    """Whether a file holds a document a row."""
    return path.lower().endswith(".parquet")


def is_warc(path: str) -> bool:
    """Whether a file holds what a crawler fetched, a page a record."""
    return suffix_of(path) == ".warc"


def file_of(source: str) -> str:
    """The file that a document is from.

    >>> file_of("a/b.jsonl#12"), file_of("a/c.html")
    ('a/b.jsonl', 'a/c.html')
    """
    file, _, line = source.rpartition("#")
    return file if line.isdecimal() and holds_many_documents(file) else source


def suffix_of(path: str) -> str:
    """The suffix that says how to read a file, without that of its packing."""
    name = PurePosixPath(path)
    return PurePosixPath(name.stem if name.suffix.lower() in SUFFIXES else name.name).suffix.lower()
