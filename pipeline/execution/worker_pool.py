"""Pool of worker processes: a document that crashes, hangs or takes all memory is set aside, the others are cleaned.

1. A worker counts the documents, each before it reads it, and sends result rows once they are safely written.
2. It exited, or grew past ``max_memory``: the document is tried once more in a new worker, then set aside.
3. It sent nothing for ``max_seconds``, or met a bug in copydesk: the document is set aside at once.
4. A new worker cleans the rest of the batch. If it fails there again, the file of the document is not opened any more;
   if that does not help either, the files of the batch are cleaned apart, and the one that fails is set aside.
5. A worker exits when its parent does. Until then it shares the parent's lock on ``clean/``.
"""

from queue import SimpleQueue
from threading import Lock

from pipeline import __version__
from pipeline.corpus.job import Batch, BatchTask, Job
from pipeline.document.record import Provenance
from pipeline.errors import Unreadable
from pipeline.execution.step_counter import STARTING
from pipeline.execution.worker_process import WorkerFailure, WorkerProcess
from pipeline.io.asides import aside_of
from pipeline.io.result_row import ResultRow, aside_row
from pipeline.io.sources import Source, holds_many_documents, page_name, split_name
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
                if self._closed:
                    raise RuntimeError(f"batch {batch.number} ended at document {failure.number}: {failure.reason}")
                if failure.number == STARTING:
                    raise RuntimeError(f"a worker did not start: {failure.reason}\n{failure.traceback}")
                if failure.number in unopened:
                    break  # neither without this document nor without its file
                if failure.number in failures:
                    unopened.add(failure.number)
                if failure.certain or failure.number in tried:
                    failures[failure.number] = failure.reason
                tried.add(failure.number)
        finally:
            self._free.put(worker)
        return rows + self._clean_apart(job, batch, digest, rows=rows, failure=failure)

    def _clean_apart(
        self, job: Job, batch: Batch, digest: str, *, rows: list[ResultRow], failure: WorkerFailure
    ) -> list[ResultRow]:
        """The rows of what has no rows yet.

        1. A file of many documents that was begun is set aside: the rows of its last documents are unknown.
        2. All other files are cleaned in two halves, so that only the file that fails is lost.
        3. A single file, or all files of a shard, are set aside.
        """
        known = {split_name(row.source)[0] for row in rows}
        begun = [source for source in batch.sources if source.path in known and holds_many_documents(source.path)]
        left = tuple(source for source in batch.sources if source.path not in known)
        if len(left) == len(batch.sources) and (len(left) == 1 or batch.shard):
            return [_set_aside(source, digest, failure) for source in left]
        middle = max(1, len(left) // 2)
        halves = [half for half in (left[:middle], left[middle:]) if half]
        cleaned = [row for half in halves for row in self.clean(job, batch._replace(sources=half), digest)]
        return [_set_aside(source, digest, failure) for source in begun[-1:]] + cleaned

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


def _set_aside(source: Source, digest: str, failure: WorkerFailure) -> ResultRow:
    """The row of a file that cannot be cleaned even on its own."""
    aside = aside_of(page_name(source.path), failure.reason)
    head = Provenance(source.path, "", digest, __version__, source.size)
    return aside_row(aside._replace(traceback=failure.traceback), head)
