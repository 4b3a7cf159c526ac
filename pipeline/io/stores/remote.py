"""A folder behind a URL: an object store, or whatever else fsspec reaches. There a file is whole by itself.

Nothing can be given a time of change there, so what we made of a file is up to date if it is the younger by some
seconds, and of the same rules.
"""

import io
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any, BinaryIO, cast

from pipeline.errors import StoreUnavailable
from pipeline.io.credentials import add_credentials, redact
from pipeline.io.stores.protocol import CLOCK_TICK_NS, FileInfo, NewFile


class RemoteStore:
    """A folder behind a URL."""

    stamps = False

    def __init__(self, url: str) -> None:
        import fsspec

        self.url = url.rstrip("/")
        with _asked(self.url):
            self._system, root = fsspec.core.url_to_fs(add_credentials(self.url), use_listings_cache=False)
        self._root = root.rstrip("/")

    def _path(self, path: str) -> str:
        return f"{self._root}/{path}" if path else self._root

    def exists(self) -> bool:
        """Whether there is such a folder, or anything in it."""
        with _asked(self.url):
            return bool(self._system.exists(self._root))

    def walk(self, under: str = "", *, besides: str = "") -> Iterator[FileInfo]:
        """Every file by path; hidden ones and the folder at URL ``besides`` are passed over."""
        inside = f"{besides.rstrip('/').removeprefix(self.url + '/')}/" if besides.startswith(f"{self.url}/") else ""
        with _asked(self.url):
            listed = self._system.find(self._path(under), detail=True)
        for path, name in sorted(((name.removeprefix(self._root).lstrip("/"), name) for name in listed), key=_order):
            hidden = any(part.startswith(".") for part in path.split("/"))
            if not hidden and not (inside and path.startswith(inside)):
                yield _found(path, listed[name])

    def names(self, under: str) -> set[str]:
        """The names of the files right in a folder."""
        with suppress(FileNotFoundError), _asked(self.url):
            listed = self._system.ls(self._path(under), detail=True)
            return {info["name"].rpartition("/")[2] for info in listed if info["type"] == "file"}
        return set()

    def holds(self, under: str) -> bool:
        """Whether there is such a folder with anything in it."""
        with suppress(FileNotFoundError), _asked(self.url):
            return bool(self._system.ls(self._path(under), detail=False))
        return False

    def look(self, path: str) -> FileInfo | None:
        """The file at a path, or None."""
        with suppress(FileNotFoundError), _asked(self.url):
            info = self._system.info(self._path(path))
            return _found(path, info) if info["type"] == "file" else None
        return None

    def open(self, path: str) -> BinaryIO:
        """The file, to be read. Raises PermissionError, Unreached; so does reading it."""
        with _asked(self.url, PermissionError):
            file = _Reading(self._system.open(self._path(path), "rb"), self.url)
        return cast("BinaryIO", io.BufferedReader(file))  # whose lines can be read up to a size

    def put(self, files: Sequence[NewFile]) -> None:
        """Writes files in order; a store shows each of them only once it is whole."""
        for file in files:
            with _asked(self.url):
                self._system.pipe_file(self._path(file.path), file.data)

    def stream(self, path: str, pieces: Iterable[bytes]) -> None:
        """Writes one file piece by piece; a store shows it only once it is whole."""
        with _asked(self.url), self._system.open(self._path(path), "wb") as file:
            for piece in pieces:
                file.write(piece)

    def stamp(self, path: str, mtime_ns: int) -> None:
        """Nothing: a store gives its own times."""

    def make_room(self, path: str) -> None:
        """Nothing: a store has no folders."""

    def move(self, path: str, to: str) -> None:
        """Gives a file another path: a copy, then a removal."""
        with suppress(FileNotFoundError), _asked(self.url):
            self._system.mv(self._path(path), self._path(to))

    def remove(self, path: str) -> None:
        """Takes a file away, if it is there."""
        with suppress(FileNotFoundError), _asked(self.url):
            self._system.rm_file(self._path(path))

    def clear(self, under: str) -> None:
        """Takes a whole folder away, if it is there."""
        with suppress(FileNotFoundError), _asked(self.url):
            self._system.rm(self._path(under), recursive=True)

    def agrees(self, ours: FileInfo, theirs: FileInfo) -> bool:
        """Whether ours is the younger by more than a tick of the clock."""
        return ours.mtime_ns > theirs.mtime_ns + CLOCK_TICK_NS


class _Reading(io.RawIOBase):
    """A file of a store as it is read; says Unreached where that breaks off."""

    def __init__(self, file: BinaryIO, url: str) -> None:
        self._file, self._url = file, url

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with _asked(self._url, PermissionError):
            data = self._file.read(len(buffer))
        buffer[: len(data)] = data
        return len(data)

    def seek(self, offset: int, whence: int = 0) -> int:
        return self._file.seek(offset, whence)

    def tell(self) -> int:
        return self._file.tell()

    def close(self) -> None:
        self._file.close()
        super().close()


@contextmanager
def _asked(url: str, *others: type[OSError]) -> Iterator[None]:
    """Raises Unreached for what the store's library raises, but for FileNotFoundError and ``others``."""
    plain: tuple[type[Exception], ...] = (StoreUnavailable, FileNotFoundError, *others)
    try:
        yield
    except plain:
        raise
    except Exception as why:  # each store's library has errors of its own
        raise StoreUnavailable(redact(f"{url} cannot be reached: {why or type(why).__name__}")) from why


def _order(pair: tuple[str, str]) -> tuple[tuple[bool, str], ...]:
    """As on a disk: the files of a folder first, then its folders, by name."""
    *folders, name = pair[0].split("/")
    return (*((True, folder) for folder in folders), (False, name))


def _found(path: str, info: Mapping[str, Any]) -> FileInfo:
    at = next((info[key] for key in ("LastModified", "mtime", "updated", "created") if info.get(key)), 0)
    at = datetime.fromisoformat(at) if isinstance(at, str) else at
    seconds = at.timestamp() if isinstance(at, datetime) else float(at)
    return FileInfo(path, int(info["size"] or 0), int(seconds * 1e9), int(seconds * 1e9))
