"""Tables of the index of edits (SQLite), and its file in the user's cache folder.

``edits`` has a row an edit with its context, ``edits_text`` its words (FTS5), ``cube`` the number of edits for every
combination of facets, so that a facet is answered without reading edits. ``documents_text`` tells which documents have
a word; what it says of ids that are no more is of no effect. Triggers keep both as ``edits`` is, so that a
change costs what it touches.
"""

import hashlib
import sqlite3
from contextlib import suppress
from pathlib import Path

import platformdirs

FACETS = ("stage", "rule", "site", "language", "run", "decision")
_SCHEMA_VERSION = 6
_INDEXED = ("stage", "rule", "site", "language", "run")
_ORDER = "confidence, words DESC, id"
_WORDS = "left, before, after, right"


def _of(row: str, names: str | tuple[str, ...]) -> str:
    return ", ".join(f"{row}.{name.strip()}" for name in (names.split(",") if isinstance(names, str) else names))


_COUNT = (
    f"INSERT INTO cube VALUES ({{}}, {{}}) ON CONFLICT ({', '.join(FACETS)}) "  # noqa: S608 - our own names
    "DO UPDATE SET edits = edits + excluded.edits"
)
_PLUS, _MINUS = _COUNT.format(_of("new", FACETS), 1), _COUNT.format(_of("old", FACETS), -1)
_TABLES = f"""
CREATE TABLE documents (id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT UNIQUE, stamp TEXT, title TEXT, site TEXT,
    language TEXT, date TEXT, url TEXT, words_before INTEGER, words_after INTEGER, run INTEGER);
CREATE TABLE edits (id INTEGER PRIMARY KEY AUTOINCREMENT, source TEXT, number INTEGER, stage TEXT, rule TEXT,
    field TEXT, before TEXT, after TEXT, left TEXT, right TEXT, confidence REAL, words INTEGER, site TEXT,
    language TEXT, run INTEGER, same TEXT, decision TEXT DEFAULT '');
CREATE TABLE undecided (source TEXT, rule TEXT, value TEXT);
CREATE TABLE cube (stage TEXT, rule TEXT, site TEXT, language TEXT, run INTEGER, decision TEXT, edits INTEGER,
    PRIMARY KEY ({", ".join(FACETS)})) WITHOUT ROWID;
CREATE TABLE runs (id INTEGER PRIMARY KEY, start_ns INTEGER UNIQUE, documents INTEGER, new INTEGER, changed INTEGER,
    removed INTEGER, asides INTEGER, copies INTEGER, edits INTEGER);
CREATE VIRTUAL TABLE edits_text USING fts5({_WORDS}, content='edits', content_rowid='id');
CREATE VIRTUAL TABLE documents_text USING fts5(text, content='', detail=none);
CREATE INDEX documents_site ON documents (site, run, words_before, words_after);
CREATE TRIGGER edit_added AFTER INSERT ON edits BEGIN
    INSERT INTO edits_text (rowid, {_WORDS}) VALUES (new.id, {_of("new", _WORDS)}); {_PLUS}; END;
CREATE TRIGGER edit_removed AFTER DELETE ON edits BEGIN
    INSERT INTO edits_text (edits_text, rowid, {_WORDS}) VALUES ('delete', old.id, {_of("old", _WORDS)}); {_MINUS}; END;
CREATE TRIGGER edit_decided AFTER UPDATE OF decision ON edits BEGIN {_MINUS}; {_PLUS}; END;
CREATE INDEX edits_source ON edits (source, number);
CREATE INDEX edits_same ON edits (same);
CREATE INDEX edits_decided ON edits (decision, {_ORDER}) WHERE decision != '';
CREATE INDEX edits_doubt ON edits ({_ORDER});
{"".join(f"CREATE INDEX edits_{name} ON edits ({name}, {_ORDER});" for name in _INDEXED)}
CREATE INDEX undecided_source ON undecided (source);
PRAGMA user_version = {_SCHEMA_VERSION};
"""  # noqa: S608 - our own names


def index_path(clean: str) -> Path:
    """Where the index of a folder is kept: in the user's cache folder, under a digest of the folder's path or URL."""
    name = clean if "://" in clean else str(Path(clean).resolve())
    folder = Path(platformdirs.user_cache_dir("copydesk")) / "review"
    return folder / f"{hashlib.sha256(name.encode()).hexdigest()[:16]}.sqlite"


def open_index(path: Path) -> sqlite3.Connection:
    """The index, made anew where it is missing, damaged or of another version."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with suppress(sqlite3.DatabaseError):
        connection = _connect(path)
        if connection.execute("PRAGMA user_version").fetchone()[0] == _SCHEMA_VERSION:
            return connection
        connection.close()
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    connection = _connect(path)
    connection.executescript(_TABLES)
    return connection


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, check_same_thread=False, timeout=30)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = OFF")
    return connection
