"""Similarity cache: what the pairs of documents that were compared have in common, also those that are no copies.

It spares a run from reading the candidates of the last one again. A pair is named by the digests of its two texts, so
an entry never grows old. The cache is derived, in the user's cache folder; without it, all pairs are compared again.
"""

import json
from contextlib import suppress
from pathlib import Path

from pipeline.corpus.near_duplicates import Similarities
from pipeline.corpus.state_cache import cache_path
from pipeline.io.stores.protocol import Store
from pipeline.io.writers.stored import DAMAGED

_MAX_PAIRS = 2_000_000  # of which the file has some 100 MB


def read(clean: Store) -> dict[tuple[str, str], float]:
    """The similarities of the pairs that the last run compared, by the digests of the two texts."""
    path = _path(clean)
    try:
        return {(copy, canonical): float(value) for copy, canonical, value in json.loads(path.read_text("ascii"))}
    except (OSError, *DAMAGED):
        return {}


def write(clean: Store, similarities: Similarities, digests: set[str]) -> None:
    """Keep the similarities of texts that are still in the output folder, which are those of ``digests``."""
    rows = [(*pair, value) for pair, value in similarities.items() if digests.issuperset(pair)]
    path = _path(clean)
    with suppress(OSError):
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        new = path.with_suffix(".new")
        new.write_text(json.dumps(sorted(rows)[:_MAX_PAIRS]), "ascii")
        new.replace(path)


def _path(clean: Store) -> Path:
    return cache_path(clean.url, ".similarities.json")
