"""Sources: the raw files of a run, and which of them hold many documents."""

from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from pipeline.io.readers.compression import SUFFIXES
from pipeline.io.stores import open_store
from pipeline.io.stores.protocol import Store

_LINE_SUFFIXES = frozenset({".jsonl", ".ndjson"})


class Source(NamedTuple):
    """A raw file, or a chunk of one that holds many documents.

    ``path`` is relative to the raw folder, with forward slashes; ``size`` is the file's, in bytes; the times are those
    of ``FileInfo``. A chunk starts at ``offset``, has the given ``length`` (0: to the end) and starts with document
    number ``first``; ``last`` marks the last chunk of a file. The unit is unpacked bytes for lines, rows for Parquet,
    and packed bytes for WARC, whose records are packed one by one.
    """

    path: str
    size: int
    mtime_ns: int
    ctime_ns: int = 0
    first: int = 1
    offset: int = 0
    length: int = 0
    last: bool = True


def list_sources(raw: Store | Path, *, exclude: Path | str = "") -> Iterator[Source]:
    """Every file of ``raw``, folder by folder, by name; the folder ``exclude`` (an output folder inside) is skipped."""
    store = open_store(str(raw)) if isinstance(raw, Path) else raw
    for file_info in store.walk(exclude=str(exclude)):
        yield Source(*file_info)


def source_of_file(path: Path) -> Source:
    """The source of a single file, named by its file name."""
    info = path.stat()
    return Source(path.name, info.st_size, info.st_mtime_ns)


def holds_many_documents(path: str) -> bool:
    """Whether a file holds many documents: one in each line, row or record."""
    return suffix_of(path) in _LINE_SUFFIXES or is_parquet(path) or is_warc(path)


def is_parquet(path: str) -> bool:
    """Whether a file is Parquet: one document in each row."""
    return path.lower().endswith(".parquet")


def is_warc(path: str) -> bool:
    """Whether a file is a WARC archive: at most one page in each record."""
    return suffix_of(path) == ".warc"


def file_of(source: str) -> str:
    """The raw file of a document.

    >>> file_of("a/b.jsonl#12"), file_of("a/c.html")
    ('a/b.jsonl', 'a/c.html')
    """
    file, _, number = source.rpartition("#")
    return file if number.isdecimal() and holds_many_documents(file) else source


def suffix_of(path: str) -> str:
    """The suffix of the content in lower case, without the suffix of the compression."""
    name = PurePosixPath(path)
    return PurePosixPath(name.stem if name.suffix.lower() in SUFFIXES else name.name).suffix.lower()
