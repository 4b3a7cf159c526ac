"""Limits of time and memory for one document, and the reasons to set a document aside for them.

The limits are no rules: with other limits nothing is cleaned again. A document that was set aside for a limit is tried
again when that limit changes.
"""

from pipeline.errors import Unreadable
from pipeline.io.asides import Aside
from pipeline.rules.loading import CorpusRules


def too_long(limits: CorpusRules) -> Unreadable:
    """The reason to set aside a document that took too much time."""
    remedy = "Raise max_seconds in corpus.yaml if it is an article."
    return Unreadable("run/time", f"took longer than max_seconds, {limits.max_seconds:g}", remedy)


def too_large(limits: CorpusRules) -> Unreadable:
    """The reason to set aside a document that took too much memory."""
    remedy = "Raise max_memory in corpus.yaml if it is an article."
    return Unreadable("run/memory", f"took more than max_memory, {limits.max_memory}", remedy)


def limit_changed(aside: Aside, limits: CorpusRules) -> bool:
    """Whether a document was set aside for a limit that has another value now."""
    current = {error.rule: error.reason for error in (too_long(limits), too_large(limits))}
    return aside.reason != current.get(aside.rule, aside.reason)
