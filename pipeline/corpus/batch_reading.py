"""Reading of a batch: the documents of a source, up to where reading on ended two workers."""

from collections.abc import Iterator
from typing import NamedTuple

from pipeline.corpus.fence import fenced
from pipeline.corpus.job import BatchTask
from pipeline.document import Document
from pipeline.errors import Unreadable
from pipeline.io.asides import BUG, Aside, aside_of
from pipeline.io.readers.raw_files import read_documents
from pipeline.io.sources import Source, page_name
from pipeline.io.stores.protocol import Store
from pipeline.rules.loading import CorpusRules


class Stop(NamedTuple):
    """Where the reader must stop: after ``documents`` of a source, because reading on ended two workers."""

    documents: int
    reason: Unreadable


def first_stop(task: BatchTask, first_step: int) -> Stop | None:
    """The first stop in a source that begins with this step or in a later one; None where there is none."""
    step = min((step for step in task.unopened if step >= first_step), default=None)
    return None if step is None else Stop(step - first_step, task.failures[step])


def read_until_stop(raw: Store, source: Source, limits: CorpusRules, stop: Stop | None) -> Iterator[Document | Aside]:
    """The documents of a source. Where reading must stop, the rest of the file is set aside."""
    items = read_documents(raw, source, limits)
    name = page_name(source.path)
    count = 0
    while stop is None or count < stop.documents:
        item = fenced(name, lambda: next(items, None))
        if item is None:
            return
        count += 1
        yield item
        if isinstance(item, Aside) and item.rule == BUG:  # the reader ended with an exception
            return
    yield aside_of(name, stop.reason)
