"""Data that is derived from data files of installed packages, stored in the user's cache folder for the next process.

1. The name of a stored file has a digest of what it is derived from: data files, the code that reads them, and a key.
2. A stored file is used only if this user owns it and nobody else may write it.
3. A stored file that is damaged is derived again, at the latest when the damage is met.
4. Where nothing can be stored, the data is derived in memory. A cache that cannot be read or written is no error.
"""

import hashlib
import os
import sqlite3
import stat
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from importlib.util import find_spec
from operator import itemgetter
from pathlib import Path
from typing import Any

_DIGEST_BYTES = 16
_KEPT = 3  # files of one name: of the latest versions of its sources
_MAPPED_BYTES = 1 << 28  # of a table's file
Row = tuple[str, int]


def package_file(package: str, file: str) -> Path:
    """Path of a data file of an installed package, whose code does not run. Raises ModuleNotFoundError."""
    spec = find_spec(package)
    if spec is None or spec.origin is None:
        raise ModuleNotFoundError(f"{package} is not installed; its {file} is needed")
    return Path(spec.origin).parent / file


def stored_bytes(name: str, sources: Sequence[Path], derive: Callable[[], bytes], *, key: str = "") -> bytes:
    """Return what ``derive`` returns, from the cache if it is there; it depends on the files and on ``key`` alone."""
    path = _stored(name, sources, key)
    if _is_usable(path):
        with suppress(OSError):
            stored = path.read_bytes()
            digest, content = stored[:_DIGEST_BYTES], stored[_DIGEST_BYTES:]
            if digest == _digest(content):
                return content
    content = derive()
    _store(path, _digest(content) + content)
    return content


class Table:
    """A table of strings, each with a number: looked up on disk, so it takes next to no time to open, and no memory.

    ``sources`` are the files that ``rows`` reads, of which the first row of a string counts.
    """

    def __init__(self, name: str, sources: Sequence[Path], rows: Callable[[], Iterable[Row]]) -> None:
        self._path, self._rows = _stored(f"{name}.sqlite", sources), rows
        self._connection = _stored_table(self._path) or _made_table(self._path, rows)

    def get(self, key: str) -> int | None:
        """The number of a string, None if the table does not have it."""
        rows = self._select("SELECT number FROM numbers WHERE key = ?", key)
        return rows[0][0] if rows else None

    def at_least(self, least: int) -> dict[str, int]:
        """All strings whose number is at least this, in order, each with its number."""
        return dict(self._select("SELECT key, number FROM numbers WHERE number >= ? ORDER BY key", least))

    def _select(self, query: str, value: str | int) -> list[Any]:
        try:
            return self._connection.execute(query, (value,)).fetchall()
        except sqlite3.DatabaseError:  # a page of the file is damaged
            self._connection = _made_table(self._path, self._rows)
            return self._connection.execute(query, (value,)).fetchall()


def _made_table(path: Path, rows: Callable[[], Iterable[Row]]) -> sqlite3.Connection:
    """A connection to the table made of the rows, stored where it can be, else in memory."""
    content = _database(rows())
    _store(path, content)
    if connection := _stored_table(path):
        return connection
    connection = sqlite3.connect(":memory:", check_same_thread=False)
    connection.deserialize(content)
    return connection


def _stored_table(path: Path) -> sqlite3.Connection | None:
    """A connection to the stored table, None if there is none that can be read."""
    if not _is_usable(path):
        return None
    connection = sqlite3.connect(f"{path.as_uri()}?immutable=1", uri=True, check_same_thread=False)
    with suppress(sqlite3.Error):
        connection.execute(f"PRAGMA mmap_size = {_MAPPED_BYTES}")
        connection.execute("SELECT * FROM numbers LIMIT 1")
        return connection
    return None


def _database(rows: Iterable[Row]) -> bytes:
    connection = sqlite3.connect(":memory:")
    connection.execute("CREATE TABLE numbers (key TEXT PRIMARY KEY, number INTEGER) WITHOUT ROWID")
    connection.executemany("INSERT OR IGNORE INTO numbers VALUES (?, ?)", sorted(rows, key=itemgetter(0)))
    connection.commit()
    return connection.serialize()


def _stored(name: str, sources: Sequence[Path], key: str = "") -> Path:
    import platformdirs

    states = map(_state, [Path(__file__), *sources])
    digest = hashlib.sha256("\n".join([*states, key]).encode("utf-8", "surrogateescape")).hexdigest()[:16]
    return platformdirs.user_cache_path("copydesk") / "derived" / f"{name}.{digest}"


def _state(path: Path) -> str:
    """What identifies the content of a file: code by itself, data by path, size and time of change."""
    if path.suffix == ".py":
        return path.read_text("utf-8")
    status = path.stat()
    return f"{path}\0{status.st_size}\0{status.st_mtime_ns}"


def _is_usable(path: Path) -> bool:
    try:
        status = path.stat()
    except OSError:
        return False
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(content).digest()[:_DIGEST_BYTES]


def _store(path: Path, content: bytes) -> None:
    """Write the file where possible, complete or not at all, and remove the oldest of the same name."""
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        temporary = path.with_name(f".{path.name}.{os.getpid()}")
        descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
        others = sorted(path.parent.glob(f"{path.stem}.*"), key=lambda other: other.stat().st_mtime, reverse=True)
        for other in others[_KEPT:]:
            other.unlink(missing_ok=True)
