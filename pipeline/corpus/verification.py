"""Verification of an output folder: every record is replayed and compared with its document.

1. A record that cannot be read, or whose document cannot be rebuilt from it, is damaged.
2. A document that differs from the one its record gives was edited or damaged; one that is not there is missing.
3. A file that belongs to no record is stray.
4. A shard must have the size in its manifest; each row is compared with its record.
5. The catalogue, and the lists of asides and duplicates, must be readable.

Repair restores documents from their records. What has no readable record is removed or moved to ``_removed``, so that
the next run cleans its raw file again; derived lists are made again by the next run. Nothing is read from RAW.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple

from pipeline.corpus import catalogue, duplicates
from pipeline.io import output_folder
from pipeline.io.own_files import (
    ASIDES,
    CATALOGUE,
    DUPLICATE_LIST,
    DUPLICATES,
    OWN_NAMES,
    RECORDS,
    REMOVED,
)
from pipeline.io.paths import is_chunk_note, output_paths, source_of_record
from pipeline.io.stores.protocol import NewFile, Store
from pipeline.io.writers import shards, stored
from pipeline.io.writers.chunk_notes import read_notes
from pipeline.io.writers.shards import LEFTOVER

MISSING, CHANGED, DAMAGED, STRAY = "missing", "changed", "damaged", "stray"
_DOCUMENTS = "documents"
OnProgress = Callable[[int], None]
"""Called with the number of documents checked so far."""


class Problem(NamedTuple):
    """A file that is not as a run left it: its path, MISSING, CHANGED, DAMAGED or STRAY, and what is wrong."""

    path: str
    kind: str
    reason: str


def verify(clean: Store, *, repair: bool = False, on_progress: OnProgress = lambda _: None) -> Iterator[Problem]:
    """Every problem of an output folder; with ``repair`` each is repaired once it is given. Needs the lock."""
    output_format = shards.output_format(clean)
    if output_format in {"", "md"}:
        problems = _file_problems(clean, on_progress)
    else:
        problems = _shard_problems(clean, output_format, on_progress)
    for problem in [*problems, *_list_problems(clean)]:
        yield problem
        if repair:
            _repair(clean, problem, output_format)


def _file_problems(clean: Store, on_progress: OnProgress) -> Iterator[Problem]:
    """The problems of documents that are files."""
    expected = set[str]()
    checked = 0
    for file_info in clean.walk(RECORDS):
        source = source_of_record(file_info.path)
        if source is None:
            yield Problem(file_info.path, STRAY, "no raw file has a record of this name")
        elif is_chunk_note(file_info.path):
            yield from _note_problems(clean, file_info.path, source)
        else:
            document = output_paths(source)[0]
            expected.add(document)
            yield from _document_problems(clean, source, document, file_info.path)
            checked += 1
            on_progress(checked)
    yield from _stray_files(clean, expected)


def _document_problems(clean: Store, source: str, document: str, record_path: str) -> Iterator[Problem]:
    head = stored.read_head(clean, record_path)
    if head is None or head.provenance.source != source:
        yield Problem(record_path, DAMAGED, "the record cannot be read, or is of another document")
        return
    problem = stored.page_problem(clean, document, record_path)
    if problem == stored.RECORD_DAMAGED:
        yield Problem(record_path, DAMAGED, problem)
    elif problem:
        yield Problem(document, MISSING if problem == stored.DOCUMENT_MISSING else CHANGED, problem)


def _note_problems(clean: Store, path: str, file: str) -> Iterator[Problem]:
    if stored.read_head(clean, path) is None or not read_notes(clean, file):
        yield Problem(path, DAMAGED, "the note that a file of many documents was read cannot be used")


def _stray_files(clean: Store, expected: set[str]) -> Iterator[Problem]:
    for file_info in clean.walk():
        top, _, rest = file_info.path.partition("/")
        if top == DUPLICATES and rest in expected and not clean.stat(rest):
            continue
        if top == DUPLICATES or (top not in OWN_NAMES and file_info.path not in expected):
            yield Problem(file_info.path, STRAY, "no record belongs to it")


def _shard_problems(clean: Store, output_format: str, on_progress: OnProgress) -> Iterator[Problem]:
    """The problems of documents that are rows."""
    expected = set[str]()
    checked = 0
    for name in shards.shard_names(clean):
        path = shards.shard_path(name, output_format)
        expected |= {path, f"{DUPLICATES}/{path}"}
        reason = _shard_problem(clean, name, output_format)
        if reason:
            yield Problem(path, DAMAGED, reason)
        manifest = shards.read_manifest(clean, name)
        checked += len(manifest.documents) if manifest else 0
        on_progress(checked)
    for folder in (_DOCUMENTS, DUPLICATES):
        for file_info in clean.walk(folder):
            if file_info.path not in expected:
                yield Problem(file_info.path, STRAY, "no manifest belongs to it")


def _shard_problem(clean: Store, name: str, output_format: str) -> str:
    manifest = shards.read_manifest(clean, name)
    if manifest is None:
        return "its manifest is damaged"
    if not shards.is_intact(clean, name, manifest, output_format):
        return "its size is not that in its manifest, or its duplicates are missing"
    rows = {row["source"]: row for row in shards.read_rows(clean, name, output_format)}
    if rows.keys() != {document.source for document in manifest.documents}:
        return "its rows are not those of its manifest"
    return next((f"{source}: {reason}" for source, row in rows.items() if (reason := stored.row_problem(row))), "")


def _list_problems(clean: Store) -> Iterator[Problem]:
    """The derived files that cannot be read."""
    if clean.stat(CATALOGUE) and catalogue.read_copies(clean) is None:
        yield Problem(CATALOGUE, DAMAGED, "it cannot be read")
    if duplicates.read(clean) is None:
        yield Problem(DUPLICATE_LIST, DAMAGED, "it cannot be read")
    if output_folder.has_damaged_asides(clean):
        yield Problem(ASIDES, DAMAGED, "it cannot be read")


def _repair(clean: Store, problem: Problem, output_format: str) -> None:
    """Restore a document from its record; else make the next run clean its raw file again."""
    if problem.kind in {MISSING, CHANGED}:
        _restore(clean, problem.path)
    elif problem.kind == STRAY:
        clean.move(problem.path, f"{REMOVED}/{problem.path}")
    elif problem.path.startswith(f"{_DOCUMENTS}/"):
        name = problem.path.removeprefix(f"{_DOCUMENTS}/").removesuffix(f".{output_format}")
        if not name.endswith(LEFTOVER):
            shards.remove_manifest(clean, name)
    else:
        clean.remove(problem.path)


def _restore(clean: Store, document: str) -> None:
    record_path = f"{RECORDS}/{document.removesuffix('.md')}.json"
    page = stored.rebuild_page(stored.read_text(clean, record_path))
    dropped = f"{DUPLICATES}/{document}"
    path = dropped if clean.stat(dropped) and not clean.stat(document) else document
    clean.put([NewFile(path, page.encode())])


def as_text(problems: Iterable[Problem], *, repair: bool) -> Iterator[str]:
    """The problems line by line, and a last line with their number."""
    count = 0
    for problem in problems:
        count += 1
        yield f"{problem.path}: {problem.kind}: {problem.reason}"
    if not count:
        yield "every document agrees with its record"
    elif repair:
        yield f"{count:,} problems repaired; run copydesk again, so that what has no record is cleaned again"
    else:
        yield f"{count:,} problems; --repair restores documents from their records"
