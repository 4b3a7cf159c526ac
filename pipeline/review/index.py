"""Index of all edits of a corpus, in SQLite: derived from the records, brought up to date before it is read.

``edits`` has a row an edit with its context; ``edits_text`` is its full-text index (FTS5); ``cube`` counts edits by
every combination of facets, so that a facet is answered without reading edits. An unchanged record is not read again.
"""

import hashlib
import sqlite3
import time
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

import platformdirs

from pipeline.decisions import Decision, site_of
from pipeline.document import Fact
from pipeline.review.decision_marks import mark_decisions
from pipeline.review.edit_rows import EditRow, edit_rows
from pipeline.review.records import CleanDocument, clean_documents

SCHEMA_VERSION = 1
_TABLES = f"""
CREATE TABLE documents (source TEXT PRIMARY KEY, stamp TEXT, title TEXT, site TEXT, language TEXT, date TEXT, url TEXT,
    words_before INTEGER, words_after INTEGER, run INTEGER);
CREATE TABLE edits (id INTEGER PRIMARY KEY, source TEXT, number INTEGER, stage TEXT, rule TEXT, field TEXT, before TEXT,
    after TEXT, left TEXT, right TEXT, confidence REAL, site TEXT, language TEXT, run INTEGER, same TEXT,
    decision TEXT DEFAULT '');
CREATE TABLE undecided (source TEXT, rule TEXT, value TEXT);
CREATE TABLE cube (stage TEXT, rule TEXT, site TEXT, language TEXT, run INTEGER, decision TEXT, edits INTEGER);
CREATE TABLE runs (id INTEGER PRIMARY KEY, at REAL, documents INTEGER, changed INTEGER, edits INTEGER);
CREATE VIRTUAL TABLE edits_text USING fts5(left, before, after, right, content='edits', content_rowid='id');
CREATE INDEX edits_source ON edits (source, number);
CREATE INDEX edits_doubt ON edits (confidence, id);
CREATE INDEX edits_rule ON edits (rule, confidence, id);
CREATE INDEX edits_site ON edits (site, confidence, id);
CREATE INDEX edits_same ON edits (same);
PRAGMA user_version = {SCHEMA_VERSION};
"""


def index_path(clean: str) -> Path:
    """Where the index of a folder is kept: in the user's cache folder, under a digest of the folder's path or URL."""
    name = clean if "://" in clean else str(Path(clean).resolve())
    folder = Path(platformdirs.user_cache_dir("copydesk")) / "review"
    return folder / f"{hashlib.sha256(name.encode()).hexdigest()[:16]}.sqlite"


def open_index(path: Path) -> sqlite3.Connection:
    """The index, made anew where it is missing, damaged or of another version."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        connection = _connect(path)
        if connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION:
            return connection
        connection.close()
    except sqlite3.DatabaseError:
        pass
    path.unlink(missing_ok=True)
    connection = _connect(path)
    connection.executescript(_TABLES)
    return connection


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = OFF")
    return connection


def update(connection: sqlite3.Connection, clean: str, decisions: Iterable[Decision] = ()) -> int:
    """Read the records that changed since the index was written. Returns how many documents were read."""
    known = dict(connection.execute("SELECT source, stamp FROM documents"))
    run = connection.execute("SELECT coalesce(max(id), 0) + 1 FROM runs").fetchone()[0]
    seen, changed = set[str](), 0
    with connection:
        for document in clean_documents(clean, known):
            seen.add(document.source)
            if document.steps is not None:
                changed += 1
                _forget(connection, document.source)
                _insert(connection, document, run)
        missing = known.keys() - seen
        for source in missing:
            _forget(connection, source)
        if changed or missing:
            connection.execute("INSERT INTO edits_text(edits_text) VALUES ('rebuild')")
            _note_run(connection, run, changed)
        mark_decisions(connection, decisions)
    return changed


def _forget(connection: sqlite3.Connection, source: str) -> None:
    for table in ("documents", "edits", "undecided"):
        connection.execute(f"DELETE FROM {table} WHERE source = ?", (source,))  # noqa: S608 - a literal


def _insert(connection: sqlite3.Connection, document: CleanDocument, run: int) -> None:
    steps = document.steps or ()
    fields = document.fields
    site, language = site_of(document.source, fields.get("url", "")), fields.get("language", "")
    rows = list(edit_rows(document.source, steps, site, language, run))
    connection.execute(
        "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(document.source, document.stamp, fields.get("title", ""), site, language, fields.get("date", "")),
            *(fields.get("url", ""), document.words_before, document.words_after, run),
        ),
    )
    columns = ", ".join(EditRow._fields)
    marks = ", ".join("?" * len(EditRow._fields))
    connection.executemany(f"INSERT INTO edits ({columns}) VALUES ({marks})", rows)  # noqa: S608 - our own names
    undecided = [
        (document.source, finding.rule, finding.value)
        for step in steps
        for finding in step.findings
        if isinstance(finding, Fact) and finding.field == "undecided"
    ]
    connection.executemany("INSERT INTO undecided VALUES (?, ?, ?)", undecided)


def _note_run(connection: sqlite3.Connection, run: int, changed: int) -> None:
    documents, edits = (
        connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - a literal
        for table in ("documents", "edits")
    )
    connection.execute("INSERT INTO runs VALUES (?, ?, ?, ?, ?)", (run, time.time(), documents, changed, edits))


def ready_index(clean: str, decisions: Iterable[Decision] = ()) -> sqlite3.Connection:
    """The index of a folder, up to date. Raises sqlite3.Error where the cache folder cannot be written."""
    connection = open_index(index_path(clean))
    update(connection, clean, decisions)
    return connection


def count_documents(path: Path) -> int:
    """How many documents an index holds."""
    with closing(open_index(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM documents").fetchone()[0])
