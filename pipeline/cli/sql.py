"""The command ``copydesk sql``: DuckDB, an extra, over the catalogue and the shards of a clean folder."""

import csv
import json
import sys
from pathlib import Path
from typing import Annotated, Any

import typer

from pipeline.cli import project, terminal
from pipeline.cli.options import AsJson, exit_with_usage_error

_Query = Annotated[
    str, typer.Argument(metavar="QUERY", help="SQL over the tables `catalogue` and `documents`.", show_default=False)
]
_InClean = Annotated[str | None, typer.Option("--clean", help="Folder of clean documents.", show_default="clean")]
_AsCsv = Annotated[bool, typer.Option("--csv", help="Print CSV with a header.")]


def sql(query: _Query, *, clean: _InClean = None, as_json: AsJson = False, as_csv: _AsCsv = False) -> None:
    """Query CLEAN with SQL: its `catalogue`, and its `documents` where they are shards. Needs the extra `sql`."""
    try:
        import duckdb
    except ModuleNotFoundError:
        exit_with_usage_error("sql needs a library that is not installed: pip install 'copydesk[sql]'.")

    connection = duckdb.connect()
    _create_views(connection, clean or project.find().clean)
    try:
        found = connection.sql(query)
        if found is None:  # a statement without a result
            return
        if not (as_json or as_csv):
            terminal.echo(str(found))
            return
        names, rows = found.columns, found.fetchall()
    except duckdb.Error as why:
        exit_with_usage_error(str(why).strip())
    if as_csv:
        csv.writer(sys.stdout, lineterminator="\n").writerows([names, *rows])
        return
    for row in rows:
        line = dict(zip(names, row, strict=True))
        terminal.write(json.dumps(line, ensure_ascii=False, default=str) + "\n")


def _create_views(connection: Any, clean: str) -> None:
    from pipeline.io.own_files import CATALOGUE
    from pipeline.io.stores import open_store
    from pipeline.io.writers import shards

    folder, store = Path(clean), open_store(clean)
    if not store.stat(CATALOGUE):
        exit_with_usage_error(f"{clean} has no catalogue. Clean a folder first: copydesk run RAW CLEAN.")
    if "://" in clean:
        exit_with_usage_error("sql reads folders of this machine only. Copy the catalogue, or query it with DuckDB.")
    connection.read_parquet(str(folder / CATALOGUE)).create_view("catalogue")
    files = sorted(str(path) for path in (folder / shards.DOCUMENTS).glob("*.*"))
    if files and shards.output_format(store) == "parquet":
        connection.read_parquet(files, union_by_name=True).create_view("documents")
    elif files and shards.output_format(store) == "jsonl":
        connection.read_json(files, union_by_name=True, format="newline_delimited").create_view("documents")
