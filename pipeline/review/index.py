"""Index of all edits of a corpus: derived from the records, brought up to date before it is read and during a run.

An unchanged record is not read again. The tables are those of ``index_tables``.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from pipeline.decisions import Decision, site_of
from pipeline.document import Fact
from pipeline.io import output_folder
from pipeline.io.own_files import DUPLICATE_LIST, MARKER
from pipeline.io.stores import open_store
from pipeline.io.stores.protocol import Store
from pipeline.review import decision_marks
from pipeline.review.edit_rows import EditRow, edit_rows
from pipeline.review.index_tables import index_path, open_index
from pipeline.review.records import CleanDocument, clean_documents, written_documents

_COMMIT_AFTER = 500  # documents, so that a reader waits for no more


class _Changes(NamedTuple):
    """How many documents an update found new, changed and removed."""

    new: int = 0
    changed: int = 0
    removed: int = 0


def ready_index(clean: str, decisions: Sequence[Decision] = ()) -> sqlite3.Connection:
    """The index of a folder, up to date. Raises sqlite3.Error where the cache folder cannot be written."""
    connection = open_index(index_path(clean))
    update(connection, clean, decisions)
    return connection


def update(connection: sqlite3.Connection, clean: str, decisions: Sequence[Decision] = ()) -> int:
    """Read the records that changed since the index was written. Returns how many documents were read."""
    known = dict(connection.execute("SELECT source, stamp FROM documents"))
    seen = set[str]()
    changes = _add(connection, clean, _noted(clean_documents(clean, known), seen), known, decisions)
    # a run removes the records of what it cleans again: only after it is what is missing removed
    missing = set[str]() if output_folder.is_running(open_store(clean)) else known.keys() - seen
    with connection:
        for source in missing:
            _forget(connection, source)
        _note_run(connection, clean, changes._replace(removed=len(missing)))
        decision_marks.mark_all(connection, decisions)
    return changes.new + changes.changed


def follow(connection: sqlite3.Connection, clean: str, sources: Iterable[str], decisions: Sequence[Decision]) -> int:
    """Read the records of documents that a run has just written. Returns how many documents were read."""
    names = list(sources)
    marks = ", ".join("?" * len(names))
    known = dict(connection.execute(f"SELECT source, stamp FROM documents WHERE source IN ({marks})", names))  # noqa: S608 - question marks
    changes = _add(connection, clean, written_documents(clean, names, known), known, decisions)
    with connection:
        _note_run(connection, clean, changes)
    return changes.new + changes.changed


def _noted(documents: Iterable[CleanDocument], seen: set[str]) -> Iterator[CleanDocument]:
    for document in documents:
        seen.add(document.source)
        yield document


def _add(
    connection: sqlite3.Connection,
    clean: str,
    documents: Iterable[CleanDocument],
    known: Mapping[str, str],
    decisions: Sequence[Decision],
) -> _Changes:
    """Put the documents that come with steps into the index."""
    run, state_of = _run_number(connection, clean), decision_marks.state_of(decisions)
    new = changed = 0
    try:
        for document in documents:
            if document.steps is None:
                continue
            _forget(connection, document.source)
            _insert(connection, document, run, state_of)
            new, changed = new + (document.source not in known), changed + (document.source in known)
            if (new + changed) % _COMMIT_AFTER == 0:
                connection.commit()
    except BaseException:
        connection.rollback()
        raise
    connection.commit()
    return _Changes(new, changed)


def _forget(connection: sqlite3.Connection, source: str) -> None:
    for table in ("documents", "edits", "undecided"):
        connection.execute(f"DELETE FROM {table} WHERE source = ?", (source,))  # noqa: S608 - a literal


def _insert(
    connection: sqlite3.Connection, document: CleanDocument, run: int, state_of: decision_marks.StateOf
) -> None:
    steps, fields = document.steps or (), document.fields
    site, language = site_of(document.source, fields.get("url", "")), fields.get("language", "")
    values = [fields.get("title", ""), site, language, fields.get("date", ""), fields.get("url", "")]
    row = (document.source, document.stamp, *values, document.words_before, document.words_after, run)
    added = connection.execute(f"INSERT INTO documents VALUES (NULL, {', '.join('?' * len(row))})", row)  # noqa: S608 - question marks
    connection.execute("INSERT INTO documents_text (rowid, text) VALUES (?, ?)", (added.lastrowid, document.extracted))
    rows = edit_rows(document.source, steps, site, language, run)
    columns = ", ".join((*EditRow._fields, "decision"))
    marks = ", ".join("?" * (len(EditRow._fields) + 1))
    connection.executemany(
        f"INSERT INTO edits ({columns}) VALUES ({marks})",  # noqa: S608 - our own names
        ((*edit, state_of(edit._asdict())) for edit in rows),
    )
    undecided = [
        (document.source, finding.rule, finding.value)
        for step in steps
        for finding in step.findings
        if isinstance(finding, Fact) and finding.field == "undecided"
    ]
    connection.executemany("INSERT INTO undecided VALUES (?, ?, ?)", undecided)


def _start_of_run(clean: Store) -> int:
    """When the last run began, in nanoseconds: every run writes the marker of the folder."""
    marker = clean.stat(MARKER)
    return marker.mtime_ns if marker else 0


def _run_number(connection: sqlite3.Connection, clean: str) -> int:
    """The number of the last run, a new one if the index has not seen it."""
    start = _start_of_run(open_store(clean))
    found = connection.execute("SELECT id FROM runs WHERE start_ns = ?", (start,)).fetchone()
    last = connection.execute("SELECT coalesce(max(id), 0) FROM runs").fetchone()[0]
    return int(found[0] if found else last + 1)


def _note_run(connection: sqlite3.Connection, clean: str, changes: _Changes) -> None:
    """Add what an update found to the row of the run; a run that changed nothing has none."""
    if not any(changes):
        return
    number, store = _run_number(connection, clean), open_store(clean)
    documents = connection.execute("SELECT count(*) FROM documents").fetchone()[0]
    edits = connection.execute("SELECT coalesce(sum(edits), 0) FROM cube").fetchone()[0]
    asides, copies = len(output_folder.read_asides(store)[0]), count_copies(store)
    connection.execute(
        "INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET "
        "documents = excluded.documents, new = new + excluded.new, changed = changed + excluded.changed, "
        "removed = removed + excluded.removed, asides = excluded.asides, copies = excluded.copies, "
        "edits = excluded.edits",
        (number, _start_of_run(store), documents, *changes, asides, copies, edits),
    )


def count_copies(clean: Store) -> int:
    """How many documents the last run listed as copies."""
    if clean.stat(DUPLICATE_LIST) is None:
        return 0
    with clean.open(DUPLICATE_LIST) as file:
        return sum(1 for _ in file)
