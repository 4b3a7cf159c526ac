"""Pool of worker processes: a document that crashes, hangs or takes all memory is set aside, the others are cleaned.

1. A worker sends the number of each document before it reads it, and result rows once they are safely written.
2. It exited, or grew past ``max_memory``: the document is tried once more in a new worker, then set aside.
3. It sent nothing for ``max_seconds``: the document is set aside at once.
4. A new worker cleans the rest of the batch.
5. A worker exits when its parent does. Until then it shares the parent's lock on ``clean/``.
"""

from queue import SimpleQueue
from threading import Lock

from pipeline.corpus.job import Batch, BatchTask, Job
from pipeline.errors import Unreadable
from pipeline.execution.worker_process import STARTING, WorkerProcess
from pipeline.io.result_row import ResultRow
from pipeline.rules.loading import CorpusRules


class WorkerPool:
    """At most ``count`` workers, each started when first needed. They inherit ``lock_descriptor``."""

    def __init__(self, count: int, limits: CorpusRules, lock_descriptor: int | None = None) -> None:
        self._limits, self._lock_descriptor, self._closed = limits, lock_descriptor, False
        self._free: SimpleQueue[WorkerProcess | None] = SimpleQueue()
        self._running: set[WorkerProcess] = set()
        self._kill_lock = Lock()
        for _ in range(count):
            self._free.put(None)

    def clean(self, job: Job, batch: Batch, digest: str) -> list[ResultRow]:
        """Clean a batch and return its result rows; waits for a free worker."""
        worker = self._free.get()
        rows, failures, tried, unopened = list[ResultRow](), dict[int, Unreadable](), set[int](), set[int]()
        try:
            while True:
                worker = worker or self._start()
                failure = worker.clean(
                    BatchTask(job, batch, digest, len(rows), failures, frozenset(unopened)), self._limits, rows
                )
                if failure is None:
                    return rows
                self._kill(worker)
                worker = None
                if failure.number == STARTING:
                    raise RuntimeError(f"a worker did not start: {failure.reason}")
                if self._closed or failure.number in unopened:
                    raise RuntimeError(f"batch {batch.number} ended at document {failure.number}: {failure.reason}")
                if failure.number in failures:
                    unopened.add(failure.number)
                if failure.certain or failure.number in tried:
                    failures[failure.number] = failure.reason
                tried.add(failure.number)
        finally:
            self._free.put(worker)

    def _start(self) -> WorkerProcess:
        worker = WorkerProcess(self._lock_descriptor)
        self._running.add(worker)
        if self._closed:  # while it started
            self._kill(worker)
            raise RuntimeError("the run was ended")
        return worker

    def _kill(self, worker: WorkerProcess) -> None:
        with self._kill_lock:  # close() and the batch that lost its worker may both call this
            if worker not in self._running:
                return
            self._running.discard(worker)
        worker.kill()

    def close(self) -> None:
        """End all workers at once."""
        self._closed = True
        for worker in tuple(self._running):
            self._kill(worker)
