"""One batch: its documents read, cleaned and written, one after the other, each told of as it goes."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from pipeline import configs, intake, store
from pipeline.clean import clean
from pipeline.configs import Rulebook
from pipeline.document import Document
from pipeline.errors import Unreadable
from pipeline.intake import Aside, Source
from pipeline.record import Head
from pipeline.runs import entry
from pipeline.runs.entry import Entry
from pipeline.runs.job import Work
from pipeline.storage.folder import Folder, at
from pipeline.storage.tree import head_of
from pipeline.store import Writer


class Desk(NamedTuple):
    """What the documents of a batch are cleaned with, and what is known of those that were set aside before."""

    writer: Writer
    book: Rulebook
    known: Mapping[str, Aside]


def entries(work: Work) -> Iterator[int | list[Entry]]:
    """Cleans a batch; says the number of each document before it is read, and after some of them their entries.

    What an entry tells of stands safely on disk.
    """
    job, batch, digest, done, poison, shut = work
    book = _book(job.configs, digest)
    raw, writer = at(job.raw), store.writer(at(job.clean), book.digest, to=job.to, shard=batch.shard)
    desk = Desk(writer, book, {aside.id: aside for aside in batch.known})
    ready, number = list[Entry](), 0
    for source in batch.sources:
        lines = list[int]()
        items = _items(raw, source, book, poison[number] if number == shut else None)
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
        if intake.has_lines(source.path) and all(lines):
            writer.end(source, lines)
    writer.close(batch.sources)
    yield ready


def _items(raw: Folder, source: Source, book: Rulebook, why: Unreadable | None) -> Iterator[Document | Aside]:
    """The documents of a file; a poisonous page is not even opened."""
    if why and not intake.has_lines(source.path):
        return iter([intake.aside(source.path, why)])
    return intake.documents(raw, source, book.corpus)


def _line(item: Document | Aside) -> int:
    """The number of an item's line; 0 where it is no line."""
    name = item.source if isinstance(item, Document) else item.id
    number = name.rpartition("#")[2]
    return int(number) if number.isdecimal() else 0


def rulebook(folder: str | None) -> Rulebook:
    """The rules of a folder or URL laid over the default ones. Raises BadRules."""
    if folder is None or "://" not in folder:
        return configs.load(folder)
    with TemporaryDirectory() as here:
        rules = at(folder)
        for found in rules.walk():
            path = Path(here) / found.path
            path.parent.mkdir(parents=True, exist_ok=True)
            with rules.open(found.path) as file:
                path.write_bytes(file.read())
        return configs.load(here)


@lru_cache(maxsize=2)
def _book(folder: str | None, digest: str) -> Rulebook:
    """The rules, read once a process. Raises ValueError if they changed since the run began."""
    book = rulebook(folder)
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


def _one(item: Document | Aside, source: Source, desk: Desk, poison: Unreadable | None) -> Entry:
    doc = item if isinstance(item, Document) else Document(item.id, b"")
    head = head_of(doc, source, desk.book.digest)
    if item is not doc:
        head = head._replace(raw_sha256="")  # of bytes that nobody saw nothing is known
    if item is doc and (kept := desk.writer.kept(doc, source)):
        return kept
    done = _done(item, head, desk, poison)
    if isinstance(done, Document):
        try:
            return desk.writer.write(done, source)
        except Unreadable as why:
            done = intake.aside(doc.source, why)
    told = entry.set_aside(done, head)
    desk.writer.set_aside(told.aside or done)
    return told


def _done(item: Document | Aside, head: Head, desk: Desk, poison: Unreadable | None) -> Document | Aside:
    """The document cleaned, or why it is set aside: found now, or known from a run before this one."""
    if isinstance(item, Aside):
        return item
    before = desk.known.get(item.source)
    if before and entry.set_aside(before, head).aside == before:
        return before
    return intake.aside(item.source, poison) if poison else attempt(item, desk.book)
