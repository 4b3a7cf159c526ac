"""Sources: the raw files of a run, and which of them hold many documents."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from pipeline.io.own_files import MARKER, OWN_NAMES
from pipeline.io.readers.compression import SUFFIXES
from pipeline.io.stores import open_store
from pipeline.io.stores.protocol import FileInfo, Store

_TABLE_SUFFIXES = frozenset({".csv", ".tsv"})
_MANY_SUFFIXES = frozenset({".jsonl", ".ndjson", ".warc", *_TABLE_SUFFIXES})
_LINE_LIKE = re.compile(r"(.*?)(#+)([0-9]+)", re.DOTALL)


class Source(NamedTuple):
    """A raw file, or a chunk of one that holds many documents.

    ``path`` is relative to the raw folder, with forward slashes; ``size`` is the file's, in bytes; the times are those
    of ``FileInfo``. A chunk starts at ``offset``, has the given ``length`` (0: to the end) and starts with document
    number ``first``; ``last`` marks the last chunk of a file. The unit is unpacked bytes for lines, rows for Parquet,
    and packed bytes for WARC, whose records are packed one by one. ``problem`` is that of ``FileInfo``.
    """

    path: str
    size: int
    mtime_ns: int
    ctime_ns: int = 0
    first: int = 1
    offset: int = 0
    length: int = 0
    last: bool = True
    problem: str = ""


def list_sources(raw: Store | Path, *, exclude: Path | str = "", follow_links: bool = False) -> Iterator[Source]:
    """Every file of ``raw``, folder by folder, by name; the folder ``exclude`` (an output folder inside) is skipped.

    In an output folder of another run copydesk's own files are skipped too. ``follow_links``: also links out of RAW.
    """
    store = open_store(str(raw)) if isinstance(raw, Path) else raw
    skipped = OWN_NAMES if store.stat(MARKER) else frozenset[str]()
    for info in store.walk(exclude=str(exclude), follow_links=follow_links):
        if not skipped or info.path.partition("/")[0] not in skipped:
            yield source_of(info)


def source_of(info: FileInfo) -> Source:
    """The source of a file of a store."""
    return Source(info.path, info.size, info.mtime_ns, info.ctime_ns, problem=info.problem)


def source_of_file(path: Path) -> Source:
    """The source of a single file, named by its file name."""
    info = path.stat()
    return Source(path.name, info.st_size, info.st_mtime_ns)


def holds_many_documents(path: str) -> bool:
    """Whether a file holds many documents: one in each line, row or record."""
    return suffix_of(path) in _MANY_SUFFIXES or is_parquet(path)


def is_csv(path: str) -> bool:
    """Whether a file is CSV: one document in each row below the header."""
    return suffix_of(path) in _TABLE_SUFFIXES


def is_parquet(path: str) -> bool:
    """Whether a file is Parquet: one document in each row."""
    return path.lower().endswith(".parquet")


def is_warc(path: str) -> bool:
    """Whether a file is a WARC archive: at most one page in each record."""
    return suffix_of(path) == ".warc"


def line_name(path: str, number: int) -> str:
    """The source of line, row or record ``number`` of a file of many documents."""
    return f"{path}#{number}"


def page_name(path: str) -> str:
    """The source of a file that is one document: its path, with one more ``#`` if it is called like a line.

    >>> page_name("a/c.html"), page_name("p.jsonl#1")
    ('a/c.html', 'p.jsonl##1')
    """
    match = _LINE_LIKE.fullmatch(path) if "#" in path else None
    return f"{match[1]}{match[2]}#{match[3]}" if match and holds_many_documents(match[1]) else path


def split_name(source: str) -> tuple[str, str]:
    """The file of a source, and the number of its line; the number is empty for a file that is one document.

    >>> split_name("a/b.jsonl#12"), split_name("a/c.html"), split_name("p.jsonl##1")
    (('a/b.jsonl', '12'), ('a/c.html', ''), ('p.jsonl#1', ''))
    """
    match = _LINE_LIKE.fullmatch(source) if "#" in source else None
    if match is None or not holds_many_documents(match[1]):
        return source, ""
    return (match[1], match[3]) if match[2] == "#" else (f"{match[1]}{match[2][1:]}{match[3]}", "")


def file_of(source: str) -> str:
    """The raw file of a document.

    >>> file_of("a/b.jsonl#12"), file_of("a/c.html")
    ('a/b.jsonl', 'a/c.html')
    """
    return split_name(source)[0]


def suffix_of(path: str) -> str:
    """The suffix of the content in lower case, without the suffix of the compression.

    >>> suffix_of("a/B.HTML"), suffix_of("c.jsonl.gz"), suffix_of("d/.profile")
    ('.html', '.jsonl', '')
    """
    stem, suffix = _split_suffix(path.rpartition("/")[2])
    return _split_suffix(stem)[1] if suffix in SUFFIXES else suffix


def _split_suffix(name: str) -> tuple[str, str]:
    """A file name without its suffix, and the suffix in lower case; as in ``pathlib``, of which it is the fast form."""
    dot = name.rfind(".")
    return (name[:dot], name[dot:].lower()) if 0 < dot < len(name) - 1 else (name, "")
