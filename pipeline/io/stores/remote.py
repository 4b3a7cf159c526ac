"""Store behind a URL: an object store, or any other file system of fsspec. A file there appears only once it is whole.

The mtime of a file cannot be set there. So an output file is up to date if it is some seconds younger than its raw file
and was made by the same rules.
"""

import io
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, BinaryIO, cast

from pipeline.errors import StoreUnavailable
from pipeline.io.credentials import add_credentials, redact
from pipeline.io.stores.protocol import CLOCK_TICK_NS, NAME, FileInfo, NewFile

_IMPOSSIBLE_PARTS = frozenset({"", ".", ".."})  # of a path on a disk
_TIME_KEYS = ("LastModified", "mtime", "updated", "created")  # of the file systems of fsspec


class RemoteStore:
    """A folder behind a URL."""

    keeps_mtime = False

    def __init__(self, url: str) -> None:
        import fsspec

        self.url = url.rstrip("/")
        with _translated_errors(self.url):
            self._system, root = fsspec.core.url_to_fs(add_credentials(self.url), use_listings_cache=False)
        self._root = root.rstrip("/")

    def _path(self, path: str) -> str:
        return f"{self._root}/{path}" if path else self._root

    def exists(self) -> bool:
        """Whether the folder exists, or anything in it."""
        with _translated_errors(self.url):
            return bool(self._system.exists(self._root))

    def walk(
        self,
        under: str = "",
        *,
        exclude: str = "",
        follow_links: bool = False,  # noqa: ARG002 - an object store has no links
    ) -> Iterator[FileInfo]:
        """Every file by path; hidden ones and the folder at URL ``exclude`` are skipped."""
        inside = f"{exclude.rstrip('/').removeprefix(self.url + '/')}/" if exclude.startswith(f"{self.url}/") else ""
        with _translated_errors(self.url):
            listed = self._system.find(self._path(under), detail=True)
        paths = sorted(((name.removeprefix(self._root).lstrip("/"), name) for name in listed), key=_sort_key)
        for path, name in paths:
            parts = path.split("/")
            if any(part in _IMPOSSIBLE_PARTS for part in parts):
                yield _file_info(path, listed[name])._replace(problem=NAME)
            elif not any(part.startswith(".") for part in parts) and not (inside and path.startswith(inside)):
                yield _file_info(path, listed[name])

    def walk_names(self, under: str) -> Iterator[tuple[str, list[str]]]:
        """Each folder below ``under`` with the names of its files."""
        paths = (file_info.path.rpartition("/") for file_info in self.walk(under))
        for folder, files in groupby(paths, itemgetter(0)):
            yield folder, [name for _, _, name in files]

    def file_names(self, under: str) -> frozenset[str]:
        """The names of the files directly in a folder."""
        return frozenset(self.file_sizes(under))

    def file_sizes(self, under: str) -> dict[str, int]:
        """The names and sizes of the files directly in a folder."""
        with suppress(FileNotFoundError), _translated_errors(self.url):
            listed = self._system.ls(self._path(under), detail=True)
            files = (info for info in listed if info["type"] == "file")
            return {info["name"].rpartition("/")[2]: int(info["size"] or 0) for info in files}
        return {}

    def is_nonempty(self, under: str) -> bool:
        """Whether there is such a folder with anything in it."""
        with suppress(FileNotFoundError), _translated_errors(self.url):
            return bool(self._system.ls(self._path(under), detail=False))
        return False

    def stat(self, path: str) -> FileInfo | None:
        """The file at a path, or None."""
        with suppress(FileNotFoundError), _translated_errors(self.url):
            info = self._system.info(self._path(path))
            return _file_info(path, info) if info["type"] == "file" else None
        return None

    def is_missing(self, path: str) -> bool:
        """Whether there is no file at a path."""
        return self.stat(path) is None

    def open(self, path: str) -> BinaryIO:
        """Open a file for reading. Raises PermissionError, StoreUnavailable; so does reading it."""
        with _translated_errors(self.url, PermissionError):
            file = _RemoteFile(self._system.open(self._path(path), "rb"), self.url)
        return cast("BinaryIO", io.BufferedReader(file))  # whose readline takes a size

    def put(self, files: Sequence[NewFile]) -> None:
        """Write files in order."""
        for file in files:
            with _translated_errors(self.url):
                self._system.pipe_file(self._path(file.path), file.data)

    def set_mtime(self, path: str, mtime_ns: int) -> None:
        """Do nothing: an object store sets its own times."""

    def ensure_parent(self, path: str) -> None:
        """Do nothing: an object store has no folders."""

    def move(self, path: str, to: str) -> None:
        """Give a file another path: a copy, then a removal."""
        with suppress(FileNotFoundError), _translated_errors(self.url):
            self._system.mv(self._path(path), self._path(to))

    def remove(self, path: str) -> None:
        """Remove a file; a missing file is ignored."""
        with suppress(FileNotFoundError), _translated_errors(self.url):
            self._system.rm_file(self._path(path))

    def remove_folder(self, under: str) -> None:
        """Remove a folder with all its files; a missing folder is ignored."""
        with suppress(FileNotFoundError), _translated_errors(self.url):
            self._system.rm(self._path(under), recursive=True)

    def is_current(self, output: FileInfo, source: FileInfo) -> bool:
        """Whether the output is younger by more than a tick of the clock."""
        return output.mtime_ns > source.mtime_ns + CLOCK_TICK_NS


class _RemoteFile(io.RawIOBase):
    """A file of a store, open for reading. Raises StoreUnavailable where reading fails."""

    def __init__(self, file: BinaryIO, url: str) -> None:
        self._file, self._url = file, url

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        with _translated_errors(self._url, PermissionError):
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
def _translated_errors(url: str, *unchanged: type[OSError]) -> Iterator[None]:
    """Raise StoreUnavailable for any error of the store's library but FileNotFoundError and ``unchanged``."""
    passed: tuple[type[Exception], ...] = (StoreUnavailable, FileNotFoundError, *unchanged)
    try:
        yield
    except passed:
        raise
    except Exception as why:  # each store's library has errors of its own
        raise StoreUnavailable(redact(f"{url} cannot be reached: {why or type(why).__name__}")) from why


def _sort_key(pair: tuple[str, str]) -> tuple[tuple[bool, str], ...]:
    """The order of a local disk: the files of a folder first, then its folders, by name."""
    *folders, name = pair[0].split("/")
    return (*((True, folder) for folder in folders), (False, name))


def _file_info(path: str, info: Mapping[str, Any]) -> FileInfo:
    time = next((info[key] for key in _TIME_KEYS if info.get(key)), 0)
    time = datetime.fromisoformat(time) if isinstance(time, str) else time
    seconds = time.timestamp() if isinstance(time, datetime) else float(time)
    return FileInfo(path, int(info["size"] or 0), int(seconds * 1e9), int(seconds * 1e9))
