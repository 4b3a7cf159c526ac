"""Names of copydesk's own files and folders at the top of an output folder; ``io.paths`` has those of documents."""

MARKER = ".copydesk"
"""Hidden file that marks an output folder."""
ASIDES = "_aside.jsonl"
DUPLICATE_LIST = "_duplicates.jsonl"
CATALOGUE, PREVIOUS_CATALOGUE = "_catalogue.parquet", "_catalogue.last.parquet"
CHANGES = "_catalogue.changes.jsonl.gz"
"""What each run changed."""
RECORDS = "_record"
MANIFESTS, CHUNKS = "_shards", "_chunks"
"""Folders of what is known of shards, and of how large files were split for them."""
DECISIONS = "_decisions.json"
"""A person's decisions that the last run applied."""
DUPLICATES, REMOVED = "_duplicates", "_removed"
"""Folders of documents that were dropped as copies, and of those whose raw file was removed."""
TEMPORARY, LOCK = "_tmp", "_lock"
OWN_NAMES = frozenset(
    {ASIDES, DUPLICATE_LIST, CATALOGUE, PREVIOUS_CATALOGUE, CHANGES, RECORDS, MANIFESTS, CHUNKS}
    | {DECISIONS, DUPLICATES, REMOVED, TEMPORARY, LOCK}
)
