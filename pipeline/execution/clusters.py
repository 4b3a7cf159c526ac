"""Dask and Ray clusters: the cluster's own client hands out batches, and each machine runs its own worker pool.

RAW, CLEAN and the rules must have the same name on every machine: a shared disk or a URL. Prefect sees the run, not
the batches: a Prefect task for each would cost more than it shows.
"""

import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from pipeline.corpus.batch import collect_batch
from pipeline.corpus.job import Batch, Job
from pipeline.corpus.job_rules import load_job_rules
from pipeline.corpus.report import Report
from pipeline.errors import StoreUnavailable
from pipeline.execution.worker_pool import WorkerPool

_BATCHES_PER_THREAD = 2  # submitted at the same time
_CONNECT_SECONDS = 10.0
_RETRIES = 2  # of a batch whose machine was lost
_LIBRARIES = {"dask": "distributed", "ray": "ray"}


def is_missing(engine: str) -> bool:
    """Whether the library of an engine is not installed."""
    return engine in _LIBRARIES and find_spec(_LIBRARIES[engine]) is None


def reports(job: Job, batches: Iterable[Batch], digest: str) -> Iterator[Report]:
    """The report of each batch as it ends, from the cluster at ``job.address``. Raises StoreUnavailable."""
    _check_address(str(job.address))
    return {"dask": dask, "ray": ray}[job.engine](job, batches, digest)


def _check_address(address: str) -> None:
    """Raise StoreUnavailable where nothing listens: Ray would try for minutes. Only host:port can be checked."""
    host, _, port = address.rpartition("://")[2].rpartition(":")
    try:
        if host and port.isdecimal():
            socket.create_connection((host, int(port)), timeout=_CONNECT_SECONDS).close()
    except OSError as why:
        raise StoreUnavailable(f"nothing listens at {address}") from why


def dask(job: Job, batches: Iterable[Batch], digest: str) -> Iterator[Report]:
    """The report of each batch as it ends, from the Dask cluster at ``job.address``."""
    distributed: Any = import_module("distributed")
    with distributed.Client(job.address, set_as_default=False) as client:
        submitted = distributed.as_completed(loop=client.loop)

        def submit(batch: Batch) -> None:
            key = f"copydesk-{digest}-{batch.number}"
            submitted.add(client.submit(clean, job, batch, digest, key=key, pure=False, retries=_RETRIES))

        def next_report() -> Report:
            future: Any = next(submitted)
            report: Report = future.result()
            future.release()
            return report

        yield from _windowed(batches, sum(client.nthreads().values()), submit, next_report)


def ray(job: Job, batches: Iterable[Batch], digest: str) -> Iterator[Report]:
    """The report of each batch as it ends, from the Ray cluster at ``job.address``."""
    client: Any = import_module("ray")
    client.init(address=job.address, log_to_driver=False, logging_level="error")
    try:
        remote = client.remote(max_retries=_RETRIES, retry_exceptions=[StoreUnavailable])(clean)
        submitted = list[Any]()

        def submit(batch: Batch) -> None:
            submitted.append(remote.remote(job, batch, digest))

        def next_report() -> Report:
            (done, *_), submitted[:] = client.wait(submitted)
            report: Report = client.get(done)
            return report

        yield from _windowed(batches, int(client.cluster_resources().get("CPU", 1)), submit, next_report)
    finally:
        client.shutdown()


def _windowed(
    batches: Iterable[Batch], threads: int, submit: Callable[[Batch], None], next_report: Callable[[], Report]
) -> Iterator[Report]:
    """Submit batches, a bounded number at the same time, and give their reports."""
    remaining, submitted = iter(batches), 0
    while True:
        with suppress(StopIteration):
            while submitted < _BATCHES_PER_THREAD * max(1, threads):
                submit(next(remaining))
                submitted += 1
        if not submitted:
            return
        yield next_report()
        submitted -= 1


def clean(job: Job, batch: Batch, digest: str) -> Report:
    """Clean a batch on the machine where this is called."""
    if not batch.sources:
        return batch.up_to_date
    return collect_batch(job, batch, _worker_pool(job).clean(job, batch, digest))


@lru_cache(maxsize=1)
def _worker_pool(job: Job) -> WorkerPool:
    """The workers of this machine, kept from batch to batch; they exit with this process."""
    return WorkerPool(job.workers, load_job_rules(job).corpus)
