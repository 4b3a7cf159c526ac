"""Interface of a store: how its files are listed, read and written. Paths are relative and have forward slashes."""

import errno
from collections.abc import Iterator, Sequence
from typing import BinaryIO, NamedTuple, Protocol

IMPOSSIBLE_NAME = frozenset({errno.ENAMETOOLONG, errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.EILSEQ, errno.ENOENT})
"""Error numbers for a path at which there is no file, or can be none."""
CLOCK_TICK_NS = 2_000_000_000
"""Nanoseconds after a change of a file in which it may change again without a new mtime."""


SPECIAL, LINK, UNREADABLE_FOLDER, NAME = "reader/special", "reader/link", "reader/folder", "reader/name"
"""Problems of a file: no regular file (a pipe, a device), a link that is not followed, a folder that cannot be listed,
a name that is no path."""


class FileInfo(NamedTuple):
    """A file: its path, its size in bytes, its mtime and ctime in nanoseconds.

    ``ctime_ns`` is the time of the last change of content, name or attributes: no tool can set it back. ``problem`` is
    the reason why the file must not be opened, one of the constants below; empty for a regular file.
    """

    path: str
    size: int
    mtime_ns: int
    ctime_ns: int = 0
    problem: str = ""


class NewFile(NamedTuple):
    """A file to be written; ``mtime_ns`` is the mtime it gets (0: now)."""

    path: str
    data: bytes
    mtime_ns: int = 0


class Store(Protocol):
    """A folder of raw or clean files."""

    url: str
    keeps_mtime: bool
    """Whether the mtime of a file can be set."""

    def exists(self) -> bool:
        """Whether the folder exists."""
        ...

    def walk(self, under: str = "", *, exclude: str = "", follow_links: bool = False) -> Iterator[FileInfo]:
        """Every file, folder by folder, by name; hidden ones and the folder at URL ``exclude`` are skipped.

        A link out of this folder and a link to a folder are given with the problem LINK, unless ``follow_links``.
        """
        ...

    def walk_names(self, under: str) -> Iterator[tuple[str, list[str]]]:
        """Each folder below ``under`` with the names of its files, in the order of ``walk``; nothing else is read."""
        ...

    def file_names(self, under: str) -> frozenset[str]:
        """The names of the files directly in a folder that are no links; none where it cannot be listed."""
        ...

    def file_sizes(self, under: str) -> dict[str, int]:
        """The names and sizes of the files directly in a folder; none where there is no such folder."""
        ...

    def is_nonempty(self, under: str) -> bool:
        """Whether there is such a folder with anything in it."""
        ...

    def stat(self, path: str) -> FileInfo | None:
        """The file at a path, or None."""
        ...

    def is_missing(self, path: str) -> bool:
        """Whether there is certainly no file at a path; False where that cannot be known."""
        ...

    def open(self, path: str) -> BinaryIO:
        """Open a file for reading. Raises OSError."""
        ...

    def put(self, files: Sequence[NewFile]) -> None:
        """Write files in this order, each whole or not at all; all are safe on disk when it returns."""
        ...

    def set_mtime(self, path: str, mtime_ns: int) -> None:
        """Set the mtime of a file."""
        ...

    def ensure_parent(self, path: str) -> None:
        """Make the folder of a file. Raises OSError if there can be no file of this name."""
        ...

    def move(self, path: str, to: str) -> None:
        """Give a file another path and replace what is there; a missing file is ignored."""
        ...

    def remove(self, path: str) -> None:
        """Remove a file; a missing file is ignored."""
        ...

    def remove_folder(self, under: str) -> None:
        """Remove a folder with all its files; a missing folder is ignored."""
        ...

    def is_current(self, output: FileInfo, source: FileInfo) -> bool:
        """Whether ``output`` was made from ``source`` as it is now, by their times."""
        ...
