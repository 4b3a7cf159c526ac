"""The same way under Prefect; the only file that imports it.

A task cleans a batch: task runs cost milliseconds, documents less. Nothing but small reports travels through Prefect,
and its caching is off: what is up to date is decided by content, in ``store``.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import nullcontext
from contextvars import ContextVar
from itertools import chain, islice
from typing import cast

from prefect import flow, get_run_logger, task
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import State
from prefect.futures import PrefectFuture
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.states import Completed, Failed
from prefect.utilities.annotations import quote

from pipeline import corpus, workers
from pipeline.corpus import Batch, Job, Report

Work = tuple[Job, Batch, str, ProcessPoolExecutor | None]
_listener: ContextVar[Callable[[Report], None]] = ContextVar("listener", default=lambda _: None)


@task(name="clean-batch", task_run_name="batch-{number}", cache_policy=NO_CACHE, persist_result=False)
def clean_batch(number: int, work: Work) -> Report:
    """Cleans one batch, in a process of the pool where there is one."""
    job, batch, digest, pool = work
    report = (
        pool.submit(corpus.clean_batch, job, batch, digest).result() if pool else corpus.clean_batch(job, batch, digest)
    )
    get_run_logger().info("batch %d: %s", number, dict(report.documents))
    return report


@flow(name="copydesk", flow_run_name="clean-{job.raw}", persist_result=False)
def clean_corpus(job: Job) -> State[Report]:
    """Cleans the folder ``job.raw`` into ``job.clean``. Fails on bad rules, and on asides when ``job.strict``."""
    digest = corpus.rulebook(job).digest
    batches = corpus.plan(job)
    first = tuple(islice(batches, 1))
    second = tuple(islice(batches, 1))
    alone = job.workers == 1 or not second
    with nullcontext() if alone else workers.pool(job.workers) as pool:
        report = corpus.total(_cleaned(job, chain(first, second, batches), digest, pool))
    corpus.finish(job, report)
    if job.strict and report.asides:
        return Failed(data=report, message=f"{len(report.asides)} documents were set aside")
    return Completed(data=report)


def _cleaned(job: Job, batches: Iterable[Batch], digest: str, pool: ProcessPoolExecutor | None) -> Iterator[Report]:
    """The reports of all batches as they come in, with at most two batches waiting for each worker."""
    waiting: deque[PrefectFuture[Report]] = deque()
    most = 2 * job.workers if pool else 1
    for batch in batches:  # quoted, so that Prefect does not walk through every file of it
        work = cast("Work", quote((job, batch, digest, pool)))
        waiting.append(clean_batch.submit(batch.number, work))
        if len(waiting) == most:
            yield _heard(waiting.popleft())
    while waiting:
        yield _heard(waiting.popleft())


def _heard(future: PrefectFuture[Report]) -> Report:
    report = future.result()
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
