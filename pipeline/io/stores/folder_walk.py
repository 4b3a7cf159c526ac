"""Walk through a folder on the local disk: every file by name, and what is no regular file with its problem.

1. Hidden files and folders are skipped, and so is one excluded folder (an output folder inside a raw folder).
2. A link to a file inside the root is its file. Any other link is a problem, unless links are followed.
3. With links followed, a link to one of the folders it is in is a problem: it would never end.
4. A pipe, a device or a socket is a problem: to open it may block for ever.
5. A folder that cannot be listed is a problem: its files are not removed files.
"""

import os
import stat
from collections.abc import Iterator
from operator import attrgetter
from pathlib import Path
from typing import NamedTuple

from pipeline.io.stores.protocol import LINK, SPECIAL, UNREADABLE_FOLDER, FileInfo

_Identity = tuple[int, int]
"""Device and inode of a folder."""


class _Walk(NamedTuple):
    """What all folders of a walk share."""

    root: str
    excluded: str
    follow_links: bool


def walk(root: str, under: str = "", *, exclude: str = "", follow_links: bool = False) -> Iterator[FileInfo]:
    """Every file below the folder ``under`` of ``root``, folder by folder, the files of a folder first."""
    settings = _Walk(os.path.realpath(root), os.path.realpath(exclude) if exclude else "", follow_links)
    top = os.path.join(root, under) if under else root  # noqa: PTH118 - as os.scandir wants it
    yield from _walk(top, under, settings, ())


def _walk(folder: str, path: str, settings: _Walk, parents: tuple[_Identity, ...]) -> Iterator[FileInfo]:
    try:
        with os.scandir(folder) as scanned:
            entries = sorted([entry for entry in scanned if entry.name[0] != "."], key=attrgetter("name"))
        info = os.stat(folder)  # noqa: PTH116 - as os.scandir wants it
    except OSError:
        if parents:
            yield FileInfo(path, 0, 0, problem=UNREADABLE_FOLDER)
        return
    parents = (*parents, (info.st_dev, info.st_ino))
    prefix = f"{path}/" if path else ""
    folders = list[os.DirEntry[str]]()
    for entry in entries:
        if _is_folder(entry):
            folders.append(entry)
        else:
            yield _file(entry, prefix + entry.name, settings)
    for entry in folders:
        entry_path = prefix + entry.name
        if settings.excluded and os.path.realpath(entry.path) == settings.excluded:
            continue
        if entry.is_symlink() and not _may_follow(entry, settings, parents):
            yield _with_problem(entry, entry_path, LINK)
        else:
            yield from _walk(entry.path, entry_path, settings, parents)


def _is_folder(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_dir()
    except OSError:
        return False


def _may_follow(entry: "os.DirEntry[str]", settings: _Walk, parents: tuple[_Identity, ...]) -> bool:
    info = entry.stat()
    return settings.follow_links and (info.st_dev, info.st_ino) not in parents


def _file(entry: "os.DirEntry[str]", path: str, settings: _Walk) -> FileInfo:
    try:
        info = entry.stat()
    except OSError:
        return _with_problem(entry, path, "")  # a dangling link: to open it gives the error
    if not stat.S_ISREG(info.st_mode):
        return _with_problem(entry, path, SPECIAL)
    if entry.is_symlink() and not settings.follow_links and not _is_inside(entry.path, settings.root):
        return _with_problem(entry, path, LINK)
    return FileInfo(path, info.st_size, info.st_mtime_ns, info.st_ctime_ns)


def _is_inside(path: str, root: str) -> bool:
    return Path(os.path.realpath(path)).is_relative_to(root)


def _with_problem(entry: "os.DirEntry[str]", path: str, problem: str) -> FileInfo:
    try:
        info = entry.stat(follow_symlinks=False)
    except OSError:  # removed in the meantime
        return FileInfo(path, 0, 0, problem=problem)
    return FileInfo(path, info.st_size, info.st_mtime_ns, info.st_ctime_ns, problem)
