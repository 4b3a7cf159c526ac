"""The Prefect flow; the only module that imports Prefect.

A task cleans one batch: a task run costs milliseconds, a document less. Only small reports travel through Prefect, and
its caching is off: ``corpus.up_to_date`` decides by content which files are cleaned.
"""

import asyncio
import signal
import sys
import time
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
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
from prefect.client.orchestration import get_client
from prefect.client.schemas.filters import (
    FlowRunFilter,
    FlowRunFilterDeploymentId,
    FlowRunFilterExpectedStartTime,
    FlowRunFilterState,
    FlowRunFilterStateType,
)
from prefect.client.schemas.objects import ConcurrencyLimitConfig, ConcurrencyLimitStrategy, FlowRun, State, StateType
from prefect.client.schemas.sorting import FlowRunSort
from prefect.futures import PrefectFuture
from prefect.runner import Runner
from prefect.schedules import Cron, Interval, Schedule
from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings
from prefect.states import Completed, Failed
from prefect.types.entrypoint import EntrypointType
from prefect.utilities.annotations import quote

from pipeline.corpus import summary
from pipeline.corpus.job import Batch, Job, absolute
from pipeline.corpus.planning import count_files
from pipeline.corpus.report import Report, total_report
from pipeline.errors import StoreUnavailable
from pipeline.execution import clusters, prepared_run
from pipeline.execution.prefect_settings import artifact_key
from pipeline.execution.prepared_run import PreparedRun, prepare
from pipeline.execution.run_changes import RunChanges, collect_changes
from pipeline.execution.run_page import run_page
from pipeline.io.credentials import redact

Work = tuple[PreparedRun, Batch]
_on_report: ContextVar[Callable[[Report], None]] = ContextVar("on_report", default=lambda _: None)
_prepared: ContextVar[PreparedRun | None] = ContextVar("prepared", default=None)
_PROGRESS_SECONDS = 5.0  # between two updates of the progress artifact
_MAX_LATE_SECONDS = 300.0  # after which a scheduled run is skipped: the next one does its work


def _is_temporary(_task: object, _run: object, state: State[Report]) -> bool:
    """Whether a task failed for an outside cause that may pass. Any other failure would repeat."""
    return isinstance(state.result(raise_on_failure=False), StoreUnavailable)


_TASK: dict[str, Any] = {
    "tags": {"copydesk"},
    "cache_policy": NO_CACHE,
    "persist_result": False,
    "retries": 3,
    "retry_delay_seconds": [1, 10, 60],
    "retry_condition_fn": _is_temporary,
}


@task(name="clean-batch", task_run_name="batch-{number}", **_TASK)
def clean_batch(number: int, work: Work) -> Report:
    """Clean one batch in a worker process."""
    prepared, batch = work
    report = prepared.clean(batch)
    get_run_logger().info("batch %d: %s", number, dict(report.documents))
    return report


@task(name="finish", task_run_name="finish", **_TASK)
def finish(work: tuple[Job, Report]) -> tuple[Report, RunChanges]:
    """Finish the run: removed sources, duplicates, the catalogue, what was set aside."""
    job, report = work
    changes = collect_changes(job)
    return prepared_run.finish(job, report), changes


def _print_line(_flow: object, run: FlowRun, state: State[Any]) -> None:
    """Print one line for a run of a deployment: when and how it ended, and when the next one starts."""
    if run.deployment_id:
        ended = f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC"
        seconds = (datetime.now(UTC) - run.start_time).total_seconds() if run.start_time else 0.0
        outcome = redact(" ".join((state.message or "").split()))
        name = str(state.name).lower()
        line = f"copydesk: {ended}: {name} after {seconds:.1f} s: {outcome}; {_next_start(run.deployment_id)}"
        sys.stderr.write("".join(sign if sign.isprintable() else "?" for sign in line) + "\n")
        sys.stderr.flush()


def _next_start(deployment: UUID) -> str:
    with get_client(sync_client=True) as client:
        following = client.read_flow_runs(
            flow_run_filter=FlowRunFilter(
                deployment_id=FlowRunFilterDeploymentId(any_=[deployment]),
                state=FlowRunFilterState(type=FlowRunFilterStateType(any_=[StateType.SCHEDULED])),
                expected_start_time=FlowRunFilterExpectedStartTime.model_validate({"after_": datetime.now(UTC)}),
            ),
            sort=FlowRunSort.EXPECTED_START_TIME_ASC,
            limit=1,
        )
    start = following[0].expected_start_time if following else None
    return f"next at {start:%Y-%m-%d %H:%M:%S} UTC" if start else "nothing is scheduled"


_HOOKS: dict[str, Any] = {"on_completion": [_print_line], "on_failure": [_print_line]}


@flow(name="copydesk", flow_run_name="clean-{job.raw}", persist_result=False, **_HOOKS)
def clean_corpus(job: Job) -> State[Report]:
    """Clean the folder ``job.raw`` into ``job.clean``.

    Fails on bad rules, when another run has locked ``job.clean``, on a bug in copydesk, and, with ``job.strict``, if a
    document was set aside. A scheduled run that starts minutes late, as after a night off, does nothing: the next one
    sees the same files.
    """
    if late := _lateness():
        return Completed(name="Skipped", message=f"{late:.0f} seconds late: the next run does its work", data=Report())
    with _prepare(job) as prepared:
        done = total_report(_with_progress(job, _batch_reports(prepared)))
        report, changes = finish(cast("tuple[Job, Report]", quote((job, done))))
    _publish(job, report, changes)
    if report.bugs:
        return Failed(data=report, message=f"{report.bugs} documents were set aside for a bug in copydesk")
    if job.strict and report.new_asides:
        return Failed(data=report, message=f"{report.new_asides} more documents were set aside")
    return Completed(data=report, message=next(summary.as_text(report)))


