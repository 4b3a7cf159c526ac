"""The same way under Prefect; the only file that imports it.

A task cleans a batch: task runs cost milliseconds, documents less. Nothing but small reports travels through Prefect,
and its caching is off: what is up to date is decided by content, in ``standing`` and ``store``.
"""

import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from contextvars import ContextVar
from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

from prefect import flow, get_run_logger, runtime, tags, task
from prefect.artifacts import (
    create_markdown_artifact,
    create_progress_artifact,
    create_table_artifact,
    update_progress_artifact,
)
from prefect.cache_policies import NO_CACHE
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy, State
from prefect.futures import PrefectFuture
from prefect.schedules import Cron, Interval, Schedule
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.states import Completed, Failed
from prefect.types.entrypoint import EntrypointType
from prefect.utilities.annotations import quote

from pipeline.corpus import run_steps, summary
from pipeline.corpus.job import Batch, Job
from pipeline.corpus.report import Report, total_report
from pipeline.errors import StoreUnavailable
from pipeline.execution import clusters
from pipeline.execution.worker_pool import WorkerPool
from pipeline.io import lock
from pipeline.io.sources import list_sources
from pipeline.io.stores import open_store
from pipeline.rules.loading import RuleSet

Work = tuple[Job, Batch, str, WorkerPool]
_listener: ContextVar[Callable[[Report], None]] = ContextVar("listener", default=lambda _: None)
_PAUSE = 5.0  # seconds between two signs of progress
_LATE = 300.0  # seconds past its time after which a scheduled run is left out: the next one does its work


def _passing(_task: object, _run: object, state: State[Report]) -> bool:
    """Whether a task failed for what lies outside and may pass: all else fails again the same way."""
    return isinstance(state.result(raise_on_failure=False), StoreUnavailable)


_TASK: dict[str, Any] = {
    "tags": {"copydesk"},
    "cache_policy": NO_CACHE,
    "persist_result": False,
    "retries": 3,
    "retry_delay_seconds": [1, 10, 60],
    "retry_condition_fn": _passing,
}


@task(name="clean-batch", task_run_name="batch-{number}", **_TASK)
def clean_batch(number: int, work: Work) -> Report:
    """Cleans one batch, in a process of the crew."""
    job, batch, digest, crew = work
    report = run_steps.collect_batch(job, batch, crew.clean(job, batch, digest))
    get_run_logger().info("batch %d: %s", number, dict(report.documents))
    return report


@task(name="sum-up", task_run_name="sum-up", **_TASK)
def finish(work: tuple[Job, Report]) -> Report:
    """Ends the run: what is gone, which are copies of which, the catalogue, what was set aside."""
    return run_steps.finish(*work)


@flow(name="copydesk", flow_run_name="clean-{job.raw}", persist_result=False)
def clean_corpus(job: Job) -> State[Report]:
    """Cleans the folder ``job.raw`` into ``job.clean``.

    Fails on bad rules, when another run holds ``job.clean``, and on asides when ``job.strict``. A scheduled
    run that comes minutes late, as after a night off, does nothing: the next one sees the same files.
    """
    if late := _lateness():
        return Completed(name="Skipped", message=f"{late:.0f} seconds late: the next run does its work", data=Report())
    rule_set = run_steps.load_job_rules(job)
    with (
        lock.lock_folder(open_store(job.clean)) as shared,
        closing(WorkerPool(job.workers, rule_set.corpus, shared)) as crew,
    ):
        done = total_report(_shown(job, _cleaned(job, rule_set, crew)))
        report = finish(cast("tuple[Job, Report]", quote((job, done))))
    _publish(report)
    if job.strict and report.asides:
        return Failed(data=report, message=f"{len(report.asides)} documents were set aside")
    return Completed(data=report, message=next(summary.as_text(report)))


def _lateness() -> float:
    """By how many seconds this run missed its time, if that is too much; else 0."""
    scheduled = runtime.flow_run.scheduled_start_time
    late = (datetime.now(UTC) - scheduled).total_seconds() if scheduled and runtime.deployment.id else 0.0
    return late if late > _LATE else 0.0


def _cleaned(job: Job, rule_set: RuleSet, crew: WorkerPool) -> Iterator[Report]:
    """The reports of all batches as they come in, with at most two batches waiting for each worker."""
    planned = run_steps.plan(job, rule_set.digest, rule_set.corpus)
    if job.engine != "local":
        yield from map(_heard, clusters.reports(job, planned, rule_set.digest))
        return
    waiting: deque[PrefectFuture[Report]] = deque()
    for batch in planned:
        if not batch.sources:
            yield _heard(batch.held)
            continue
        work = cast(
            "Work", quote((job, batch, rule_set.digest, crew))
        )  # so that Prefect does not walk through every file
        waiting.append(clean_batch.submit(batch.number, work))
        if len(waiting) == 2 * job.workers:
            yield _heard(waiting.popleft().result())
    while waiting:
        yield _heard(waiting.popleft().result())


def _heard(report: Report) -> Report:
    _listener.get()(report)
    return report


def _shown(job: Job, reports: Iterable[Report]) -> Iterator[Report]:
    """The reports; a run of more than some seconds shows in an artifact how far it is."""
    files = total = 0
    artifact, last = None, time.monotonic()
    for report in reports:
        files += report.files
        yield report
        if time.monotonic() - last > _PAUSE:
            last = time.monotonic()
            total = total or sum(1 for _ in list_sources(open_store(job.raw), besides=job.clean))
            share = min(100.0, 100 * files / max(1, total))
            if artifact is None:
                artifact = create_progress_artifact(share, key="copydesk-progress", description="Files looked at")
            else:
                update_progress_artifact(cast("UUID", artifact), share)
    if artifact is not None:
        update_progress_artifact(cast("UUID", artifact), 100.0)


def _publish(report: Report) -> None:
    """The summary as artifacts of the run: a page, and a table of edits by stage."""
    text = "\n".join(summary.as_text(report))
    create_markdown_artifact(f"```\n{text}\n```", key="copydesk-summary", description="What the run did")
    table = [{"stage": stage, "edits": number} for stage, number in report.edits.most_common()]
    create_table_artifact(table or [{"stage": "none", "edits": 0}], key="copydesk-edits", description="Edits by stage")


def run_once(job: Job, tell: Callable[[Report], None]) -> Report:
    """Runs the flow here and now; ``tell`` hears of each batch as it ends. Raises what the flow raised."""
    token = _listener.set(tell)
    try:
        with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}), tags("copydesk"):
            state = clean_corpus(job, return_state=True)
    finally:
        _listener.reset(token)
    ended = state.result(raise_on_failure=False)
    if isinstance(ended, BaseException):
        raise ended
    return cast("Report", ended)


def times(*, cron: str | None, every: timedelta | None, timezone: str) -> Schedule:
    """When runs are to begin. Raises ValueError for what cron does not understand."""
    return Cron(cron, timezone=timezone) if cron else Interval(cast("timedelta", every), timezone=timezone)


def serve(job: Job, *, name: str, times: Schedule) -> None:
    """Runs the flow on a schedule until interrupted. A run that would overlap the one before is cancelled."""
    clean_corpus.serve(
        name=name,
        schedule=times,
        parameters={"job": job.model_dump()},
        description=f"Cleans {job.raw} into {job.clean}",
        tags=["copydesk"],
        limit=1,
        global_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
        entrypoint_type=EntrypointType.MODULE_PATH,
        print_starting_message=False,
    )
