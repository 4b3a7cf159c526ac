"""A folder of files on this machine or behind a URL, each file in it whole or not there."""

import ctypes
import errno
import os
import stat
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from typing import BinaryIO
from uuid import uuid4

from pipeline.io.stores.protocol import CLOCK_TICK_NS, IMPOSSIBLE_NAME, FileInfo, NewFile


class LocalStore:
    """A folder on this machine's disk. What we make of a file bears that file's time of change."""

    stamps = True

    def __init__(self, url: str) -> None:
        self.url = url
        self._waiting = f"_tmp/{os.getpid()}-{uuid4().hex[:8]}"

    def path(self, path: str) -> str:
        """Where a file stands, for the system."""
        return f"{self.url}/{path}"

    def exists(self) -> bool:
        """Whether there is such a folder."""
        return Path(self.url).is_dir()

    def walk(self, under: str = "", *, besides: str = "") -> Iterator[FileInfo]:
        """Every file, folder by folder, by name; links to folders are not followed."""
        root = Path(self.url)
        skipped = Path(besides).resolve() if besides else None
        for folder, folders, files in os.walk(root / under):
            here = Path(folder)
            folders[:] = sorted(name for name in folders if name[0] != "." and (here / name).resolve() != skipped)
            inside = here.relative_to(root).as_posix() + "/" if here != root else ""
            for name in sorted(name for name in files if name[0] != "."):
                try:
                    seen = os.stat(f"{folder}/{name}")  # noqa: PTH116 - by the hundred thousand
                except OSError:
                    seen = os.lstat(f"{folder}/{name}")
                yield FileInfo(inside + name, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns)

    def names(self, under: str) -> set[str]:
        """The names of the files right in a folder."""
        with suppress(OSError), os.scandir(self.path(under)) as found:
            return {entry.name for entry in found if entry.is_file()}
        return set()

    def holds(self, under: str) -> bool:
        """Whether there is such a folder with anything in it."""
        with suppress(OSError), os.scandir(self.path(under)) as found:
            return any(found)
        return False

    def look(self, path: str) -> FileInfo | None:
        """The file at a path, or None."""
        try:
            seen = os.stat(self.path(path))  # noqa: PTH116 - by the hundred thousand
        except (OSError, ValueError):
            return None
        return FileInfo(path, seen.st_size, seen.st_mtime_ns, seen.st_ctime_ns)

    def open(self, path: str) -> BinaryIO:
        """The file, to be read."""
        return Path(self.path(path)).open("rb")

    def put(self, files: Sequence[NewFile]) -> None:
        """All under names of their own first, then one sync, then each in one move under its right name."""
        Path(self.path("_tmp")).mkdir(parents=True, exist_ok=True)
        waiting = [self.path(f"{self._waiting}-{number}.part") for number in range(len(files))]
        for file, name in zip(files, waiting, strict=True):
            Path(name).write_bytes(file.data)
            _stamp(name, file.mtime_ns)
        sync_files(waiting)
        for file, name in zip(files, waiting, strict=True):
            self.make_room(file.path)
            os.replace(name, self.path(file.path))  # noqa: PTH105 - by the hundred thousand

    def stream(self, path: str, pieces: Iterable[bytes]) -> None:
        """Writes one file piece by piece under a name of its own, then moves it."""
        waiting = Path(self.path(f"{self._waiting}.part"))
        with waiting.open("wb") as file:
            file.writelines(pieces)
        sync_files([str(waiting)])
        waiting.replace(self.path(path))

    def stamp(self, path: str, mtime_ns: int) -> None:
        """Gives a file of ours the time of change of the file it was made of."""
        _stamp(self.path(path), mtime_ns)

    def make_room(self, path: str) -> None:
        """Makes the folder of a file."""
        target = self.path(path)
        try:
            mode = os.lstat(target).st_mode
        except FileNotFoundError:
            Path(target).parent.mkdir(parents=True, exist_ok=True)
            return
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), target)

    def move(self, path: str, to: str) -> None:
        """Gives a file another path."""
        with suppress(FileNotFoundError):
            Path(self.path(to)).parent.mkdir(parents=True, exist_ok=True)
            Path(self.path(path)).replace(self.path(to))

    def remove(self, path: str) -> None:
        """Takes a file away, if it is there."""
        try:
            os.unlink(self.path(path))  # noqa: PTH108 - by the hundred thousand
        except OSError as why:
            if why.errno not in IMPOSSIBLE_NAME:
                raise

    def clear(self, under: str) -> None:
        """Takes a whole folder away, if it is there."""
        rmtree(self.path(under), ignore_errors=True)

    def agrees(self, ours: FileInfo, theirs: FileInfo) -> bool:
        """Whether both bear the same time of change."""
        return ours.mtime_ns == theirs.mtime_ns


def _stamp(path: str, mtime_ns: int) -> None:
    if mtime_ns and time.time_ns() - mtime_ns > CLOCK_TICK_NS:
        os.utime(path, ns=(mtime_ns, mtime_ns))


def sync_files(paths: Sequence[str]) -> None:
    """Returns when the files are safe on disk: one sync of their file system, which costs what a single file's does."""
    if not paths:
        return
    descriptor = os.open(paths[0], os.O_RDONLY)
    try:
        if len(paths) == 1 or not _sync_all(descriptor):
            os.fsync(descriptor)
            for path in paths[1:]:
                _sync(path)
    finally:
        os.close(descriptor)


def _sync_all(descriptor: int) -> bool:
    """Whether the system could sync the whole file system of a file."""
    try:
        return int(ctypes.CDLL(None, use_errno=True).syncfs(descriptor)) == 0
    except AttributeError:
        return False


def _sync(path: str) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
