"""The same way under Prefect; the only file that imports it.

A task cleans a batch: task runs cost milliseconds, documents less. Nothing but small reports travels through Prefect,
and its caching is off: what is up to date is decided by content, in ``standing`` and ``store``.
"""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import closing
from contextvars import ContextVar
from typing import cast

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.futures import PrefectFuture
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.states import Completed, Failed
from prefect.utilities.annotations import quote

from pipeline import corpus, lock
from pipeline.corpus import Batch, Job, Report
from pipeline.folder import at
from pipeline.workers import Crew

Work = tuple[Job, Batch, str, Crew]
_listener: ContextVar[Callable[[Report], None]] = ContextVar("listener", default=lambda _: None)


@task(name="clean-batch", task_run_name="batch-{number}", cache_policy=NO_CACHE, persist_result=False)
def clean_batch(number: int, work: Work) -> Report:
    """Cleans one batch, in a process of the crew."""
    job, batch, digest, crew = work
    report = corpus.gathered(job, batch, crew.clean(job, batch, digest))
    get_run_logger().info("batch %d: %s", number, dict(report.documents))
    return report


@flow(name="copydesk", flow_run_name="clean-{job.raw}", persist_result=False)
def clean_corpus(job: Job) -> State[Report]:
    """Cleans the folder ``job.raw`` into ``job.clean``. Fails on bad rules, and on asides when ``job.strict``."""
    book = corpus.rulebook(job)
    with lock.hold(at(job.clean)) as shared, closing(Crew(job.workers, book.corpus, shared)) as crew:
        report = corpus.finish(job, corpus.total(_cleaned(job, book.digest, crew)))
    if job.strict and report.asides:
        return Failed(data=report, message=f"{len(report.asides)} documents were set aside")
    return Completed(data=report)


def _cleaned(job: Job, digest: str, crew: Crew) -> Iterator[Report]:
    """The reports of all batches as they come in, with at most two batches waiting for each worker."""
    waiting: deque[PrefectFuture[Report]] = deque()
    for batch in corpus.plan(job, digest):
        if not batch.sources:
            yield _heard(batch.held)
            continue
        work = cast("Work", quote((job, batch, digest, crew)))  # so that Prefect does not walk through every file
        waiting.append(clean_batch.submit(batch.number, work))
        if len(waiting) == 2 * job.workers:
            yield _heard(waiting.popleft().result())
    while waiting:
        yield _heard(waiting.popleft().result())


def _heard(report: Report) -> Report:
    _listener.get()(report)
    return report


def run_once(job: Job, tell: Callable[[Report], None]) -> Report:
    """Runs the flow here and now; ``tell`` hears of each batch as it ends. Raises what the flow raised."""
    token = _listener.set(tell)
    try:
        with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
            state = clean_corpus(job, return_state=True)
    finally:
        _listener.reset(token)
    ended = state.result(raise_on_failure=False)
    if isinstance(ended, BaseException):
        raise ended
    return cast("Report", ended)
