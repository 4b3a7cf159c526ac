"""State cache: documents that were up to date, with the sizes and times that their files had, in a SQLite file.

1. A raw file is up to date if its size and time, and the sizes and times of its document and record, are those in the
   cache: three system calls, and no file is opened. Any difference is decided by reading the record (``up_to_date``).
2. The time of the last change (ctime) is compared too, which no tool can set back. Files that changed in the last two
   seconds are not cached: a second change could leave the same times.
3. The cache is of one machine, one output folder, one set of rules. It is in the user's cache folder, never in the
   output folder. It is derived: a cache that is missing, damaged or of other rules is empty, and is filled again.
"""

import hashlib
import os
import sqlite3
import struct
import time
from collections.abc import Iterable, Iterator
from contextlib import closing, suppress
from itertools import chain
from pathlib import Path

import platformdirs

from pipeline import __version__
from pipeline.io.paths import output_paths
from pipeline.io.result_row import ResultRow
from pipeline.io.sources import Source, page_name, split_name
from pipeline.io.stores.local import LocalStore
from pipeline.io.stores.protocol import CLOCK_TICK_NS, Store

_PAGE = 5000  # entries that are read at once
_UNUSED_SECONDS = 90 * 86400  # after which the cache of another folder is removed
_SCHEMA = """
CREATE TABLE IF NOT EXISTS rules (digest TEXT PRIMARY KEY) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS files (folder TEXT, name TEXT, state BLOB, PRIMARY KEY (folder, name)) WITHOUT ROWID;
"""
_pack = struct.Struct("<8q").pack

Entry = tuple[str, str, bytes]
"""Folder and name of a raw file, and the sizes and times of it and its outputs."""


