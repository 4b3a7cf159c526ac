"""Questions to the index about edits: facets, edits by doubt, the same edit in many documents."""

import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from pipeline.review.index_tables import FACETS

PAGE_SIZE = 50
_MOST_VALUES = 12  # of a facet that are listed
_COLUMNS = (
    "id, source, number, stage, rule, field, before, after, left, right, confidence, site, language, same, decision"
)
_BY_DOUBT = "ORDER BY confidence, words DESC, id"
MOST_COUNTED = 10_000
"""Edits of a search, and of the same edit, that are counted."""
_MOST_SKIPPED = 20_000  # rows that a page of different edits passes over
_MOST_GROUPED = 20_000  # edits, the most doubtful, that are searched for repeated ones


class Selection(NamedTuple):
    """What the list of edits is narrowed to: a value a facet, a search text, a highest confidence."""

    facets: Mapping[str, str] = {}
    search: str = ""
    below: float | None = None

    def where(self) -> tuple[str, list[Any]]:
        """The condition on ``edits`` and its parameters."""
        parts = [f"edits.{name} = ?" for name in self.facets]
        values: list[Any] = list(self.facets.values())
        if self.below is not None:
            parts.append("confidence < ?")
            values.append(self.below)
        if self.search:
            parts.append("edits.id IN (SELECT rowid FROM edits_text WHERE edits_text MATCH ?)")
            values.append(fts_query(self.search))
        return " AND ".join(parts) or "1", values


def fts_query(search: str) -> str:
    """A search text as a query of FTS5: all its words, each literal.

    >>> fts_query('Kiev "said')
    '"Kiev" "said"'
    """
    words = [word.replace('"', "") for word in search.split()]
    return " ".join(f'"{word}"' for word in words if word) or '""'


def edits(
    index: sqlite3.Connection, selection: Selection, *, page: int = 0, size: int = PAGE_SIZE
) -> list[sqlite3.Row]:
    """The edits of a selection, the most doubtful first; of equal confidence, those that replace most words."""
    where, values = selection.where()
    query = f"SELECT {_COLUMNS} FROM edits WHERE {where} {_BY_DOUBT} LIMIT ? OFFSET ?"  # noqa: S608 - our own
    return index.execute(query, [*values, size, page * size]).fetchall()


class Place(NamedTuple):
    """The place of an edit in the order of doubt. A page that begins behind one is the same when edits were decided."""

    confidence: float
    words: int
    id: int


class EditPage(NamedTuple):
    """A page of different edits: each with how often the corpus has it, and behind which the next page begins."""

    rows: list[sqlite3.Row]
    times: Mapping[str, int]
    last: Place | None


def different_edits(
    index: sqlite3.Connection, selection: Selection, *, behind: Place | None = None, most: int = PAGE_SIZE
) -> EditPage:
    """The edits of a selection, or those behind a place, by doubt, each once however many documents have it."""
    where, values = selection.where()
    if behind:
        where += " AND confidence >= ? AND (confidence > ? OR words < ? OR (words = ? AND id > ?))"
        values += [behind.confidence, behind.confidence, behind.words, behind.words, behind.id]
    query = f"SELECT {_COLUMNS}, words FROM edits WHERE {where} {_BY_DOUBT} LIMIT ?"  # noqa: S608 - our own
    found: dict[str, sqlite3.Row] = {}
    last, passed = None, 0
    for row in index.execute(query, [*values, _MOST_SKIPPED]):
        if row["same"] not in found and len(found) == most:
            return EditPage(list(found.values()), times(index, found), last)
        found.setdefault(row["same"], row)
        last, passed = Place(row["confidence"], row["words"], row["id"]), passed + 1
    return EditPage(list(found.values()), times(index, found), last if passed == _MOST_SKIPPED else None)


def times(index: sqlite3.Connection, keys: Iterable[str]) -> dict[str, int]:
    """How often the corpus has each of some edits, counted up to ten thousand."""
    query = "SELECT count(*) FROM (SELECT 1 FROM edits WHERE same = ? LIMIT ?)"
    return {key: int(index.execute(query, (key, MOST_COUNTED)).fetchone()[0]) for key in keys}


