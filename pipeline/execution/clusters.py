"""The same batches on a cluster: Dask's or Ray's own client hands them out, and each machine guards its own workers.

RAW, CLEAN and the rules must be reachable under the same name from every machine: a shared disk or a URL. Prefect sees
the run, not the batches: a task of its own for each would cost more than what it shows.
"""

import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from importlib.util import find_spec
from typing import Any

from pipeline.corpus import run_steps
from pipeline.corpus.job import Batch, Job
from pipeline.corpus.report import Report
from pipeline.errors import StoreUnavailable
from pipeline.execution.worker_pool import WorkerPool

_WAITING = 2  # batches for each thread of the cluster
_PATIENCE = 10.0  # seconds for an address to answer
_RETRIES = 2  # of a batch whose machine was lost
_NEEDED = {"dask": "distributed", "ray": "ray"}


def is_missing(engine: str) -> bool:
    """Whether the library of an engine is not installed."""
    return engine in _NEEDED and find_spec(_NEEDED[engine]) is None


def reports(job: Job, batches: Iterable[Batch], digest: str) -> Iterator[Report]:
    """The reports of all batches as they end, from the cluster at ``job.address``. Raises Unreached."""
    _ask(str(job.address))
    return {"dask": dask, "ray": ray}[job.engine](job, batches, digest)


def _ask(address: str) -> None:
    """Raises Unreached where nothing listens: Ray would try for minutes. Addresses of other kinds are not asked."""
    host, _, port = address.rpartition("://")[2].rpartition(":")
    try:
        if host and port.isdecimal():
            socket.create_connection((host, int(port)), timeout=_PATIENCE).close()
    except OSError as why:
        raise StoreUnavailable(f"nothing listens at {address}") from why


def dask(job: Job, batches: Iterable[Batch], digest: str) -> Iterator[Report]:
    """The reports of all batches as they end, from the Dask cluster at ``job.address``."""
    distributed: Any = import_module("distributed")
    with distributed.Client(job.address, set_as_default=False) as client:
        under_way = distributed.as_completed(loop=client.loop)

        def send(batch: Batch) -> None:
            key = f"copydesk-{digest}-{batch.number}"
            under_way.add(client.submit(clean, job, batch, digest, key=key, pure=False, retries=_RETRIES))

        def heard() -> Report:
            future: Any = next(under_way)
            report: Report = future.result()
            future.release()
            return report

        yield from _windowed(batches, sum(client.nthreads().values()), send, heard)


def ray(job: Job, batches: Iterable[Batch], digest: str) -> Iterator[Report]:
    """The reports of all batches as they end, from the Ray cluster at ``job.address``."""
    client: Any = import_module("ray")
    client.init(address=job.address, log_to_driver=False, logging_level="error")
    try:
        remote, under_way = client.remote(max_retries=_RETRIES, retry_exceptions=[StoreUnavailable])(clean), list[Any]()

        def send(batch: Batch) -> None:
            under_way.append(remote.remote(job, batch, digest))

        def heard() -> Report:
            (done, *_), under_way[:] = client.wait(under_way)
            report: Report = client.get(done)
            return report

        yield from _windowed(batches, int(client.cluster_resources().get("CPU", 1)), send, heard)
    finally:
        client.shutdown()


def _windowed(
    batches: Iterable[Batch], threads: int, send: Callable[[Batch], None], heard: Callable[[], Report]
) -> Iterator[Report]:
    """Sends batches while not too many are under way, and gives the reports that are heard of them."""
    todo, under_way = iter(batches), 0
    while True:
        with suppress(StopIteration):
            while under_way < _WAITING * max(1, threads):
                send(next(todo))
                under_way += 1
        if not under_way:
            return
        yield heard()
        under_way -= 1


def clean(job: Job, batch: Batch, digest: str) -> Report:
    """Cleans a batch on the machine where this is called."""
    if not batch.sources:
        return batch.held
    return run_steps.collect_batch(job, batch, _crew(job).clean(job, batch, digest))


@lru_cache(maxsize=1)
def _crew(job: Job) -> WorkerPool:
    """The workers of this machine, kept from batch to batch; they end with this process."""
    return WorkerPool(job.workers, run_steps.load_job_rules(job).corpus)