class StateCache:
    """The cached states of an output folder under the rules of ``digest``; always empty where it is no local folder."""

    def __init__(self, clean: Store, digest: str) -> None:
        self._clean = clean if isinstance(clean, LocalStore) else None
        self._digest = f"{digest} {__version__}"
        self._path = cache_path(clean.url, ".sqlite")
        self._folder, self._names, self._last = "", dict[str, bytes](), ""
        self._connection = self._open_existing()

    def is_up_to_date(self, source: Source) -> bool:
        """Whether nothing changed since the file was found up to date."""
        if self._connection is None or self._clean is None:
            return False
        folder, _, name = source.path.rpartition("/")
        if folder != self._folder or name > self._last:
            self._read_page(folder, name)
        state = self._names.get(name)
        return state is not None and state == _state(self._clean, page_name(source.path), source.size, source.mtime_ns)

    def add(self, documents: Iterable[tuple[str, int, tuple[int, int]]]) -> None:
        """Cache the state of documents that are up to date now.

        Each is given with the size of its raw file, and with the sizes that its document and its record must have.
        """
        if self._clean is None:
            return
        try:
            self._write(_entries(self._clean, documents))
        except sqlite3.DatabaseError:  # damaged, or in use: the next run makes another
            self.close()
            with suppress(OSError):
                self._path.unlink()
        except OSError:
            self.close()

    def close(self) -> None:
        """Close the file."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _read_page(self, folder: str, name: str) -> None:
        """Read the entries of a folder from a name on; a damaged file has none."""
        query = "SELECT name, state FROM files WHERE folder = ? AND name >= ? ORDER BY name LIMIT ?"
        names = dict[str, bytes]()
        with suppress(sqlite3.Error, UnicodeEncodeError):
            if self._connection is not None:
                names = dict(self._connection.execute(query, (folder, name, _PAGE)).fetchall())
        complete = len(names) < _PAGE
        self._folder, self._names, self._last = folder, names, chr(0x10FFFF) if complete else max(names)

    def _open_existing(self) -> sqlite3.Connection | None:
        """The cache, if it is of these rules."""
        if self._clean is None or not self._path.exists():
            return None
        with suppress(sqlite3.Error, OSError):
            connection = _connect(self._path)
            with suppress(sqlite3.Error):
                if connection.execute("SELECT digest FROM rules").fetchall() == [(self._digest,)]:
                    os.utime(self._path)
                    return connection
            connection.close()
        return None

    def _write(self, entries: Iterator[Entry]) -> None:
        first = next(entries, None)
        if first is None:
            return
        if self._connection is None:
            self._connection = self._create()
        with self._connection as connection:
            query = "INSERT OR REPLACE INTO files VALUES (?, ?, ?)"
            connection.execute(query, first)
            connection.executemany(query, entries)

    def _create(self) -> sqlite3.Connection:
        """A new cache in place of one of other rules or a damaged one."""
        self._path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _remove_unused(self._path.parent)
        self._path.unlink(missing_ok=True)
        connection = _connect(self._path)
        connection.executescript(_SCHEMA)
        with connection:
            connection.execute("INSERT INTO rules VALUES (?)", (self._digest,))
        return connection


def add_cleaned(clean: Store, rows: Iterable[ResultRow]) -> None:
    """Cache the state of documents that this run wrote, all by the same rules."""
    cleaned = (row for row in rows if row.outcome == "cleaned" and row.provenance.raw_bytes)
    if first := next(cleaned, None):
        with closing(StateCache(clean, first.provenance.rules)) as cache:
            cache.add((row.source, row.provenance.raw_bytes, row.stored_bytes) for row in chain([first], cleaned))


def _entries(clean: LocalStore, documents: Iterable[tuple[str, int, tuple[int, int]]]) -> Iterator[Entry]:
    """The entries of documents; none of one that changed lately, or that is not what was written."""
    for source, size, stored_bytes in documents:
        path, number = split_name(source)
        if number or not _is_unicode(path):
            continue
        with suppress(OSError, ValueError):
            document, record = _stat_outputs(clean, source)
            settled = max(document.st_ctime_ns, record.st_ctime_ns) + CLOCK_TICK_NS < time.time_ns()
            if settled and (document.st_size, record.st_size) == stored_bytes:
                folder, _, name = path.rpartition("/")
                yield folder, name, _packed(size, record.st_mtime_ns, document, record)


def _is_unicode(path: str) -> bool:
    with suppress(UnicodeEncodeError):
        return bool(path.encode())
    return False


def _state(clean: LocalStore, source: str, size: int, mtime_ns: int) -> bytes:
    """The sizes and times of a raw file, given, and of its outputs as they are now; empty where one is missing."""
    try:
        return _packed(size, mtime_ns, *_stat_outputs(clean, source))
    except (OSError, ValueError):
        return b""


def _stat_outputs(clean: LocalStore, source: str) -> tuple[os.stat_result, os.stat_result]:
    document, record = output_paths(source)
    return os.stat(clean.path(document)), os.stat(clean.path(record))  # noqa: PTH116 - by the hundred thousand


def _packed(size: int, mtime_ns: int, document: os.stat_result, record: os.stat_result) -> bytes:
    first = document.st_size, document.st_mtime_ns, document.st_ctime_ns
    return _pack(size, mtime_ns, *first, record.st_size, record.st_mtime_ns, record.st_ctime_ns)


def cache_path(folder: str, suffix: str) -> Path:
    """The path of a cache of an output folder or URL in the user's cache folder."""
    folder = folder if "://" in folder else os.path.realpath(folder)
    name = hashlib.sha256(folder.encode(errors="surrogateescape")).hexdigest()[:24]
    return platformdirs.user_cache_path("copydesk") / "states" / f"{name}{suffix}"


def _connect(path: Path) -> sqlite3.Connection:
    """A connection without syncs: what a power failure damages is read again from the records."""
    connection = sqlite3.connect(path, timeout=1.0, check_same_thread=False)
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def _remove_unused(folder: Path) -> None:
    for path in folder.iterdir():
        with suppress(OSError):
            if time.time() - path.stat().st_mtime > _UNUSED_SECONDS:
                path.unlink()
