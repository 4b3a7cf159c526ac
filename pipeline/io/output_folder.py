"""What stands in ``clean/``: documents and their records, put there whole or not at all, as files or as rows of shards.

What begins with an underscore is copydesk's own: ``_aside.jsonl`` (what was set aside), ``_record``, ``_shards``,
``_duplicates``, ``_duplicates.jsonl``, ``_catalogue.parquet``, ``_gone``, ``_tmp``, ``_lock``.
"""

import json
import pickle
from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from pipeline.io.asides import Aside
from pipeline.io.result_row import ResultRow
from pipeline.io.sources import holds_many_documents
from pipeline.io.stores.protocol import NewFile, Store
from pipeline.io.writers import shards
from pipeline.io.writers.markdown import output_paths

CATALOGUE, LAST_CATALOGUE = "_catalogue.parquet", "_catalogue.last.parquet"
_SAID = Aside._fields[:5]
_ASIDE, _START = "_aside.jsonl", "_tmp/start"


def open_clean(clean: Store) -> None:
    """Makes ``clean/`` ready for a run, without what a killed run left half-done."""
    if clean.look(_START):
        clean.move(CATALOGUE, LAST_CATALOGUE)  # a run that never ended: what it says may not hold
    clean.clear("_tmp")
    clean.put([NewFile(_START, b"")])


def written_sources(clean: Store) -> Iterator[str]:
    """The sources of all documents that stand in ``clean/`` as files, by their records."""
    for found in clean.walk("_record"):
        stem = found.path.removeprefix("_record/").removesuffix(".json")
        file, _, line = stem.rpartition("/")
        if not holds_many_documents(file):
            yield stem
        elif not line.startswith("_"):
            yield f"{file}#{line}"


def save_rows(clean: Store, number: int, entries: Sequence[ResultRow]) -> None:
    """Keeps the entries of a batch until the run ends."""
    clean.put([NewFile(f"_tmp/entries-{number:08}", pickle.dumps(entries))])


def saved_rows(clean: Store) -> Iterator[ResultRow]:
    """All entries that were kept in this run, batch by batch."""
    for name in sorted(clean.names("_tmp")):
        if name.startswith("entries-"):
            with clean.open(f"_tmp/{name}") as file:
                yield from cast("list[ResultRow]", pickle.load(file))  # noqa: S301 - written by this very run


def close_clean(clean: Store, asides: Iterable[Aside]) -> None:
    """Ends a run: ``_aside.jsonl`` says what was set aside, sorted by id; without any there is no such file.

    It bears the time when the run began.
    """
    lines = [json.dumps(_known(aside), ensure_ascii=False) + "\n" for aside in sorted(asides)]
    if lines:
        start = clean.look(_START)
        clean.put([NewFile(_ASIDE, "".join(lines).encode())])
        clean.stamp(_ASIDE, start.mtime_ns if start else 0)
    else:
        clean.remove(_ASIDE)
    clean.clear("_tmp")


def _known(aside: Aside) -> dict[str, str | int]:
    """What a line says of what was set aside: the first keys always, the others where they are known."""
    return {key: value for key, value in aside._asdict().items() if value or key in _SAID}


def read_asides(clean: Store) -> tuple[list[Aside], int]:
    """What the last run set aside, and when it began, in nanoseconds (0 where that is not known)."""
    found = clean.look(_ASIDE)
    if found is None:
        return [], 0
    with clean.open(_ASIDE) as file:
        lines = [json.loads(line) for line in file]
    known = [Aside(**line) for line in lines if set(_SAID) <= line.keys() <= set(Aside._fields)]
    return known, found.mtime_ns if clean.stamps else 0


def move_to_gone(clean: Store, source: str) -> None:
    """Moves a document whose raw file is gone, and its record, below ``_gone``."""
    document, its_record = output_paths(source)
    clean.move(its_record, f"_gone/{its_record}")
    clean.move(document, f"_gone/{document}")


def format_conflict(clean: Store, to: str) -> str:
    """Why documents cannot be written to ``clean`` in the form ``to``; empty where they can."""
    found = shards.output_format(clean)
    if found in {"", to}:
        return ""
    return (
        f"{clean.url} holds documents as {found}. Write them there with --to {found}, or name another folder for CLEAN"
    )
