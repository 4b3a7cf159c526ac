"""Output folder: its state between the start and the end of a run, and the list of documents set aside.

Documents are Markdown files, or rows of shards below ``documents``. Each is written whole or not at all.
"""

import json
import pickle
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, cast

from pipeline.io.asides import REQUIRED_FIELDS, Aside
from pipeline.io.own_files import ASIDES, CATALOGUE, MARKER, PREVIOUS_CATALOGUE, RECORDS, REMOVED, TEMPORARY
from pipeline.io.paths import is_chunk_note, output_paths, source_of_record
from pipeline.io.result_row import ResultRow
from pipeline.io.stores.protocol import NewFile, Store
from pipeline.io.writers import shards
from pipeline.io.writers.stored import DAMAGED, read_text

_START, _ROWS = f"{TEMPORARY}/start", "rows-"
_MARKER_TEXT = (
    b"An output folder of copydesk. Names with one leading underscore are its own, all others are documents.\n"
)


def begin_run(clean: Store) -> None:
    """Make the folder ready for a run: give the run its id, remove what a killed run left unfinished."""
    if clean.stat(_START):
        clean.move(CATALOGUE, PREVIOUS_CATALOGUE)  # of a run that did not end: its rows may be out of date
    clean.remove_folder(TEMPORARY)
    clean.put([NewFile(MARKER, _MARKER_TEXT), NewFile(_START, new_run_id().encode())])


def new_run_id() -> str:
    """The id of a run that starts now: its time in UTC, to the millisecond, such as ``20240227T061500.123Z``."""
    return f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}"[:-3] + "Z"


def run_id(clean: Store) -> str:
    """The id of the run that is under way; empty where there is none."""
    return read_text(clean, _START) if clean.stat(_START) else ""


def end_run(clean: Store, asides: Iterable[Aside]) -> None:
    """Write ``_aside.jsonl``, sorted by id, with the start of the run as its time; no asides, no file."""
    start = clean.stat(_START)
    _write_asides(clean, asides, start.mtime_ns if start else 0)
    clean.remove_folder(TEMPORARY)


def _write_asides(clean: Store, asides: Iterable[Aside], time_ns: int) -> None:
    lines = [json.dumps(_without_empty(aside), ensure_ascii=False) + "\n" for aside in sorted(asides)]
    if lines:
        clean.put([NewFile(ASIDES, "".join(lines).encode())])
        clean.set_mtime(ASIDES, time_ns)
    else:
        clean.remove(ASIDES)


def _without_empty(aside: Aside) -> dict[str, str | int]:
    return {key: value for key, value in aside._asdict().items() if value or key in REQUIRED_FIELDS}


def read_asides(clean: Store) -> tuple[list[Aside], int]:
    """The asides of the last run, and the time when it began in nanoseconds (0 where unknown).

    A damaged line is skipped: its document is tried again.
    """
    file_info = clean.stat(ASIDES)
    if file_info is None:
        return [], 0
    asides = [aside for aside in _stored_asides(clean) if aside]
    return asides, file_info.mtime_ns if clean.keeps_mtime else 0


def forget_asides(clean: Store, names: Collection[str]) -> int:
    """Remove some documents from the list of asides: they are tried again. Returns how many were in the list."""
    asides, time_ns = read_asides(clean)
    kept = [aside for aside in asides if aside.id not in names]
    if len(kept) < len(asides):
        _write_asides(clean, kept, time_ns)
    return len(asides) - len(kept)


def has_damaged_asides(clean: Store) -> bool:
    """Whether a line of the list of asides cannot be read."""
    return None in _stored_asides(clean) if clean.stat(ASIDES) else False


def _stored_asides(clean: Store) -> list[Aside | None]:
    """The asides of the last run, with None for each damaged line."""
    asides = list[Aside | None]()
    with clean.open(ASIDES) as file:
        for line in file:
            try:
                asides.append(_aside_from(json.loads(line)))
            except DAMAGED:
                asides.append(None)
    return asides


def _aside_from(values: Mapping[str, Any]) -> Aside:
    aside = Aside(**values)
    if not all(isinstance(value, int if key == "raw_bytes" else str) for key, value in aside._asdict().items()):
        raise ValueError("not an aside")
    return aside


def written_sources(clean: Store) -> Iterator[str]:
    """The sources of all documents that are files, by their records."""
    for folder, names in clean.walk_names(RECORDS):
        for path in (f"{folder}/{name}" for name in names):
            source = source_of_record(path)
            if source and not is_chunk_note(path):
                yield source


def save_rows(clean: Store, number: int, rows: Sequence[ResultRow]) -> None:
    """Keep the result rows of batch ``number`` until the run ends."""
    clean.put([NewFile(f"{TEMPORARY}/{_ROWS}{number:08}", pickle.dumps(rows))])


def saved_rows(clean: Store) -> Iterator[ResultRow]:
    """All result rows of this run, batch by batch."""
    for name in saved_batches(clean):
        yield from batch_rows(clean, name)


def saved_batches(clean: Store) -> list[str]:
    """The names of the batches of this run whose rows are kept, in order."""
    return sorted(name for name in clean.file_sizes(TEMPORARY) if name.startswith(_ROWS))


def batch_rows(clean: Store, name: str) -> list[ResultRow]:
    """The rows of one batch of this run."""
    with clean.open(f"{TEMPORARY}/{name}") as file:
        return cast("list[ResultRow]", pickle.load(file))  # noqa: S301 - written by this very run


def is_running(clean: Store) -> bool:
    """Whether a run has begun and not ended: it works on the folder, or was killed."""
    return clean.stat(_START) is not None


def move_to_removed(clean: Store, source: str) -> None:
    """Move the document and the record of a source whose raw file was removed below ``_removed``."""
    document, record_path = output_paths(source)
    clean.move(record_path, f"{REMOVED}/{record_path}")
    clean.move(document, f"{REMOVED}/{document}")


def format_conflict(clean: Store, output_format: str) -> str:
    """Why documents cannot be written to ``clean`` in this format; empty where they can."""
    present = shards.output_format(clean)
    if present in {"", output_format}:
        return ""
    return (
        f"{clean.url} holds documents as {present}. "
        f"Write them there with --to {present}, or name another folder for CLEAN"
    )
