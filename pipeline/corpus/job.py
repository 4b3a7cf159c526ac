"""What a run is asked to do, and the batches it is cut into."""

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
    """What a run is asked to do. Plain values, so that it crosses processes and makes a form in a browser."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    raw: str = pydantic.Field(default="raw", description="folder or URL of scraped pages; never written to")
    clean: str = pydantic.Field(default="clean", description="folder or URL of clean documents and their records")
    configs: str | None = pydantic.Field(default=None, description="folder or URL of rules laid over the default ones")
    style: str | None = pydantic.Field(default=None, description="house style of names, over that of spellings.yaml")
    to: Literal["md", "jsonl", "parquet"] = pydantic.Field(default="md", description="a Markdown file each, or shards")
    workers: int = pydantic.Field(default=1, ge=1, description="processes that clean at the same time")
    engine: Literal["local", "dask", "ray"] = pydantic.Field(
        default="local", description="where the batches are cleaned"
    )
    address: str | None = pydantic.Field(default=None, description="of a cluster: tcp://... of Dask, host:port of Ray")
    strict: bool = pydantic.Field(default=False, description="a document set aside makes the run fail")
    checksum: bool = pydantic.Field(default=False, description="read every raw file, also where size and time agree")
    prune: bool = pydantic.Field(default=False, description="move documents whose raw file is gone to _gone")
    drop_duplicates: bool = pydantic.Field(default=False, description="move copies of other documents to _duplicates")

    @pydantic.field_validator("raw", "clean", "configs", "address")
    @classmethod
    def _without_credentials(cls, url: str | None) -> str | None:
        """Users and passwords are kept in the environment: a job is shown and stored."""
        return url and strip_credentials(url)

    @pydantic.model_validator(mode="after")
    def _apart(self) -> "Job":
        if fault := overlap_problem(self.raw, self.clean):
            raise ValueError(fault)
        if self.engine != "local" and not self.address:
            raise ValueError(f"engine {self.engine} needs the address of its cluster")
        return self


def overlap_problem(raw: str, clean: str) -> str:
    """Why documents must not be written to ``clean``: it is ``raw`` or holds it. Empty where they may."""
    if absolute(raw) == absolute(clean):
        return "RAW and CLEAN are the same folder. Raw files are never overwritten: name another one for CLEAN."
    if absolute(raw).startswith(f"{absolute(clean).rstrip('/')}/"):
        return "RAW lies inside CLEAN. Documents are never written around raw files: name another folder for CLEAN."
    return ""


def absolute(name: str) -> str:
    """A URL as it is, a path from the root."""
    return name if "://" in name else str(Path(name).resolve())


class Batch(NamedTuple):
    """Files that are cleaned in one go, and what was found up to date on the way to them.

    ``known`` is what earlier runs set aside of these files: the same bytes need not be tried again. ``shard`` is the
    name of the shard that the documents of the batch make, where documents are rows of shards.
    """

    number: int
    sources: tuple[Source, ...]
    held: Report = Report()
    known: tuple[Aside, ...] = ()
    shard: str = ""


class Work(NamedTuple):
    """A batch as it goes to a worker.

    To go on after a crash: ``done`` is how many entries are known already, ``poison`` maps the numbers of documents
    that must not be cleaned to why, and the page of number ``shut`` is not even opened.
    """

    job: Job
    batch: Batch
    digest: str
    done: int = 0
    poison: Mapping[int, Unreadable] = {}
    shut: int = -1
