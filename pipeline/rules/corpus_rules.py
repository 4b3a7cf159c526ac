"""Schema of ``corpus.yaml``: limits of one document."""

import pydantic

from pipeline.stage import Rules


class CorpusRules(Rules):
    """What a run reads from ``raw/``, and how much time and memory one document may take."""

    max_bytes: int = pydantic.Field(
        default=20_000_000, gt=0, description="largest document that is read, in bytes after decompression"
    )
    max_seconds: float = pydantic.Field(default=120, gt=0, description="longest time for one document, in seconds")
    max_memory: int = pydantic.Field(default=4_000_000_000, gt=0, description="most memory of a worker, in bytes")


MACHINE_LIMITS = frozenset({"max_seconds", "max_memory"})
"""Keys that do not change any clean document, so they are no part of the digest of the rules."""
