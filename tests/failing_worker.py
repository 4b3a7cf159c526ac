"""A worker process with one more stage, which does what a faulty native library can do; started by test_poison."""

import os
import time
from collections.abc import Iterable
from types import SimpleNamespace

from pipeline import clean
from pipeline.corpus import batch
from pipeline.document import Document, Edit, Fact
from pipeline.execution import worker
from pipeline.rules.loading import CorpusRules, RuleSet
from pipeline.stage import Rules
from pipeline.stages import charset


def find(doc: Document, rules: Rules) -> Iterable[Edit | Fact]:  # noqa: ARG001 - the shape of a stage
    """Does what the document says, and finds its text."""
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
    taken = []
    while b"GREED" in doc.raw:
        taken.append(bytearray(20_000_000))
        time.sleep(0.01)
    return [Fact("text", doc.page, "poison/none")]


def load(folder: str | None = None) -> RuleSet:  # noqa: ARG001 - in place of configs.load
    """Rules of two stages, so that a worker starts fast."""
    rules = {"charset": charset.Rules(), "poison": Rules(), "corpus": CorpusRules()}
    return RuleSet(rules, "poison")


if __name__ == "__main__":
    poison = SimpleNamespace(__name__="poison", Rules=Rules, find=find)
    vars(clean)["STAGES"] = (charset, poison)
    vars(batch)["load_rules"] = load
    worker.main()
