"""Lock on an output folder: one run at a time. A second run is told which process holds the lock.

On a local disk it is an ``flock`` that the system releases when the last process of the run ends, killed or not. On an
object store it is a file with an expiry time: enough against two schedules, not against a malicious writer.
"""

import fcntl
import json
import os
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.errors import FolderLocked
from pipeline.io.own_files import LOCK
from pipeline.io.stores.local import LocalStore
from pipeline.io.stores.protocol import NewFile, Store

_WORKER_EXIT_SECONDS = 10.0  # for the workers of a killed run, which share its lock and exit by themselves
_POLL_SECONDS = 0.1
_LEASE_SECONDS = 6 * 3600  # after which the lock of a killed run expires on an object store


@contextmanager
def lock_folder(clean: Store) -> Iterator[int | None]:
    """Hold the lock while the block runs.

    Gives the descriptor that worker processes inherit; None on an object store. Raises FolderLocked.
    """
    if isinstance(clean, LocalStore):
        path = Path(clean.path(LOCK))
        descriptor = _acquire(path, clean.url)
        try:
            yield descriptor
        finally:
            path.unlink(missing_ok=True)
            os.close(descriptor)
    else:
        _acquire_lease(clean)
        try:
            yield None
        finally:
            clean.remove(LOCK)


def check_unlocked(clean: Store) -> None:
    """Raise FolderLocked if another run holds the lock now; does not take it."""
    if not isinstance(clean, LocalStore):
        return
    path = Path(clean.path(LOCK))
    with suppress(FileNotFoundError):
        descriptor = os.open(path, os.O_RDWR)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            owner = _read_owner(path)
            if _is_running(owner):
                raise FolderLocked(_locked_message(clean.url, owner)) from None
        finally:
            os.close(descriptor)


def _acquire(path: Path, folder: str) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    deadline = time.monotonic() + _WORKER_EXIT_SECONDS
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            owner = _read_owner(path)
            if _is_running(owner) or time.monotonic() > deadline:
                raise FolderLocked(_locked_message(folder, owner)) from None
            time.sleep(_POLL_SECONDS)
            continue
        if _is_same_file(descriptor, path):
            os.truncate(descriptor, 0)
            os.write(descriptor, json.dumps(_owner()).encode())
            return descriptor
        os.close(descriptor)  # the last owner removed the file after it was opened here


def _is_same_file(descriptor: int, path: Path) -> bool:
    with suppress(OSError):
        return os.fstat(descriptor).st_ino == path.stat().st_ino
    return False


def _owner() -> dict[str, object]:
    since = time.strftime("%Y-%m-%d %H:%M:%S %z")
    return {"process": os.getpid(), "machine": socket.gethostname(), "since": since}


def _read_owner(path: Path) -> dict[str, object]:
    try:
        return dict(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError):
        return {}


def _is_running(owner: dict[str, object]) -> bool:
    """Whether the process that took the lock still runs; True if that cannot be known."""
    process = owner.get("process")
    if owner.get("machine") != socket.gethostname() or not isinstance(process, int):
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _is_zombie(process)


def _is_zombie(process: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0] == "Z"
    return False


def _locked_message(folder: str, owner: dict[str, object]) -> str:
    try:
        name = f"process {owner['process']} on {owner['machine']} since {owner['since']}"
    except KeyError:
        name = "another process"
    return f"{folder} is locked by a run: {name}. Wait for its end, or end it"


def _acquire_lease(clean: Store) -> None:
    with suppress(OSError, ValueError), clean.open(LOCK) as file:
        owner = json.loads(file.read())
        if owner["until"] > time.time():
            raise FolderLocked(_locked_message(clean.url, owner))
    lease = {**_owner(), "until": time.time() + _LEASE_SECONDS}
    clean.put([NewFile(LOCK, json.dumps(lease).encode())])
