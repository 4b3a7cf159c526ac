"""The same batches on a cluster: Dask's own client hands them out, and each machine guards its own workers.

RAW, CLEAN and the rules must be reachable under the same name from every machine: a shared disk or a URL. Prefect sees
the run, not the batches: a task of its own for each would cost more than what it shows.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import lru_cache
from importlib import import_module
from typing import Any

from pipeline import corpus
from pipeline.corpus import Batch, Job, Report
from pipeline.runs.workers import Crew

_WAITING = 2  # batches for each thread of the cluster
_RETRIES = 2  # of a batch whose machine was lost


def dask(job: Job, batches: Iterable[Batch], digest: str) -> Iterator[Report]:
    """The reports of all batches as they end, from the Dask cluster at ``job.address``."""
    distributed: Any = import_module("distributed")
    with distributed.Client(job.address, set_as_default=False) as client:
        most = _WAITING * max(1, sum(client.nthreads().values()))
        todo, under_way = iter(batches), distributed.as_completed(loop=client.loop)
        while True:
            with suppress(StopIteration):
                while under_way.count() < most:
                    under_way.add(_sent(client, job, next(todo), digest))
            if not under_way.count():
                return
            future: Any = next(under_way)
            yield future.result()
            future.release()


def _sent(client: Any, job: Job, batch: Batch, digest: str) -> Any:
    return client.submit(
        clean, job, batch, digest, key=f"copydesk-{digest}-{batch.number}", pure=False, retries=_RETRIES
    )


def clean(job: Job, batch: Batch, digest: str) -> Report:
    """Cleans a batch on the machine where this is called."""
    if not batch.sources:
        return batch.held
    return corpus.gathered(job, batch, _crew(job).clean(job, batch, digest))


@lru_cache(maxsize=1)
def _crew(job: Job) -> Crew:
    """The workers of this machine, kept from batch to batch; they end with this process."""
    return Crew(job.workers, corpus.rulebook(job).corpus)
