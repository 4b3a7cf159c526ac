"""The parent's end of one worker process: sends it a batch, watches its time and memory, collects its result rows."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from multiprocessing.connection import Connection
from pathlib import Path
from typing import NamedTuple, cast

from pipeline.cleaner.child_process import OUT_OF_MEMORY
from pipeline.corpus.job import BatchTask
from pipeline.corpus.limits import too_large, too_long
from pipeline.errors import Unreadable
from pipeline.io.asides import Aside
from pipeline.io.result_row import ResultRow
from pipeline.rules.loading import CorpusRules

command = [sys.executable, "-P", "-m", "pipeline.execution.worker"]
"""The command that starts a worker; the descriptor of its pipe and the parent's process id are appended."""
STARTING = -1
"""The document number of a worker that has not begun its first document: it reads the rules."""

_EXIT_SECONDS = 5.0  # that a process may take to exit once its pipe is broken
_POLL_SECONDS = 0.2  # between two checks of a silent worker
_PAGE_BYTES = os.sysconf("SC_PAGE_SIZE")
_REPORT = "Look at the page. That it can do this is a bug in copydesk or in a library it uses: report it."


class WorkerFailure(NamedTuple):
    """Why a worker ended early, and at which document of its batch.

    ``certain``: the document itself is the cause. Otherwise the worker may have failed by chance, and the document is
    tried again. ``traceback`` is that of a bug.
    """

    number: int
    reason: Unreadable
    certain: bool = False
    traceback: str = ""


class WorkerProcess:
    """A process that cleans batches, and the pipe to it."""

    def __init__(self, lock_descriptor: int | None) -> None:
        """Start the process. It inherits ``lock_descriptor``, so that the lock on ``clean/`` lasts as long as it."""
        ours, theirs = socket.socketpair()
        inherited = [theirs.fileno()] if lock_descriptor is None else [theirs.fileno(), lock_descriptor]
        with theirs, _blocked_interrupts():
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [*command, str(theirs.fileno()), str(os.getpid())], pass_fds=inherited, stdin=subprocess.DEVNULL
            )
        self._pipe = Connection(ours.detach())

    def clean(self, work: BatchTask, limits: CorpusRules, rows: list[ResultRow]) -> WorkerFailure | None:
        """Clean a batch; result rows are appended to ``rows`` as they arrive. Returns None when all is done.

        Raises what ends the run: StoreUnavailable, OSError, BadRules, LostDocuments.
        """
        number = STARTING
        self._send((work, limits.max_memory))
        while (message := self._next_message(number, limits)) is not None:
            if isinstance(message, WorkerFailure):
                return message
            if isinstance(message, Exception):
                raise message
            if isinstance(message, Aside):
                bug = Unreadable(message.rule, message.reason, message.remedy)
                return WorkerFailure(number, bug, certain=True, traceback=message.traceback)
            if isinstance(message, int):
                number = message
            else:
                rows += message
        return None

    def _send(self, message: object) -> None:
        with suppress(OSError):  # the worker exited: the next read reports it
            self._pipe.send(message)

    def _next_message(
        self, number: int, limits: CorpusRules
    ) -> int | list[ResultRow] | Exception | Aside | WorkerFailure | None:
        """The next message of the worker, or why none will come; ``number`` is the document it is at."""
        since = time.monotonic()
        try:
            while not self._pipe.poll(_POLL_SECONDS):
                if time.monotonic() - since > limits.max_seconds and number != STARTING:
                    return WorkerFailure(number, too_long(limits), certain=True)
                if self._resident_bytes() > limits.max_memory:
                    return WorkerFailure(number, too_large(limits))
            return cast("int | list[ResultRow] | Exception | Aside | None", self._pipe.recv())
        except (EOFError, OSError):
            return WorkerFailure(number, _exit_reason(self._exit_code(), limits))

    def _exit_code(self) -> int:
        """The exit code of a worker whose pipe is broken; it is killed if it does not exit by itself."""
        try:
            return self._process.wait(timeout=_EXIT_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def _resident_bytes(self) -> int:
        """Memory of the worker in bytes; 0 where the system does not report it."""
        try:
            return int(Path(f"/proc/{self._process.pid}/statm").read_text("utf-8").split()[1]) * _PAGE_BYTES
        except OSError:
            return 0

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.wait()
        self._pipe.close()


@contextmanager
def _blocked_interrupts() -> Iterator[None]:
    """Processes started in this block never see Ctrl-C, which the parent handles: they inherit the signal mask."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _exit_reason(code: int, limits: CorpusRules) -> Unreadable:
    if code == OUT_OF_MEMORY:
        return too_large(limits)
    how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return Unreadable("run/crash", f"cleaning it ended the process, twice ({how})", _REPORT)
