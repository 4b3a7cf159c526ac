"""What a folder of files is, wherever it is: how it is listed, read and written. Paths in it have forward slashes."""

import errno
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO, NamedTuple, Protocol

IMPOSSIBLE_NAME = frozenset({errno.ENAMETOOLONG, errno.EEXIST, errno.ENOTDIR, errno.EISDIR, errno.EILSEQ, errno.ENOENT})
"""What the system says of a name at which no file stands, or none can."""
CLOCK_TICK_NS = (
    2_000_000_000  # nanoseconds: a file changed so lately may change again within the same tick of its clock
)


class FileInfo(NamedTuple):
    """A file: its path below the folder, its size in bytes, its time of change in nanoseconds.

    ``touched_ns`` is when anything last happened to it, also its being moved there: no tool can set that back.
    """

    path: str
    size: int
    mtime_ns: int
    touched_ns: int = 0


class NewFile(NamedTuple):
    """A file to be written, and the time of change it is to bear (0: now)."""

    path: str
    data: bytes
    mtime_ns: int = 0


class Store(Protocol):
    """Where raw or clean files stand."""

    url: str
    stamps: bool
    """Whether a file can be given a time of change."""

    def exists(self) -> bool:
        """Whether there is such a folder."""
        ...

    def walk(self, under: str = "", *, besides: str = "") -> Iterator[FileInfo]:
        """Every file, folder by folder, by name; hidden ones and the folder at URL ``besides`` are passed over."""
        ...

    def names(self, under: str) -> set[str]:
        """The names of the files right in a folder; none where there is no such folder."""
        ...

    def holds(self, under: str) -> bool:
        """Whether there is such a folder with anything in it."""
        ...

    def look(self, path: str) -> FileInfo | None:
        """The file at a path, or None."""
        ...

    def open(self, path: str) -> BinaryIO:
        """The file, to be read. Raises OSError."""
        ...

    def put(self, files: Sequence[NewFile]) -> None:
        """Writes files, in this order, each of them whole or not at all; all are safe on disk when it returns."""
        ...

    def stream(self, path: str, pieces: Iterable[bytes]) -> None:
        """Writes one file piece by piece, whole or not at all."""
        ...

    def stamp(self, path: str, mtime_ns: int) -> None:
        """Gives a file of ours the time of change of the file it was made of."""
        ...

    def make_room(self, path: str) -> None:
        """Makes the folder of a file. Raises OSError if no file of this name can stand there."""
        ...

    def move(self, path: str, to: str) -> None:
        """Gives a file another path; what stood there is replaced. A file that is not there is passed over."""
        ...

    def remove(self, path: str) -> None:
        """Takes a file away, if it is there."""
        ...

    def clear(self, under: str) -> None:
        """Takes a whole folder away, if it is there."""
        ...

    def agrees(self, ours: FileInfo, theirs: FileInfo) -> bool:
        """Whether what we made, ``ours``, was made of the file ``theirs`` as it stands now, by their times."""
        ...