def _lateness() -> float:
    """Seconds by which this run missed its scheduled time, if that is too much; else 0."""
    scheduled = runtime.flow_run.scheduled_start_time
    late = (datetime.now(UTC) - scheduled).total_seconds() if scheduled and runtime.deployment.id else 0.0
    return late if late > _MAX_LATE_SECONDS else 0.0


@contextmanager
def _prepare(job: Job) -> Iterator[PreparedRun]:
    """The run that ``run_once`` prepared, which its caller closes; else one of its own."""
    if prepared_run := _prepared.get():
        yield prepared_run
        return
    with prepare(job) as prepared:
        yield prepared


def _batch_reports(prepared: PreparedRun) -> Iterator[Report]:
    """The report of each batch in order; at most two batches are submitted for each worker."""
    job = prepared.job
    if job.engine != "local":
        yield from map(_announced, clusters.reports(job, prepared.batches(), prepared.rule_set.digest))
        return
    submitted: deque[PrefectFuture[Report]] = deque()
    for batch in prepared.batches():
        if not batch.sources:
            yield _announced(batch.up_to_date)
            continue
        work = cast("Work", quote((prepared, batch)))  # Prefect would search every file for futures
        submitted.append(clean_batch.submit(batch.number, work))
        if len(submitted) == 2 * job.workers:
            yield _announced(submitted.popleft().result())
    while submitted:
        yield _announced(submitted.popleft().result())


def _announced(report: Report) -> Report:
    _on_report.get()(report)
    return report


def _with_progress(job: Job, reports: Iterable[Report]) -> Iterator[Report]:
    """The same reports; a run of more than some seconds shows its progress in an artifact."""
    files = total = 0
    artifact, last = None, time.monotonic()
    for report in reports:
        files += report.files
        yield report
        if time.monotonic() - last > _PROGRESS_SECONDS:
            last = time.monotonic()
            total = total or count_files(job)
            share = min(100.0, 100 * files / max(1, total))
            if artifact is None:
                artifact = create_progress_artifact(
                    share, key=f"copydesk-progress-{artifact_key(absolute(job.clean))}", description="Files done"
                )
            else:
                update_progress_artifact(cast("UUID", artifact), share)
    if artifact is not None:
        update_progress_artifact(cast("UUID", artifact), 100.0)


def _publish(job: Job, report: Report, changes: RunChanges) -> None:
    """Create the artifacts of the run: a page, a table of edits by stage, a table of the documents that changed."""
    project = artifact_key(absolute(job.clean))
    page = run_page(job, report, changes)
    create_markdown_artifact(page, key=f"copydesk-summary-{project}", description=f"What the run did in {job.clean}")
    edits = [{"stage": stage, "edits": number} for stage, number in report.edits.most_common()]
    for name, rows in (("edits", edits), ("documents", changes.documents)):
        if rows:
            create_table_artifact(rows, key=f"copydesk-{name}-{project}", description=f"{name.title()} of this run")


def run_once(job: Job, on_report: Callable[[Report], None], *, prepared: PreparedRun | None = None) -> Report:
    """Run the flow in this process; ``on_report`` gets the report of each batch. Raises what the flow raised."""
    tokens = _on_report.set(on_report), _prepared.set(prepared)
    try:
        with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}), tags("copydesk"):
            state = clean_corpus(job, return_state=True)
    finally:
        _on_report.reset(tokens[0])
        _prepared.reset(tokens[1])
    result = state.result(raise_on_failure=False)
    if isinstance(result, BaseException):
        raise result
    return cast("Report", result)


def schedule_of(*, cron: str | None, every: timedelta | None, timezone: str) -> Schedule:
    """The schedule of a deployment. Raises ValueError for an invalid cron expression."""
    return Cron(cron, timezone=timezone) if cron else Interval(cast("timedelta", every), timezone=timezone)


class _Runner(Runner):
    """A runner that ends on SIGTERM as on Ctrl-C: it stops its run and pauses the schedule."""

    def handle_sigterm(self, *_args: object) -> None:
        signal.raise_signal(signal.SIGINT)


def serve(job: Job, *, name: str, schedule: Schedule) -> None:
    """Run the flow on a schedule until SIGINT or SIGTERM. A run that would overlap the one before is cancelled."""
    runner = _Runner(name=name, limit=1)
    runner.add_flow(
        clean_corpus,
        name=name,
        schedule=schedule,
        parameters={"job": job.model_dump()},
        description=f"Cleans {job.raw} into {job.clean}",
        tags=["copydesk"],
        concurrency_limit=ConcurrencyLimitConfig(limit=1, collision_strategy=ConcurrencyLimitStrategy.CANCEL_NEW),
        entrypoint_type=EntrypointType.MODULE_PATH,
    )
    signal.signal(signal.SIGINT, signal.default_int_handler)  # asyncio then cancels what runs
    with suppress(KeyboardInterrupt):
        asyncio.run(runner.start())
