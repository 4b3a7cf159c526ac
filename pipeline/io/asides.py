"""Aside: a document that was set aside because it cannot be cleaned, with the reason and the remedy."""

from typing import NamedTuple

from pipeline.errors import Unreadable

BUG = "run/bug"
"""Rule of a document at which copydesk itself failed."""


class Aside(NamedTuple):
    """A document that was set aside.

    ``rule`` is ``stage/reason-in-short``, ``remedy`` says what a person can do. The fields after ``remedy`` name the
    bytes, rules and version that gave this result, as in ``record.Provenance``; they are empty where unknown.
    ``traceback`` is that of a bug.
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
    traceback: str = ""


REQUIRED_FIELDS = Aside._fields[:5]
"""The fields that every aside has."""


def aside_of(source: str, error: Unreadable) -> Aside:
    """The aside of a document that a stage or a reader found unreadable."""
    return Aside(source, error.reason, error.rule.partition("/")[0], error.rule, error.remedy)
