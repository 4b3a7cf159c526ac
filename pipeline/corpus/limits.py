"""What one document may take of a machine, and what is said of one that took more.

Neither limit is a rule that a clean document depends on: other limits clean nothing anew. But what was set aside for
one of them is tried again once that limit is another.
"""

from pipeline.errors import Unreadable
from pipeline.io.asides import Aside
from pipeline.rules.loading import CorpusRules


def too_long(limits: CorpusRules) -> Unreadable:
    """Why a document is set aside that took too long."""
    remedy = "Raise max_seconds in corpus.yaml if it is an article."
    return Unreadable("run/time", f"took longer than max_seconds, {limits.max_seconds:g}", remedy)


def too_large(limits: CorpusRules) -> Unreadable:
    """Why a document is set aside that took too much memory."""
    remedy = "Raise max_memory in corpus.yaml if it is an article."
    return Unreadable("run/memory", f"took more than max_memory, {limits.max_memory}", remedy)


def limit_changed(aside: Aside, limits: CorpusRules) -> bool:
    """Whether a document was set aside for a limit that is another now."""
    now = {why.rule: why.reason for why in (too_long(limits), too_large(limits))}
    return aside.reason != now.get(aside.rule, aside.reason)
