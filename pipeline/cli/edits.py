"""The commands on the edits of a clean folder: ``edits`` and ``undo``."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import project, terminal
from pipeline.cli.options import AsJson, Clean, exit_with_usage_error

if TYPE_CHECKING:
    from pipeline.document import Document

_Rule = Annotated[
    str | None, typer.Option("--rule", help="Only edits of this rule: typos/recieve.", show_default=False)
]
_Stage = Annotated[str | None, typer.Option(help="Only edits of this stage.", show_default=False)]
_Site = Annotated[str | None, typer.Option(help="Only documents of this host or folder.", show_default=False)]
_Search = Annotated[str | None, typer.Option(help="Only edits with these words in or around them.", show_default=False)]
_Below = Annotated[
    float | None, typer.Option(help="Only edits of a lower confidence, 0 to 1.", show_default=False, min=0, max=1)
]
_Limit = Annotated[int, typer.Option(help="Most edits that are shown.", min=1)]
_Name = Annotated[
    str | None,
    typer.Argument(metavar="[DOCUMENT]", help="Clean document, or its raw file as in `id:`.", show_default=False),
]
_InClean = Annotated[str | None, typer.Option("--clean", help="Folder of clean documents.", show_default="clean")]
_Rules = Annotated[
    list[str] | None, typer.Option("--rule", help="Undo only this rule; repeatable.", show_default=False)
]


def edits(  # noqa: PLR0913 - one for each option
    clean: Clean = None,
    *,
    rule: _Rule = None,
    stage: _Stage = None,
    site: _Site = None,
    search: _Search = None,
    below: _Below = None,
    limit: _Limit = 50,
    as_json: AsJson = False,
) -> None:
    """List edits across all documents of CLEAN with their context, the least certain first."""
    from pipeline.review import queries

    facets = {key: value for key, value in (("rule", rule), ("stage", stage), ("site", site)) if value}
    selection = queries.Selection(facets, search or "", below)
    with closing(_index(clean or project.find().clean)) as index:
        rows = queries.edits(index, selection, size=limit)
        total = queries.count(index, selection)
    for row in rows:
        terminal.echo(_as_json(row) if as_json else _as_line(row))
    if len(rows) < total:
        typer.echo(f"copydesk: {len(rows):,} of {total:,} edits are shown; --limit shows more.", err=True)


_KEYS = ("source", "stage", "rule", "field", "before", "after", "left", "right", "confidence", "site", "language")


def _as_json(row: sqlite3.Row) -> str:
    return json.dumps({key: row[key] for key in _KEYS}, ensure_ascii=False)


def _as_line(row: sqlite3.Row) -> str:
    """The edit as `explain` shows it, with document, rule and confidence before it."""
    left, right = row["left"].rpartition("\n")[2], row["right"].partition("\n")[0]
    removed = f"[-{row['before']}-]" if row["before"] else ""
    inserted = f"{{+{row['after']}+}}" if row["after"] else ""
    confidence = f" {row['confidence']:.2f}" if row["confidence"] < 1 else ""
    return terminal.printable_line(f"{row['source']}  {row['rule']}{confidence}  {left}{removed}{inserted}{right}")


def _index(clean: str) -> sqlite3.Connection:
    from pipeline.review.index import ready_index

    check_clean(clean)
    try:
        return ready_index(clean)
    except sqlite3.Error as why:
        exit_with_usage_error(f"the index of {clean} cannot be written: {why}. Check the user's cache folder.")


def check_clean(clean: str) -> None:
    """Exit with a remedy where a folder has no clean documents."""
    from pipeline.io.stores import open_store
    from pipeline.io.writers import shards

    if not shards.output_format(open_store(clean)):
        exit_with_usage_error(f"{clean} has no clean documents. Clean a folder first: copydesk run RAW CLEAN.")


def undo(name: _Name = None, *, rule: _Rules = None, clean: _InClean = None) -> None:
    """Print a document without its edits, or only without those of a rule.

    Without DOCUMENT: every document that has edits of the rule, as JSON lines.
    """
    from pipeline.cleaner import CleanedDocument

    clean = clean or project.find().clean
    rules = tuple(rule or ())
    if name:
        terminal.write(CleanedDocument(_stored(clean, name), "").undo(*rules).rstrip("\n") + "\n")
        return
    if not rules:
        exit_with_usage_error(
            "name a document or a rule: copydesk undo DOCUMENT, or copydesk undo --rule typos/recieve."
        )
    for doc in _documents_with(clean, rules):
        line = {"id": doc.source, "text": CleanedDocument(doc, "").undo(*rules)}
        terminal.write(json.dumps(line, ensure_ascii=False) + "\n")


def _stored(clean: str, name: str) -> "Document":
    """A document of CLEAN by the path of its file, or by its source."""
    from pipeline.document import Document, replay
    from pipeline.io.own_files import RECORDS
    from pipeline.io.paths import source_of_record
    from pipeline.review.records import clean_document

    names = [name]
    relative = name.removeprefix(f"{clean.rstrip('/')}/")
    if relative.endswith(".md"):
        names.insert(0, source_of_record(f"{RECORDS}/{relative.removesuffix('.md')}.json") or name)
    found = next(filter(None, (clean_document(clean, source) for source in names)), None)
    if found and found.steps is not None:
        return replay(Document(found.source, b""), found.steps)
    return exit_with_usage_error(
        f"{clean} has no document {name} with its record. Name a file of {clean}, or a raw file as in its `id:`."
    )


def _documents_with(clean: str, rules: Iterable[str]) -> Iterator["Document"]:
    with closing(_index(clean)) as index:
        marks = ", ".join("?" for _ in rules)
        query = f"SELECT DISTINCT source FROM edits WHERE rule IN ({marks}) ORDER BY source"  # noqa: S608 - marks only
        sources = [row["source"] for row in index.execute(query, [*rules])]
    for source in sources:
        yield _stored(clean, source)
