"""The whole way of a folder: plan the batches, clean each, sum up."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path
from typing import Literal, NamedTuple

import pydantic

from pipeline import configs, intake, store
from pipeline.clean import clean
from pipeline.configs import Rulebook
from pipeline.document import Document
from pipeline.edits import Edit
from pipeline.errors import Unreadable
from pipeline.intake import Aside, Source

_MOST_FILES = 500  # of one batch: some seconds of work, so that progress shows and a retry costs little
_MOST_BYTES = 32_000_000


class Job(pydantic.BaseModel):
    """What a run is asked to do. Plain values, so that it crosses processes and makes a form in a browser."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    raw: str = pydantic.Field(default="raw", description="folder of scraped pages; never written to")
    clean: str = pydantic.Field(default="clean", description="folder of clean documents and their records")
    configs: str | None = pydantic.Field(default=None, description="folder of rules laid over the default ones")
    to: Literal["md", "jsonl"] = pydantic.Field(default="md", description="a Markdown file a document, or one JSONL file")
    workers: int = pydantic.Field(default=1, ge=1, description="processes that clean at the same time")
    strict: bool = pydantic.Field(default=False, description="a document set aside makes the run fail")


class Batch(NamedTuple):
    """Files that are cleaned in one go."""

    number: int
    sources: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What became of documents: how many, with which edits by stage and rule, and which were set aside.

    ``documents`` counts "cleaned" and "unchanged" (clean already, by the same rules).
    """

    documents: Counter[str] = field(default_factory=Counter)
    edits: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    asides: tuple[Aside, ...] = ()
    files: int = 0


def rulebook(job: Job) -> Rulebook:
    """The rules of the job, read and checked anew. Raises BadRules."""
    return configs.load(job.configs)


def plan(job: Job) -> Iterator[Batch]:
    """The files of ``raw/`` in batches, by count and bytes; makes ``clean/`` ready. Raises NotADirectoryError."""
    raw, clean_folder = Path(job.raw), Path(job.clean)
    if not raw.is_dir():
        raise NotADirectoryError(f"{raw} is not a folder")
    store.open_clean(clean_folder)
    files: list[Source] = []
    number = size = 0
    for source in intake.sources(raw, besides=clean_folder):
        if len(files) == _MOST_FILES or (files and size + source.size > _MOST_BYTES):
            yield Batch(number, tuple(files))
            files, number, size = [], number + 1, 0
        files.append(source)
        size += source.size
    if files:
        yield Batch(number, tuple(files))


def clean_batch(job: Job, batch: Batch, digest: str) -> Report:
    """Reads the documents of a batch, cleans them, writes them and their records; tells what became of them."""
    book = _book(job.configs, digest)
    writer = store.writer(Path(job.clean), book.digest, to=job.to, number=batch.number)
    reports = [
        _one(item, writer, book)
        for source in batch.sources
        for item in intake.documents(Path(job.raw), source, book.corpus)
    ]
    writer.close()
    return replace(total(reports), files=len(batch.sources))


@lru_cache(maxsize=2)
def _book(folder: str | None, digest: str) -> Rulebook:
    """The rules, read once a process. Raises ValueError if they changed since the run began."""
    book = configs.load(folder)
    if book.digest != digest:
        raise ValueError("the rules changed while the run was under way: run again")
    return book


def attempt(item: Document | Aside, book: Rulebook) -> Document | Aside:
    """The document cleaned, or why it is set aside."""
    if isinstance(item, Aside):
        return item
    try:
        return clean(item, book.rules)
    except Unreadable as why:
        return intake.aside(item.source, why)


def _one(item: Document | Aside, writer: store.Writer, book: Rulebook) -> Report:
    if isinstance(item, Document) and writer.holds(item):
        return Report(Counter(unchanged=1))
    done = attempt(item, book)
    if isinstance(done, Document):
        try:
            writer.write(done)
        except Unreadable as why:
            done = intake.aside(done.source, why)
    if isinstance(done, Document):
        return _report(done)
    writer.drop(done.id)
    return Report(asides=(done,))


def _report(doc: Document) -> Report:
    made = [(step.stage, found.rule) for step in doc.steps for found in step.findings if isinstance(found, Edit)]
    stages, rules = Counter(stage for stage, _ in made), Counter(rule.partition(":")[0] for _, rule in made)
    return Report(Counter(cleaned=1), stages, rules)


def total(reports: Iterable[Report]) -> Report:
    """The sum of reports."""
    documents, edits, rules = Counter[str](), Counter[str](), Counter[str]()
    asides: list[Aside] = []
    files = 0
    for report in reports:
        documents.update(report.documents)
        edits.update(report.edits)
        rules.update(report.rules)
        asides += report.asides
        files += report.files
    return Report(documents, edits, rules, tuple(asides), files)


def finish(job: Job, report: Report) -> None:
    """Ends the run: one file of documents where that was asked for, and the list of what was set aside."""
    if job.to == "jsonl":
        store.merge(Path(job.clean))
    store.close_clean(Path(job.clean), report.asides)
