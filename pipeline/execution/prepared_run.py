"""A run under its lock: rules, worker pool and planned batches. It imports no Prefect.

The first batches can be cleaned while Prefect starts.
"""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace

from pipeline.corpus.batch import collect_batch
from pipeline.corpus.fence import bug_aside
from pipeline.corpus.finishing import finish_run
from pipeline.corpus.job import Batch, Job
from pipeline.corpus.job_rules import load_job_rules
from pipeline.corpus.planning import plan_batches
from pipeline.corpus.report import Report
from pipeline.errors import BadRules, LostDocuments, StoreUnavailable
from pipeline.execution.html_report import write_report
from pipeline.execution.worker_pool import WorkerPool
from pipeline.io import lock, output_folder
from pipeline.io.result_row import ResultRow
from pipeline.io.stores import open_store
from pipeline.rules.loading import RuleSet

_END_OF_RUN = "(end of the run)"


class PreparedRun:
    """A job with its rules, its workers, and its batches as they are planned."""

    def __init__(self, job: Job, rule_set: RuleSet, pool: WorkerPool) -> None:
        self.job, self.rule_set, self._pool = job, rule_set, pool
        self._batches = plan_batches(job, rule_set.digest, rule_set.corpus, decisions=rule_set.decisions)
        self._planned_ahead = list[Batch]()
        self._started = dict[int, Future[list[ResultRow]]]()

    def batches(self) -> Iterator[Batch]:
        """Each batch once, in order."""
        while self._planned_ahead:
            yield self._planned_ahead.pop(0)
        yield from self._batches

    def has_work(self) -> bool:
        """Whether any file must be read."""
        return self._plan_ahead(1)

    def _plan_ahead(self, count: int) -> bool:
        """Plan until ``count`` batches must be cleaned; whether there are so many."""
        while sum(1 for batch in self._planned_ahead if batch.sources) < count:
            if (batch := next(self._batches, None)) is None:
                return False
            self._planned_ahead.append(batch)
        return True

    def start_first_batches(self) -> None:
        """Start to clean one batch for each local worker, in threads of their own."""
        if self.job.engine != "local":
            return
        self._plan_ahead(self.job.workers)
        threads = ThreadPoolExecutor(self.job.workers, thread_name_prefix="first-batch")
        for batch in self._planned_ahead:
            if batch.sources:
                self._started[batch.number] = threads.submit(self._pool.clean, self.job, batch, self.rule_set.digest)
        threads.shutdown(wait=False)

    def clean(self, batch: Batch) -> Report:
        """Clean a batch, or wait for its end if it was started; its report."""
        started = self._started.pop(batch.number, None)
        rows = started.result() if started else self._pool.clean(self.job, batch, self.rule_set.digest)
        return collect_batch(self.job, batch, rows)


def finish(job: Job, report: Report) -> Report:
    """Finish a run. A bug in copydesk on the way leaves documents and asides as they are, and is reported as an aside.

    The next run tries again, since its asides differ.
    """
    try:
        report = finish_run(job, report)
        if job.report:
            write_report(job)
    except (BadRules, LostDocuments, StoreUnavailable, OSError):
        raise
    except Exception as bug:  # noqa: BLE001 - documents are safe: what is derived from them must not end the run
        asides = (*report.asides, bug_aside(_END_OF_RUN, bug))
        output_folder.end_run(open_store(job.clean), asides)
        return replace(report, asides=asides)
    return report


@contextmanager
def prepare(job: Job) -> Iterator[PreparedRun]:
    """Lock CLEAN and read the rules for the time of a run. Raises BadRules, FolderLocked, StoreUnavailable."""
    rule_set = load_job_rules(job)
    with (
        lock.lock_folder(open_store(job.clean)) as lock_descriptor,
        closing(WorkerPool(job.workers, rule_set.corpus, lock_descriptor)) as pool,
    ):
        yield PreparedRun(job, rule_set, pool)
