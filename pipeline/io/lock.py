"""One run at a time on one ``clean/``: who comes second hears who holds it.

On a local disk the system itself holds the lock and lets go when the last process of the run ends, killed or not. On an
object store it is a file that says until when it holds, good enough against two schedules, not against a malicious one.
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
from pipeline.io.stores.local import LocalStore
from pipeline.io.stores.protocol import NewFile, Store

_NAME = "_lock"
_PATIENCE = 10.0  # seconds given to the workers of a run that was killed: they end by themselves
_LEASE = 6 * 3600  # seconds an object store's lock holds: a run that was killed there blocks no longer


@contextmanager
def lock_folder(clean: Store) -> Iterator[int | None]:
    """Holds ``clean/`` while the block runs; gives the descriptor that worker processes are to share. Raises Held."""
    if isinstance(clean, LocalStore):
        descriptor = _taken(Path(clean.path(_NAME)), clean.url)
        try:
            yield descriptor
        finally:
            Path(clean.path(_NAME)).unlink(missing_ok=True)
            os.close(descriptor)
    else:
        _lease(clean)
        try:
            yield None
        finally:
            clean.remove(_NAME)


def check_unlocked(clean: Store) -> None:
    """Raises Held if another run holds ``clean/`` now; takes nothing."""
    with suppress(FileNotFoundError):
        if isinstance(clean, LocalStore):
            descriptor = os.open(clean.path(_NAME), os.O_RDWR)
            try:
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                holder = _holder(Path(clean.path(_NAME)))
                if _lives(holder):
                    raise FolderLocked(_sentence(clean.url, holder)) from None
            finally:
                os.close(descriptor)


def _taken(path: Path, shown: str) -> int:
    path.parent.mkdir(parents=True, exist_ok=True)
    end = time.monotonic() + _PATIENCE
    while True:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            os.close(descriptor)
            holder = _holder(path)
            if _lives(holder) or time.monotonic() > end:
                raise FolderLocked(_sentence(shown, holder)) from None
            time.sleep(0.1)
            continue
        if _is(descriptor, path):
            os.truncate(descriptor, 0)
            os.write(descriptor, _card())
            return descriptor
        os.close(descriptor)  # its last holder took the file away in between


def _is(descriptor: int, path: Path) -> bool:
    with suppress(OSError):
        return os.fstat(descriptor).st_ino == path.stat().st_ino
    return False


def _card() -> bytes:
    since = time.strftime("%Y-%m-%d %H:%M:%S %z")
    return json.dumps({"process": os.getpid(), "machine": socket.gethostname(), "since": since}).encode()


def _holder(path: Path) -> dict[str, object]:
    try:
        return dict(json.loads(path.read_text("utf-8")))
    except (OSError, ValueError):
        return {}


def _lives(holder: dict[str, object]) -> bool:
    """Whether the process that took the lock still runs; yes if that cannot be known."""
    process = holder.get("process")
    if holder.get("machine") != socket.gethostname() or not isinstance(process, int):
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return not _zombie(process)


def _zombie(process: int) -> bool:
    with suppress(OSError):
        return Path(f"/proc/{process}/stat").read_text("utf-8").rpartition(")")[2].split()[0] == "Z"
    return False


def _sentence(shown: str, holder: dict[str, object]) -> str:
    who = f"process {holder['process']} on {holder['machine']} since {holder['since']}" if holder else "another process"
    return f"{shown} is held by a run: {who}. Wait for its end, or end it"


def _lease(clean: Store) -> None:
    with suppress(OSError, ValueError), clean.open(_NAME) as file:
        holder = json.loads(file.read())
        if holder["until"] > time.time():
            raise FolderLocked(_sentence(clean.url, holder))
    clean.put([NewFile(_NAME, json.dumps({**json.loads(_card()), "until": time.time() + _LEASE}).encode())])
