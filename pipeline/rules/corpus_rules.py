"""Schema of ``corpus.yaml``: limits of one document, and the errors for a document that exceeds them."""

import pydantic

from pipeline.errors import Unreadable
from pipeline.stage import Rules


class CorpusRules(Rules):
    """What a run reads from ``raw/``, and how much time and memory one document may take."""

    max_bytes: int = pydantic.Field(
        default=20_000_000, gt=0, description="largest document that is read, in bytes after decompression"
    )
    max_seconds: float = pydantic.Field(default=120, gt=0, description="longest time for one document, in seconds")
    max_memory: int = pydantic.Field(default=4_000_000_000, gt=0, description="most memory of a worker, in bytes")

    def size_exceeded(self) -> Unreadable:
        """The error for a document larger than ``max_bytes``."""
        reason = f"larger than max_bytes, {self.max_bytes}"
        return Unreadable("intake/too-large", reason, "Raise max_bytes in corpus.yaml if it is an article.")

    def time_exceeded(self) -> Unreadable:
        """The error for a document that took longer than ``max_seconds``."""
        reason = f"took longer than max_seconds, {self.max_seconds:g}"
        return Unreadable("run/time", reason, "Raise max_seconds in corpus.yaml if it is an article.")

    def memory_exceeded(self) -> Unreadable:
        """The error for a document that took more memory than ``max_memory``."""
        reason = f"took more than max_memory, {self.max_memory}"
        return Unreadable("run/memory", reason, "Raise max_memory in corpus.yaml if it is an article.")


MACHINE_LIMITS = frozenset({"max_seconds", "max_memory"})
"""Keys that do not change any clean document, so they are no part of the digest of the rules."""
