"""Layout of an output folder, and its state between the start and the end of a run.

Documents are Markdown files, or rows of shards below ``documents``. Each is written whole or not at all. Names that
begin with an underscore are copydesk's own: ``_aside.jsonl`` (documents set aside), ``_record``, ``_shards``,
``_duplicates``, ``_duplicates.jsonl``, ``_catalogue.parquet``, ``_removed``, ``_tmp``, ``_lock``.
"""

import json
import pickle
from collections.abc import Iterable, Iterator, Sequence
from typing import cast

from pipeline.io.asides import REQUIRED_FIELDS, Aside
from pipeline.io.result_row import ResultRow
from pipeline.io.sources import holds_many_documents
from pipeline.io.stores.protocol import NewFile, Store
from pipeline.io.writers import shards
from pipeline.io.writers.markdown import output_paths

CATALOGUE, PREVIOUS_CATALOGUE = "_catalogue.parquet", "_catalogue.last.parquet"
_ASIDES, _START, _ROWS = "_aside.jsonl", "_tmp/start", "entries-"


def begin_run(clean: Store) -> None:
    """Make the folder ready for a run: remove what a killed run left unfinished."""
    if clean.stat(_START):
        clean.move(CATALOGUE, PREVIOUS_CATALOGUE)  # of a run that did not end: its rows may be out of date
    clean.remove_folder("_tmp")
    clean.put([NewFile(_START, b"")])


def end_run(clean: Store, asides: Iterable[Aside]) -> None:
    """Write ``_aside.jsonl``, sorted by id, with the start of the run as its time; no asides, no file."""
    lines = [json.dumps(_without_empty(aside), ensure_ascii=False) + "\n" for aside in sorted(asides)]
    if lines:
        start = clean.stat(_START)
        clean.put([NewFile(_ASIDES, "".join(lines).encode())])
        clean.set_mtime(_ASIDES, start.mtime_ns if start else 0)
    else:
        clean.remove(_ASIDES)
    clean.remove_folder("_tmp")


def _without_empty(aside: Aside) -> dict[str, str | int]:
    return {key: value for key, value in aside._asdict().items() if value or key in REQUIRED_FIELDS}


def read_asides(clean: Store) -> tuple[list[Aside], int]:
    """The asides of the last run, and the time when it began in nanoseconds (0 where unknown)."""
    file_info = clean.stat(_ASIDES)
    if file_info is None:
        return [], 0
    with clean.open(_ASIDES) as file:
        lines = [json.loads(line) for line in file]
    asides = [Aside(**line) for line in lines if set(REQUIRED_FIELDS) <= line.keys() <= set(Aside._fields)]
    return asides, file_info.mtime_ns if clean.keeps_mtime else 0


def written_sources(clean: Store) -> Iterator[str]:
    """The sources of all documents that are files, by their records."""
    for file_info in clean.walk("_record"):
        stem = file_info.path.removeprefix("_record/").removesuffix(".json")
        file, _, line = stem.rpartition("/")
        if not holds_many_documents(file):
            yield stem
        elif not line.startswith("_"):
            yield f"{file}#{line}"


def save_rows(clean: Store, number: int, rows: Sequence[ResultRow]) -> None:
    """Keep the result rows of batch ``number`` until the run ends."""
    clean.put([NewFile(f"_tmp/{_ROWS}{number:08}", pickle.dumps(rows))])


def saved_rows(clean: Store) -> Iterator[ResultRow]:
    """All result rows of this run, batch by batch."""
    for name in sorted(clean.file_names("_tmp")):
        if name.startswith(_ROWS):
            with clean.open(f"_tmp/{name}") as file:
                yield from cast("list[ResultRow]", pickle.load(file))  # noqa: S301 - written by this very run


def move_to_removed(clean: Store, source: str) -> None:
    """Move the document and the record of a source whose raw file was removed below ``_removed``."""
    document, record_path = output_paths(source)
    clean.move(record_path, f"_removed/{record_path}")
    clean.move(document, f"_removed/{document}")


def format_conflict(clean: Store, output_format: str) -> str:
    """Why documents cannot be written to ``clean`` in this format; empty where they can."""
    present = shards.output_format(clean)
    if present in {"", output_format}:
        return ""
    return (
        f"{clean.url} holds documents as {present}. "
        f"Write them there with --to {present}, or name another folder for CLEAN"
    )
