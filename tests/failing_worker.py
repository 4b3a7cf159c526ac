"""A worker process with one more stage, which fails as a faulty library can; started by test_worker_limits."""

import errno
import os
import time
from collections.abc import Iterable, Iterator, Sequence
from types import SimpleNamespace

from pipeline import stages
from pipeline.corpus import batch_reading, job_rules
from pipeline.document import Document, Edit, Fact
from pipeline.execution import worker
from pipeline.io.asides import Aside
from pipeline.io.readers.raw_files import read_documents
from pipeline.io.sources import Source
from pipeline.io.stores import local
from pipeline.io.stores.local import LocalStore
from pipeline.io.stores.protocol import NewFile, Store
from pipeline.rules.loading import CorpusRules, RuleSet
from pipeline.stage import Rules
from pipeline.stages import charset


def find(doc: Document, rules: Rules) -> Iterable[Edit | Fact]:  # noqa: ARG001 - the signature of a stage
    """Fail in the way the document names; else return its text."""
    if b"EXIT" in doc.raw:
        os._exit(3)
    if b"ABORT" in doc.raw:
        os.abort()
    if b"SLEEP" in doc.raw:
        time.sleep(3600)
    if b"LEAP" in doc.raw:
        bytearray(4_000_000_000)
    if b"BUG" in doc.raw:
        raise LookupError(doc.source)
    allocated = []
    while b"GREED" in doc.raw:
        allocated.append(bytearray(20_000_000))
        time.sleep(0.001)
    return [Fact("text", doc.page, "failing/none")]


def load(folder: str | None = None, *, style: str | None = None) -> RuleSet:  # noqa: ARG001 - replaces load_rules
    """Rules of two stages only, so that a worker starts fast."""
    rules = {"charset": charset.Rules(), "failing": Rules(), "corpus": CorpusRules()}
    return RuleSet(rules, "failing")


def read(raw: Store, source: Source, limits: CorpusRules) -> Iterator[Document | Aside]:
    """Reads a file; hangs where the next document says so."""
    for item in read_documents(raw, source, limits):
        if isinstance(item, Document) and b"HANG" in item.raw:
            time.sleep(3600)
        yield item


def put(store: LocalStore, files: Sequence[NewFile]) -> None:
    """Fail in the way that one of the files names, outside the fence around each document; else write the files."""
    for file in files:
        if b"UNWRITABLE" in file.data:
            raise LookupError(file.path)
        if b"DEADLY" in file.data:
            os._exit(3)
        if b"DISK-FULL" in file.data:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), file.path)
    _put(store, files)


_put = LocalStore.put

if __name__ == "__main__":
    vars(local)["LocalStore"].put = put
    vars(batch_reading)["read_documents"] = read
    failing = SimpleNamespace(__name__="failing", Rules=Rules, find=find)
    vars(stages)["STAGES"] = (charset, failing)
    vars(job_rules)["load_rules"] = load
    worker.main()