def count(index: sqlite3.Connection, selection: Selection) -> int:
    """How many edits a selection has; where edits must be looked at, counted up to ten thousand."""
    if selection.search or selection.below is not None:
        where, values = selection.where()
        query = f"SELECT count(*) FROM (SELECT 1 FROM edits WHERE {where} LIMIT ?)"  # noqa: S608 - our own names
        return int(index.execute(query, [*values, MOST_COUNTED]).fetchone()[0])
    where, values = _cube_condition(selection.facets)
    query = f"SELECT coalesce(sum(edits), 0) FROM cube WHERE {where}"  # noqa: S608 - our own names
    return int(index.execute(query, values).fetchone()[0])


def facet(index: sqlite3.Connection, name: str, selection: Selection) -> list[tuple[str, int]]:
    """The values of a facet under the other facets of a selection, the most frequent first."""
    if name not in FACETS:
        raise ValueError(f"{name!r} is not a facet")
    others = {key: value for key, value in selection.facets.items() if key != name}
    where, values = _cube_condition(others)
    query = f"SELECT {name}, sum(edits) AS n FROM cube WHERE {where} GROUP BY {name} ORDER BY n DESC, {name} LIMIT ?"  # noqa: S608 - our own names
    return [(str(row[0]), row[1]) for row in index.execute(query, [*values, _MOST_VALUES])]


def _cube_condition(facets: Mapping[str, str]) -> tuple[str, list[str]]:
    return " AND ".join(f"{name} = ?" for name in facets) or "1", list(facets.values())


def edit(index: sqlite3.Connection, key: int) -> sqlite3.Row | None:
    """One edit by its key."""
    found: sqlite3.Row | None = index.execute(f"SELECT {_COLUMNS} FROM edits WHERE id = ?", (key,)).fetchone()  # noqa: S608 - our own names
    return found


def same_edits(index: sqlite3.Connection, same: str, *, most: int = 200) -> list[sqlite3.Row]:
    """The same edit in every document that has it."""
    query = f"SELECT {_COLUMNS} FROM edits WHERE same = ? ORDER BY source, number LIMIT ?"  # noqa: S608 - our own names
    return index.execute(query, (same, most)).fetchall()


def repeated(index: sqlite3.Connection, *, most: int = 50) -> list[sqlite3.Row]:
    """The edits that occur most often among the most doubtful ones, each once with its number in the corpus."""
    query = f"""
        SELECT same, rule, before, after, confidence, (SELECT count(*) FROM edits WHERE edits.same = found.same) AS n
        FROM (SELECT * FROM edits {_BY_DOUBT} LIMIT {_MOST_GROUPED}) AS found
        WHERE words GROUP BY same HAVING count(*) > 1 ORDER BY count(*) DESC, rule LIMIT ?"""  # noqa: S608 - our own names
    return index.execute(query, (most,)).fetchall()


def document(index: sqlite3.Connection, source: str) -> sqlite3.Row | None:
    """What the index holds of one document."""
    found: sqlite3.Row | None = index.execute("SELECT * FROM documents WHERE source = ?", (source,)).fetchone()
    return found


def edits_of_document(index: sqlite3.Connection, source: str, *, most: int) -> list[sqlite3.Row]:
    """The first edits of a document, in the order they were made."""
    query = f"SELECT {_COLUMNS} FROM edits WHERE source = ? ORDER BY number LIMIT ?"  # noqa: S608 - our own names
    return index.execute(query, (source, most)).fetchall()


def undecided(index: sqlite3.Connection, *, most: int = 100) -> list[sqlite3.Row]:
    """Names that were left because nothing around them decides, the most frequent first."""
    query = """
        SELECT found.*, documents.site FROM (
            SELECT rule, value, count(*) AS n, count(DISTINCT source) AS documents, min(source) AS source
            FROM undecided GROUP BY rule, value ORDER BY n DESC, rule LIMIT ?
        ) AS found LEFT JOIN documents USING (source) ORDER BY n DESC, rule"""
    return index.execute(query, (most,)).fetchall()
