"""Processes that clean batches, watched: one that dies, hangs or takes all memory costs one document, no more.

- A worker says the number of each document before it reads it, and gives entries once they are safely written.
- It died: the document is tried once more in a fresh worker; if that dies too, the document is set aside.
- It was silent past ``max_seconds``, or twice grew past ``max_memory``: the same.
- The rest of the batch is cleaned by a fresh worker.
- A worker ends when its parent does, and until then shares the parent's lock on ``clean/``.
- It imports no Prefect.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from threading import Lock
from typing import NamedTuple, cast

from pipeline.corpus.job import Batch, Job, Work
from pipeline.corpus.limits import too_large, too_long
from pipeline.errors import Unreadable
from pipeline.execution.worker import OUT_OF_MEMORY
from pipeline.io.result_row import ResultRow
from pipeline.rules.loading import CorpusRules

command = [sys.executable, "-P", "-m", "pipeline.execution.worker"]
"""What starts a worker; the descriptor of its line is added."""

_GRACE = 5.0  # seconds a process may take to end once its line is broken
_LOOK = 0.2  # seconds between two looks at a silent worker
_PAGE = os.sysconf("SC_PAGE_SIZE")


_STARTING = -1
"""The number of the document a worker is at before it names one: it reads the rules."""


class Stop(NamedTuple):
    """Why a worker had to end, and at which document of the batch."""

    number: int
    why: Unreadable
    surely: bool = False


class Worker:
    """A process that cleans batches, and the line to it."""

    def __init__(self, shared: int | None) -> None:
        ours, theirs = socket.socketpair()
        kept = [theirs.fileno()] if shared is None else [theirs.fileno(), shared]
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                [*command, str(theirs.fileno()), str(os.getpid())], pass_fds=kept, stdin=subprocess.DEVNULL
            )
        self._line = Connection(ours.detach())

    def clean(self, work: Work, limits: CorpusRules, entries: list[ResultRow]) -> Stop | None:
        """Cleans a batch; entries are added as they come. Gives why the worker had to end, or None when all is done.

        Raises what the worker raised, that is a bug.
        """
        number = _STARTING
        self._say((work, limits.max_memory))
        while (said := self._heard(number, limits)) is not None:
            if isinstance(said, Stop):
                return said
            if isinstance(said, BaseException):
                raise said
            if isinstance(said, int):
                number = said
            else:
                entries += said
        return None

    def _say(self, what: object) -> None:
        with suppress(OSError):  # that the worker is dead is heard next
            self._line.send(what)

    def _heard(self, number: int, limits: CorpusRules) -> int | list[ResultRow] | BaseException | Stop | None:
        """What the worker says next, or why nothing more will come of it at document ``number``."""
        since = time.monotonic()
        try:
            while not self._line.poll(_LOOK):
                if time.monotonic() - since > limits.max_seconds and number != _STARTING:
                    return Stop(number, too_long(limits), surely=True)
                if self._size() > limits.max_memory:
                    return Stop(number, too_large(limits))
            return cast("int | list[ResultRow] | BaseException | None", self._line.recv())
        except (EOFError, OSError):
            return Stop(number, _died(self._ended(), limits))

    def _ended(self) -> int:
        """The exit code of a worker whose line is broken; one that lives all the same would never be heard again."""
        try:
            return self._process.wait(timeout=_GRACE)
        except subprocess.TimeoutExpired:
            self._process.kill()
            return self._process.wait()

    def _size(self) -> int:
        """The bytes of memory the worker takes; 0 where the system does not say."""
        try:
            return int(Path(f"/proc/{self._process.pid}/statm").read_text("utf-8").split()[1]) * _PAGE
        except OSError:
            return 0

    def end(self) -> None:
        """Ends the process, whatever it does."""
        self._process.kill()
        self._process.wait()
        self._line.close()


_REPORT = "Look at the page; that it can do this is a fault of copydesk or a library it uses: report it."


def _died(code: int, limits: CorpusRules) -> Unreadable:
    if code == OUT_OF_MEMORY:
        return too_large(limits)
    how = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return Unreadable("run/crash", f"cleaning it ended the process, twice ({how})", _REPORT)


class WorkerPool:
    """Some workers, started when first needed. ``shared`` is the descriptor of the lock they share."""

    def __init__(self, count: int, limits: CorpusRules, shared: int | None = None) -> None:
        self._limits, self._shared, self._closed = limits, shared, False
        self._free: SimpleQueue[Worker | None] = SimpleQueue()
        self._all: set[Worker] = set()
        self._ending = Lock()
        for _ in range(count):
            self._free.put(None)

    def clean(self, job: Job, batch: Batch, digest: str) -> list[ResultRow]:
        """The entries of a batch, once all of it is cleaned; waits for a free worker."""
        worker = self._free.get()
        entries, poison, once, shut = list[ResultRow](), dict[int, Unreadable](), set[int](), -1
        try:
            while True:
                worker = worker or self._start()
                stop = worker.clean(Work(job, batch, digest, len(entries), poison, shut), self._limits, entries)
                if stop is None:
                    return entries
                self._end(worker)
                worker = None
                if stop.number == _STARTING:
                    raise RuntimeError(f"a worker did not start: {stop.why}")
                if self._closed or stop.number == shut:
                    raise RuntimeError(f"batch {batch.number} was ended at document {stop.number}: {stop.why}")
                if stop.number in poison:
                    shut = stop.number
                if stop.surely or stop.number in once:
                    poison[stop.number] = stop.why
                once.add(stop.number)
        finally:
            self._free.put(worker)

    def _start(self) -> Worker:
        worker = Worker(self._shared)
        self._all.add(worker)
        if self._closed:  # while it started
            self._end(worker)
            raise RuntimeError("the run was ended")
        return worker

    def _end(self, worker: Worker) -> None:
        with self._ending:  # the run that closes and the batch that lost its worker may both come here
            if worker not in self._all:
                return
            self._all.discard(worker)
        worker.end()

    def close(self) -> None:
        """Ends all workers, whatever they do."""
        self._closed = True
        for worker in tuple(self._all):
            self._end(worker)
