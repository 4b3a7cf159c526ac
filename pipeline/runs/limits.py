"""What one document may take of a machine, and what is said of one that took more.

Neither limit is a rule that a clean document depends on: other limits clean nothing anew. But what was set aside for
one of them is tried again once that limit is another.
"""

from pipeline.configs import Corpus
from pipeline.errors import Unreadable
from pipeline.intake import Aside


def too_long(limits: Corpus) -> Unreadable:
    """Why a document is set aside that took too long."""
    cure = "Raise max_seconds in corpus.yaml if it is an article."
    return Unreadable("run/time", f"took longer than max_seconds, {limits.max_seconds:g}", cure)


def too_large(limits: Corpus) -> Unreadable:
    """Why a document is set aside that took too much memory."""
    cure = "Raise max_memory in corpus.yaml if it is an article."
    return Unreadable("run/memory", f"took more than max_memory, {limits.max_memory}", cure)


def others(aside: Aside, limits: Corpus) -> bool:
    """Whether a document was set aside for a limit that is another now."""
    now = {why.rule: why.reason for why in (too_long(limits), too_large(limits))}
    return aside.reason != now.get(aside.rule, aside.reason)
