"""Store on the local disk. Files are written under temporary names, synced, then renamed: each is whole or missing."""

import ctypes
import errno
import os
import stat
import time
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from shutil import rmtree
from typing import BinaryIO
from uuid import uuid4

from pipeline.io.own_files import TEMPORARY
from pipeline.io.stores import folder_walk
from pipeline.io.stores.protocol import CLOCK_TICK_NS, IMPOSSIBLE_NAME, FileInfo, NewFile


class LocalStore:
    """A folder on this machine's disk. An output file gets the mtime of the raw file it was made from."""

    keeps_mtime = True

    def __init__(self, url: str) -> None:
        self.url = url
        self._temporary = f"{TEMPORARY}/{os.getpid()}-{uuid4().hex[:8]}"

    def path(self, path: str) -> str:
        """The path of a file for the operating system."""
        return f"{self.url}/{path}"

    def exists(self) -> bool:
        """Whether the folder exists."""
        return Path(self.url).is_dir()

    def walk(self, under: str = "", *, exclude: str = "", follow_links: bool = False) -> Iterator[FileInfo]:
        """Every file, folder by folder, by name; hidden ones and the folder ``exclude`` are skipped."""
        return folder_walk.walk(self.url, under, exclude=exclude, follow_links=follow_links)

    def walk_names(self, under: str) -> Iterator[tuple[str, list[str]]]:
        """Each folder below ``under`` with the names of its files."""
        for folder, folders, names in os.walk(self.path(under)):
            folders[:] = sorted(name for name in folders if name[0] != ".")
            yield folder.removeprefix(f"{self.url}/"), sorted(name for name in names if name[0] != ".")

    def file_names(self, under: str) -> frozenset[str]:
        """The names of the files directly in a folder that are no links."""
        with suppress(OSError, ValueError), os.scandir(self.path(under)) as entries:
            return frozenset(entry.name for entry in entries if entry.is_file(follow_symlinks=False))
        return frozenset()

    def file_sizes(self, under: str) -> dict[str, int]:
        """The names and sizes of the files directly in a folder."""
        with suppress(OSError), os.scandir(self.path(under)) as entries:
            return {entry.name: entry.stat().st_size for entry in entries if entry.is_file()}
        return {}

    def is_nonempty(self, under: str) -> bool:
        """Whether there is such a folder with anything in it."""
        with suppress(OSError), os.scandir(self.path(under)) as entries:
            return any(entries)
        return False

    def stat(self, path: str) -> FileInfo | None:
        """The file at a path, or None."""
        try:
            info = os.stat(self.path(path))  # noqa: PTH116 - by the hundred thousand
        except (OSError, ValueError):
            return None
        return FileInfo(path, info.st_size, info.st_mtime_ns, info.st_ctime_ns)

    def is_missing(self, path: str) -> bool:
        """Whether there is certainly no file at a path."""
        try:
            os.stat(self.path(path))  # noqa: PTH116 - by the hundred thousand
        except ValueError:
            return True
        except OSError as why:
            return why.errno in IMPOSSIBLE_NAME
        return False

    def open(self, path: str) -> BinaryIO:
        """Open a file for reading."""
        return Path(self.path(path)).open("rb")

    def put(self, files: Sequence[NewFile]) -> None:
        """Write all files under temporary names, sync once, then rename each."""
        Path(self.path(TEMPORARY)).mkdir(parents=True, exist_ok=True)
        temporary = [self.path(f"{self._temporary}-{number}.part") for number in range(len(files))]
        for file, name in zip(files, temporary, strict=True):
            Path(name).write_bytes(file.data)
            _set_mtime(name, file.mtime_ns)
        sync_files(temporary)
        for file, name in zip(files, temporary, strict=True):
            self.ensure_parent(file.path)
            os.replace(name, self.path(file.path))  # noqa: PTH105 - by the hundred thousand

    def set_mtime(self, path: str, mtime_ns: int) -> None:
        """Set the mtime of a file."""
        _set_mtime(self.path(path), mtime_ns)

    def ensure_parent(self, path: str) -> None:
        """Make the folder of a file."""
        target = self.path(path)
        try:
            mode = os.lstat(target).st_mode
        except FileNotFoundError:
            Path(target).parent.mkdir(parents=True, exist_ok=True)
            return
        if stat.S_ISDIR(mode):
            raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR), target)

    def move(self, path: str, to: str) -> None:
        """Give a file another path."""
        with suppress(FileNotFoundError):
            Path(self.path(to)).parent.mkdir(parents=True, exist_ok=True)
            Path(self.path(path)).replace(self.path(to))

    def remove(self, path: str) -> None:
        """Remove a file; a missing file is ignored."""
        try:
            os.unlink(self.path(path))  # noqa: PTH108 - by the hundred thousand
        except OSError as why:
            if why.errno not in IMPOSSIBLE_NAME:
                raise

    def remove_folder(self, under: str) -> None:
        """Remove a folder with all its files; a missing folder is ignored."""
        rmtree(self.path(under), ignore_errors=True)

    def is_current(self, output: FileInfo, source: FileInfo) -> bool:
        """Whether both have the same mtime."""
        return output.mtime_ns == source.mtime_ns


def _set_mtime(path: str, mtime_ns: int) -> None:
    if mtime_ns and time.time_ns() - mtime_ns > CLOCK_TICK_NS:
        os.utime(path, ns=(mtime_ns, mtime_ns))


def sync_files(paths: Sequence[str]) -> None:
    """Return when the files are safe on disk.

    One ``syncfs`` of their file system costs as much as the ``fsync`` of a single file.
    """
    if not paths:
        return
    descriptor = os.open(paths[0], os.O_RDONLY)
    try:
        if len(paths) == 1 or not _sync_file_system(descriptor):
            os.fsync(descriptor)
            for path in paths[1:]:
                _sync_file(path)
    finally:
        os.close(descriptor)


def _sync_file_system(descriptor: int) -> bool:
    """Whether the whole file system of a file could be synced."""
    try:
        return int(ctypes.CDLL(None, use_errno=True).syncfs(descriptor)) == 0
    except AttributeError:
        return False


def _sync_file(path: str) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
