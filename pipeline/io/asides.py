"""Documents that could not be cleaned, each with its reason and what to do about it."""

from typing import NamedTuple

from pipeline.errors import Unreadable


class Aside(NamedTuple):
    """A document that could not be cleaned: ``rule`` is ``stage/reason-in-short``, ``remedy`` says what to do.

    The rest says which bytes, rules and version it was judged by, as in ``record.Head``; empty where that is unknown.
    """

    id: str
    reason: str
    stage: str
    rule: str
    remedy: str
    raw_sha256: str = ""
    rules: str = ""
    copydesk: str = ""
    raw_bytes: int = 0


def aside_of(source: str, why: Unreadable) -> Aside:
    """The line of ``_aside.jsonl`` for a document that a stage or the intake found unreadable."""
    return Aside(source, why.reason, why.rule.partition("/")[0], why.rule, why.remedy)
