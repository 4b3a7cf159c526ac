"""Clean documents in worker processes, each document within the limits of ``corpus.yaml``.

1. Documents are sent one at a time to free workers; a few more than there are workers are read ahead.
2. A worker that sends nothing for ``max_seconds`` is killed, and its document is a failure.
3. A worker that exits is replaced; its document is tried once more, then it is a failure.
4. Results are yielded in the order of the documents.
"""

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import islice
from queue import SimpleQueue
from types import ModuleType

from pipeline.cleaner.cleaned_document import CleanedDocument, Result
from pipeline.cleaner.pool_worker import Setup
from pipeline.cleaner.worker_process import Exited, WorkerProcess
from pipeline.document import Document
from pipeline.errors import Unreadable
from pipeline.rules.rule_set import RuleSet

_READ_AHEAD = 4  # documents for each worker


def clean_all(documents: Iterable[Document], setup: Setup, rules: RuleSet, *, workers: int) -> Iterator[Result]:
    """Clean the documents with ``workers`` processes; yield the results in order."""
    names = setup.stages and tuple(s.__name__ if isinstance(s, ModuleType) else s for s in setup.stages)
    pool = _Pool(setup._replace(stages=names), rules, workers)
    remaining, waiting = iter(documents), deque[Future[Result]]()
    with ThreadPoolExecutor(workers) as threads:
        try:
            for doc in islice(remaining, workers * _READ_AHEAD):
                waiting.append(threads.submit(pool.clean, doc))
            while waiting:
                yield waiting.popleft().result()
                waiting += [threads.submit(pool.clean, doc) for doc in islice(remaining, 1)]
        finally:
            threads.shutdown(wait=False, cancel_futures=True)
            pool.close()


class _Pool:
    """Worker processes, each started when it is first needed."""

    def __init__(self, setup: Setup, rules: RuleSet, count: int) -> None:
        self._setup, self._limits, self._digest, self._closed = setup, rules.corpus, rules.digest, False
        self._free: SimpleQueue[WorkerProcess | None] = SimpleQueue()
        self._running: set[WorkerProcess] = set()
        for _ in range(count):
            self._free.put(None)

    def clean(self, doc: Document) -> Result:
        """Clean one document in a free worker; if the worker exits, try once more in a new one."""
        worker = self._free.get()
        try:
            worker = worker or self._start()
            reply = worker.clean(doc, self._limits)
            if isinstance(reply, Exited):
                self._end(worker)
                worker = None
                if not reply.certain:
                    worker = self._start()
                    reply = worker.clean(doc, self._limits)
            if isinstance(reply, Exited) and worker is not None:
                self._end(worker)
                worker = None
            return self._result(doc, reply)
        finally:
            self._free.put(worker)

    def _result(self, doc: Document, reply: Document | Unreadable | Exited) -> Result:
        if isinstance(reply, Document):
            return Result(doc.source, CleanedDocument(reply, self._digest))
        why = reply.reason if isinstance(reply, Exited) else reply
        return Result(doc.source, None, why.rule, why.reason, why.remedy)

    def _start(self) -> WorkerProcess:
        worker = WorkerProcess(self._setup, self._limits)
        self._running.add(worker)
        if self._closed:  # while it started
            self._end(worker)
            raise RuntimeError("the results are no longer read")
        return worker

    def _end(self, worker: WorkerProcess) -> None:
        self._running.discard(worker)
        worker.kill()

    def close(self) -> None:
        """End all workers at once."""
        self._closed = True
        for worker in tuple(self._running):
            self._end(worker)
