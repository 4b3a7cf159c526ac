"""Job: the settings of a run; Batch: the unit of work it is divided into; BatchTask: a batch on its way to a worker."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal, NamedTuple

import pydantic

from pipeline.corpus.report import Report
from pipeline.errors import Unreadable
from pipeline.io.asides import Aside
from pipeline.io.credentials import strip_credentials
from pipeline.io.sources import Source


class Job(pydantic.BaseModel):
    """The settings of a run. Plain values: they are sent to other processes and shown as a form in a browser."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, defer_build=True)

    raw: str = pydantic.Field(
        default="raw", description="Folder or URL of the scraped pages, such as s3://news/raw. It is only read."
    )
    clean: str = pydantic.Field(
        default="clean",
        description="Folder or URL for the clean documents and their records. It is made if it does not exist.",
    )
    configs: str | None = pydantic.Field(
        default=None, description="Folder or URL of your own rules. They replace default rules of the same id."
    )
    style: str | None = pydantic.Field(
        default=None, description="House style of names, such as guardian. Without it, that of spellings.yaml holds."
    )
    to: Literal["md", "jsonl", "parquet"] = pydantic.Field(
        default="md", description="md writes one Markdown file for each document; jsonl and parquet write shards."
    )
    record: bool = pydantic.Field(
        default=True, description="Whether rows of shards hold the record of every edit, which is larger than the text."
    )
    workers: int = pydantic.Field(
        default=1, ge=1, description="Number of processes that clean at the same time; at most one a core pays."
    )
    engine: Literal["local", "dask", "ray"] = pydantic.Field(
        default="local", description="Where batches are cleaned: on this machine, or on a Dask or Ray cluster."
    )
    address: str | None = pydantic.Field(
        default=None, description="Address of the cluster: tcp://host:8786 for Dask, host:6379 for Ray."
    )
    strict: bool = pydantic.Field(
        default=False,
        description="Let the run fail if it set more documents aside. All others are written.",
    )
    checksum: bool = pydantic.Field(
        default=False, description="Read every raw file. Without this, equal size and time mean that it did not change."
    )
    follow_links: bool = pydantic.Field(
        default=False, description="Read links that lead out of RAW, and links to folders. Without this, they are not."
    )
    prune: bool = pydantic.Field(
        default=False, description="Move documents whose raw file was removed to _removed. Without this, they stay."
    )
    drop_duplicates: bool = pydantic.Field(
        default=False, description="Move copies of other documents to _duplicates. Without this, they are only listed."
    )
    report: str = pydantic.Field(
        default="", description="File for a report of the run as HTML, which its page in Prefect links. Empty: none."
    )

    @pydantic.field_validator("raw", "clean", "configs", "address")
    @classmethod
    def _without_credentials(cls, url: str | None) -> str | None:
        """Users and passwords are kept in the environment: a job is shown and stored."""
        return url and strip_credentials(url)

    @pydantic.model_validator(mode="after")
    def _check(self) -> "Job":
        if problem := overlap_problem(self.raw, self.clean):
            raise ValueError(problem)
        if self.engine != "local" and not self.address:
            raise ValueError(f"engine {self.engine} needs the address of its cluster")
        return self


def overlap_problem(raw: str, clean: str) -> str:
    """Why documents must not be written to ``clean``: it is ``raw`` or contains it. Empty where they may."""
    if absolute(raw) == absolute(clean):
        return "RAW and CLEAN are the same folder. Raw files are never overwritten: name another one for CLEAN."
    if absolute(raw).startswith(f"{absolute(clean).rstrip('/')}/"):
        return "RAW is inside CLEAN. Documents are never written around raw files: name another folder for CLEAN."
    return ""


def absolute(name: str) -> str:
    """A path as an absolute path; a URL unchanged."""
    return name if "://" in name else str(Path(name).resolve())


class Batch(NamedTuple):
    """Sources that are cleaned in one task.

    ``up_to_date`` reports the files that were found up to date since the batch before. ``known_asides`` are documents
    of these sources that earlier runs set aside: equal bytes are not tried again. ``shard`` is the name of the shard
    that the batch becomes, where documents are rows of shards.
    """

    number: int
    sources: tuple[Source, ...]
    up_to_date: Report = Report()
    known_asides: tuple[Aside, ...] = ()
    shard: str = ""


class BatchTask(NamedTuple):
    """A batch for a worker.

    A new worker continues after one that failed: ``finished`` is the number of documents whose rows are known,
    ``failures`` maps the steps (see ``batch.clean_sources``) whose document must not be cleaned to the reason, and
    ``unopened`` has the steps that must not even be read.
    """

    job: Job
    batch: Batch
    digest: str
    finished: int = 0
    failures: Mapping[int, Unreadable] = {}
    unopened: frozenset[int] = frozenset()
