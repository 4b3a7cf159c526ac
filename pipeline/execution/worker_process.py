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
from tempfile import TemporaryFile
from typing import NamedTuple, cast

from pipeline.cleaner.child_process import OUT_OF_MEMORY
from pipeline.corpus.job import BatchTask
from pipeline.corpus.limits import too_large, too_long
from pipeline.errors import Unreadable
from pipeline.execution.step_counter import STARTING, StepCounter
from pipeline.io.asides import Aside
from pipeline.io.result_row import ResultRow
from pipeline.rules.loading import CorpusRules

command = [sys.executable, "-P", "-m", "pipeline.execution.worker"]
"""The command that starts a worker; the descriptors of its pipe and its counter and the parent's id are appended."""

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
        with theirs, TemporaryFile() as shared, _blocked_interrupts():
            self._step = StepCounter(shared.fileno(), create=True)
            inherited = [theirs.fileno(), shared.fileno()]
            arguments = [*map(str, inherited), str(os.getpid())]
            inherited += [] if lock_descriptor is None else [lock_descriptor]
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [*command, *arguments], pass_fds=inherited, stdin=subprocess.DEVNULL
            )
        self._pipe = Connection(ours.detach())

    def clean(self, work: BatchTask, limits: CorpusRules, rows: list[ResultRow]) -> WorkerFailure | None:
        """Clean a batch; result rows are appended to ``rows`` as they arrive. Returns None when all is done.

        Raises what ends the run: StoreUnavailable, OSError, BadRules, LostDocuments.
        """
        self._step.set(STARTING)
        self._send((work, limits.max_memory))
        while (message := self._next_message(limits)) is not None:
            if isinstance(message, WorkerFailure):
                return message
            if isinstance(message, Exception):
                raise message
            if isinstance(message, Aside):
                bug = Unreadable(message.rule, message.reason, message.remedy)
                return WorkerFailure(self._step.get(), bug, certain=True, traceback=message.traceback)
            rows += message
        return None

    def _send(self, message: object) -> None:
        with suppress(OSError):  # the worker exited: the next read reports it
            self._pipe.send(message)

    def _next_message(self, limits: CorpusRules) -> list[ResultRow] | Exception | Aside | WorkerFailure | None:
        """The next message of the worker, or why none will come."""
        step, since = self._step.get(), time.monotonic()
        try:
            while not self._pipe.poll(_POLL_SECONDS):
                if self._step.get() != step:
                    step, since = self._step.get(), time.monotonic()
                elif time.monotonic() - since > limits.max_seconds and step != STARTING:
                    return WorkerFailure(step, too_long(limits), certain=True)
                if self._resident_bytes() > limits.max_memory:
                    return WorkerFailure(self._step.get(), too_large(limits))
            return cast("list[ResultRow] | Exception | Aside | None", self._pipe.recv())
        except (EOFError, OSError):
            reason = _exit_reason(self._exit_code(), limits)
            return WorkerFailure(self._step.get(), reason)

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
