"""Index of all edits of a corpus, in SQLite: derived from the records, brought up to date before it is read.

``edits`` has a row an edit with its context; ``edits_text`` is its full-text index (FTS5); ``cube`` counts edits by
every combination of facets, so that a facet is answered without reading edits. An unchanged record is not read again.
"""

import hashlib
import sqlite3
import time
from collections.abc import Iterable, Iterator
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

import platformdirs

from pipeline.decisions import Decision, rule_id, site_of
from pipeline.document import Document, Edit, Fact, Step, edits_of, replay
from pipeline.review.records import CleanDocument, clean_documents

SCHEMA_VERSION = 1
FACETS = ("stage", "rule", "site", "language", "run", "decision")
_CONTEXT = 80  # characters of the sentence shown on either side
_SURE = 1.0  # confidence of a rule that states none
_LONGEST = 2000  # characters of an edit that are indexed
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


class Row(NamedTuple):
    """An edit as the index holds it, without its key."""

    source: str
    number: int
    stage: str
    rule: str
    field: str
    before: str
    after: str
    left: str
    right: str
    confidence: float
    site: str
    language: str
    run: int
    same: str


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
    rows = list(_rows(document.source, steps, site, language, run))
    connection.execute(
        "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(document.source, document.stamp, fields.get("title", ""), site, language, fields.get("date", "")),
            *(fields.get("url", ""), document.words_before, document.words_after, run),
        ),
    )
    columns = ", ".join(Row._fields)
    marks = ", ".join("?" * len(Row._fields))
    connection.executemany(f"INSERT INTO edits ({columns}) VALUES ({marks})", rows)  # noqa: S608 - our own names
    undecided = [
        (document.source, finding.rule, finding.value)
        for step in steps
        for finding in step.findings
        if isinstance(finding, Fact) and finding.field == "undecided"
    ]
    connection.executemany("INSERT INTO undecided VALUES (?, ?, ?)", undecided)


def _rows(source: str, steps: Iterable[Step], site: str, language: str, run: int) -> Iterator[Row]:
    """A row an edit; the context is that of the text as the stage received it."""
    document = Document(source, b"")
    number = 0
    for step in steps:
        for field in ("text", "title"):
            text = document.fields.get(field, "")
            for edit in sorted(edits_of(step.findings, field), key=lambda edit: edit.span[:2]):
                yield _row(edit, text, at=(source, number, step.stage), where=(site, language, run))
                number += 1
        document = replay(document, [step])


def _row(edit: Edit, text: str, *, at: tuple[str, int, str], where: tuple[str, str, int]) -> Row:
    """``at`` is source, number and stage; ``where`` is site, language and run."""
    start, end, field = edit.span
    before, after = edit.before[:_LONGEST], edit.after[:_LONGEST]
    left, right = text[max(0, start - _CONTEXT) : start], text[end : end + _CONTEXT]
    same = same_edit(edit.rule, before, after)
    rule, confidence = rule_id(edit.rule), confidence_of(edit.rule)
    return Row(*at, rule, field, before, after, left, right, confidence, *where, same)


def same_edit(rule: str, before: str, after: str) -> str:
    """A key that the same edit has in every document."""
    text = "\0".join((rule_id(rule), before.strip(), after.strip()))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def confidence_of(rule: str) -> float:
    """The confidence that a rule states behind its colon, 0 to 1; that of a rule without one is 1."""
    try:
        return min(1.0, float(rule.rpartition(":")[2])) if ":" in rule else _SURE
    except ValueError:
        return _SURE


def _note_run(connection: sqlite3.Connection, run: int, changed: int) -> None:
    documents, edits = (
        connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]  # noqa: S608 - a literal
        for table in ("documents", "edits")
    )
    connection.execute("INSERT INTO runs VALUES (?, ?, ?, ?, ?)", (run, time.time(), documents, changed, edits))


def mark_decisions(connection: sqlite3.Connection, decisions: Iterable[Decision]) -> None:
    """Write into the index which edits are decided, and count the facets anew."""
    connection.execute("UPDATE edits SET decision = '' WHERE decision != ''")
    for decision in decisions:
        if decision.action in ("accept", "refuse"):
            _mark(connection, decision)
    connection.execute("DELETE FROM cube")
    names = ", ".join(FACETS)
    connection.execute(f"INSERT INTO cube SELECT {names}, count(*) FROM edits GROUP BY {names}")  # noqa: S608 - our own


def _mark(connection: sqlite3.Connection, decision: Decision) -> None:
    state = {"accept": "accepted", "refuse": "refused"}[decision.action]
    found = connection.execute(
        "SELECT id, source, site, left, right FROM edits WHERE same = ?",
        (same_edit(decision.rule, decision.before, decision.after),),
    ).fetchall()
    matched = [
        (state, row["id"])
        for row in found
        if decision.holds_for_source(row["source"], row["site"])
        and (not decision.left or row["left"].endswith(decision.left))
        and (not decision.right or row["right"].startswith(decision.right))
    ]
    connection.executemany("UPDATE edits SET decision = ? WHERE id = ?", matched)


def ready_index(clean: str, decisions: Iterable[Decision] = ()) -> sqlite3.Connection:
    """The index of a folder, up to date. Raises sqlite3.Error where the cache folder cannot be written."""
    connection = open_index(index_path(clean))
    update(connection, clean, decisions)
    return connection


def count_documents(path: Path) -> int:
    """How many documents an index holds."""
    with closing(open_index(path)) as connection:
        return int(connection.execute("SELECT count(*) FROM documents").fetchone()[0])
