"""One run of the flow in this process, in the order that starts fastest.

1. A new CLEAN certainly has work: the Prefect server starts before the rules are read.
2. If no file must be read and no server is configured, the run ends without Prefect.
3. The first batches are cleaned while Prefect is imported and its server starts.
"""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from pipeline.corpus.job import Job, absolute
from pipeline.corpus.report import Report, total_report
from pipeline.errors import StoreUnavailable
from pipeline.execution import prefect_server, run_log
from pipeline.execution.prefect_settings import configured_api_url
from pipeline.execution.prepared_run import PreparedRun, finish, prepare
from pipeline.io import lock
from pipeline.io.credentials import redact
from pipeline.io.stores import open_store

_CLIENT_LIBRARIES = frozenset({"prefect", "httpx", "websockets"})


def run_job(job: Job, on_report: Callable[[Report], None], *, verbose: bool = False) -> Report:
    """Run a job; ``on_report`` gets the report of each batch.

    Raises BadRules, FolderLocked; StoreUnavailable where a disk, a store or the Prefect server fails.
    """
    start = time.monotonic()
    with _outside_errors(job):
        lock.check_unlocked(open_store(job.clean))
        is_new = "://" not in job.clean and not open_store(job.clean).exists()
        start_now = is_new or bool(configured_api_url())
        server = _start_server(job, verbose=verbose) if start_now else None
        with prepare(job) as prepared:
            if not start_now and not prepared.has_work():
                report = _finish_idle(prepared, on_report)
            else:
                server = server if start_now else _start_server(job, verbose=verbose)
                report = _run_flow(prepared, on_report, server)
    run_log.append_run(job, report, seconds=time.monotonic() - start)
    return report


def _start_server(job: Job, *, verbose: bool) -> prefect_server.OwnServer | None:
    return prefect_server.start_server(absolute(job.clean), verbose=verbose)


def _finish_idle(prepared: PreparedRun, on_report: Callable[[Report], None]) -> Report:
    reports = [batch.up_to_date for batch in prepared.batches()]
    for report in reports:
        on_report(report)
    return finish(prepared.job, total_report(reports))


def _run_flow(
    prepared: PreparedRun, on_report: Callable[[Report], None], server: prefect_server.OwnServer | None
) -> Report:
    prepared.start_first_batches()
    gc.disable()  # nothing that an import makes is garbage
    from pipeline import flow

    gc.freeze()
    gc.enable()
    if server:
        server.wait_until_ready()
    return flow.run_once(prepared.job, on_report, prepared=prepared)


@contextmanager
def _outside_errors(job: Job) -> Iterator[None]:
    """Raise StoreUnavailable, in one sentence, for what the system or Prefect's client raises."""
    try:
        yield
    except OSError as why:
        where = why.filename or job.clean
        raise StoreUnavailable(redact(f"{where}: {why.strerror or why}")) from why
    except Exception as why:
        if type(why).__module__.partition(".")[0] not in _CLIENT_LIBRARIES:
            raise
        first_line = (str(why).strip() or type(why).__name__).partition("\n")[0]
        raise StoreUnavailable(redact(f"Prefect failed: {first_line}")) from why
