"""One batch: its documents read, cleaned and written, one after the other, each told of as it goes."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from pipeline.clean import clean
from pipeline.corpus.job import Work
from pipeline.document import Document
from pipeline.document.record import Provenance
from pipeline.errors import Unreadable
from pipeline.io import writers
from pipeline.io.asides import Aside, aside_of
from pipeline.io.readers.raw_files import read_documents
from pipeline.io.result_row import ResultRow, row_of_aside
from pipeline.io.sources import Source, holds_many_documents
from pipeline.io.stores import open_store
from pipeline.io.stores.protocol import Store
from pipeline.io.writers import Writer
from pipeline.io.writers.markdown import provenance_of
from pipeline.rules.loading import RuleSet, load_rules


class BatchContext(NamedTuple):
    """What the documents of a batch are cleaned with, and what is known of those that were set aside before."""

    writer: Writer
    rule_set: RuleSet
    known: Mapping[str, Aside]


def clean_sources(work: Work) -> Iterator[int | list[ResultRow]]:
    """Cleans a batch; says the number of each document before it is read, and after some of them their entries.

    What an entry tells of stands safely on disk.
    """
    job, batch, digest, done, poison, shut = work
    rule_set = _cached_rules(job.configs, job.style, digest)
    raw, writer = (
        open_store(job.raw),
        writers.open_writer(open_store(job.clean), rule_set.digest, to=job.to, shard=batch.shard),
    )
    desk = BatchContext(writer, rule_set, {aside.id: aside for aside in batch.known})
    ready, number = list[ResultRow](), 0
    for source in batch.sources:
        lines = list[int]()
        items = _items(raw, source, rule_set, poison[number] if number == shut else None)
        yield number
        for item in items:
            if number >= done or not writer.lasting:
                ready.append(_one(item, source, desk, poison.get(number)))
            lines.append(_line(item))
            number += 1
            if writer.full:
                writer.flush()
                yield ready
                ready = []
            yield number
        if holds_many_documents(source.path) and all(lines):
            writer.end(source, lines)
    writer.close(batch.sources)
    yield ready


def _items(raw: Store, source: Source, rule_set: RuleSet, why: Unreadable | None) -> Iterator[Document | Aside]:
    """The documents of a file; a poisonous page is not even opened."""
    if why and not holds_many_documents(source.path):
        return iter([aside_of(source.path, why)])
    return read_documents(raw, source, rule_set.corpus)


def _line(item: Document | Aside) -> int:
    """The number of an item's line; 0 where it is no line."""
    name = item.source if isinstance(item, Document) else item.id
    number = name.rpartition("#")[2]
    return int(number) if number.isdecimal() else 0


def load_rules_from(folder: str | None, *, style: str | None = None) -> RuleSet:
    """The rules of a folder or URL laid over the default ones. Raises BadRules."""
    if folder is None or "://" not in folder:
        return load_rules(folder, style=style)
    with TemporaryDirectory() as here:
        rules = open_store(folder)
        for found in rules.walk():
            path = Path(here) / found.path
            path.parent.mkdir(parents=True, exist_ok=True)
            with rules.open(found.path) as file:
                path.write_bytes(file.read())
        return load_rules(here, style=style)


@lru_cache(maxsize=2)
def _cached_rules(folder: str | None, style: str | None, digest: str) -> RuleSet:
    """The rules, read once a process. Raises ValueError if they changed since the run began."""
    rule_set = load_rules_from(folder, style=style)
    if rule_set.digest != digest:
        raise ValueError("the rules changed while the run was under way: run again")
    return rule_set


def clean_or_set_aside(item: Document | Aside, rule_set: RuleSet) -> Document | Aside:
    """The document cleaned, or why it is set aside."""
    if isinstance(item, Aside):
        return item
    try:
        return clean(item, rule_set.rules)
    except Unreadable as why:
        return aside_of(item.source, why)


def _one(item: Document | Aside, source: Source, desk: BatchContext, poison: Unreadable | None) -> ResultRow:
    doc = item if isinstance(item, Document) else Document(item.id, b"")
    head = provenance_of(doc, source, desk.rule_set.digest)
    if item is not doc:
        head = head._replace(raw_sha256="")  # of bytes that nobody saw nothing is known
    if item is doc and (kept := desk.writer.kept(doc, source)):
        return kept
    done = _done(item, head, desk, poison)
    if isinstance(done, Document):
        try:
            return desk.writer.write(done, source)
        except Unreadable as why:
            done = aside_of(doc.source, why)
    told = row_of_aside(done, head)
    desk.writer.set_aside(told.aside or done)
    return told


def _done(item: Document | Aside, head: Provenance, desk: BatchContext, poison: Unreadable | None) -> Document | Aside:
    """The document cleaned, or why it is set aside: found now, or known from a run before this one."""
    if isinstance(item, Aside):
        return item
    before = desk.known.get(item.source)
    if before and row_of_aside(before, head).aside == before:
        return before
    return aside_of(item.source, poison) if poison else clean_or_set_aside(item, desk.rule_set)
