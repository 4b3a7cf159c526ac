"""Accounting at the end of a run: every document that was read is written, unchanged or set aside, and is on disk.

1. Each batch gives one result row for each document it read.
2. No two documents of a run have the same source.
3. What was cleaned has a document and a record on disk, or a row in the manifest of a shard.
"""

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from pipeline.errors import LostDocuments
from pipeline.io import output_folder
from pipeline.io.own_files import DUPLICATES
from pipeline.io.paths import output_paths
from pipeline.io.stores.protocol import Store
from pipeline.io.writers import shards

_MAX_NAMES = 10  # in an error message


def check_count(batch: int, documents: int, rows: int) -> None:
    """Raise LostDocuments if a batch of so many documents gave another number of rows."""
    if documents != rows:
        raise LostDocuments(f"batch {batch} read {documents:,} documents and accounts for {rows:,}")


def check_outputs(clean: Store, counts: Counter[str], *, output_format: str) -> None:
    """Raise LostDocuments if the saved rows disagree with the counts of a run by outcome, or with the files on disk."""
    sources, outcomes, cleaned = Counter[str](), Counter[str](), list[str]()
    for row in output_folder.saved_rows(clean):
        sources[row.source] += 1
        outcomes[row.outcome] += 1
        if row.outcome == "cleaned":
            cleaned.append(row.source)
    _refuse("read twice under one name", (source for source, number in sources.items() if number > 1))
    if outcomes["cleaned"] != counts["cleaned"] or any(counts[outcome] < outcomes[outcome] for outcome in outcomes):
        raise LostDocuments(f"the run counts {dict(counts)}, its batches {dict(outcomes)}")
    missing = _missing_files if output_format == "md" else _missing_rows
    _refuse("reported as cleaned and not on disk", missing(clean, sorted(cleaned)))


def _refuse(problem: str, names: Iterator[str]) -> None:
    lost = list(names)
    if lost:
        more = f" and {len(lost) - _MAX_NAMES:,} more" if len(lost) > _MAX_NAMES else ""
        raise LostDocuments(f"{len(lost):,} documents were {problem}: {', '.join(lost[:_MAX_NAMES])}{more}")


def _missing_files(clean: Store, sources: list[str]) -> Iterator[str]:
    """The sources whose document or record is missing or empty. Each folder is listed once."""
    sizes = lru_cache(maxsize=6)(clean.file_sizes)

    def is_there(path: str) -> bool:
        folder, _, name = path.rpartition("/")
        return bool(sizes(folder).get(name))

    for source in sources:
        document, record_path = output_paths(source)
        dropped = f"{DUPLICATES}/{document}"  # where an attempt to finish the run that broke off may have moved it
        if not (is_there(record_path) and (is_there(document) or is_there(dropped))):
            yield source


def _missing_rows(clean: Store, sources: list[str]) -> Iterator[str]:
    """The sources that no manifest names."""
    named = {document.source for _, manifest in shards.manifests(clean) for document in manifest.documents}
    yield from (source for source in sources if source not in named)
