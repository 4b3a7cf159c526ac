"""The command ``copydesk stats``."""

import json
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import project, terminal
from pipeline.cli.options import AsJson, Clean, exit_with_usage_error

if TYPE_CHECKING:
    from rich.table import Table as RichTable

    from pipeline.corpus.statistics import Cell, Table

_Csv = Annotated[Path | None, typer.Option(help="Write the catalogue to this CSV file.", show_default=False)]


def stats(clean: Clean = None, *, csv: _Csv = None, as_json: AsJson = False) -> None:
    """Show tables of CLEAN: by site, month and rule, and what was set aside."""
    from rich.console import Console

    from pipeline.corpus import catalogue, statistics
    from pipeline.io.own_files import PREVIOUS_CATALOGUE
    from pipeline.io.stores import open_store

    clean = clean or project.find().clean
    rows = catalogue.read(open_store(clean))
    if not rows:
        exit_with_usage_error(f"{clean} has no catalogue. Clean a folder first: copydesk run RAW CLEAN.")
    if csv:
        csv.write_text(catalogue.as_csv(rows), "utf-8")
        return
    before = catalogue.read(open_store(clean), PREVIOUS_CATALOGUE)
    tables = list(statistics.tables(rows, before))
    if as_json:
        typer.echo(json.dumps({table.title: table.as_dicts() for table in tables}, ensure_ascii=False))
        return
    console = Console(highlight=False)
    for table in tables:
        if table.rows:
            console.print(_rich_table(table))


def _rich_table(table: "Table") -> "RichTable":
    from rich.table import Table as RichTable
    from rich.text import Text

    shown = RichTable(*table.columns, title=table.title, title_justify="left")
    for row in table.rows:
        shown.add_row(*[Text(terminal.printable_line(_shown(cell))) for cell in row])
    return shown


def _shown(cell: "Cell") -> str:
    if cell is None:
        return "-"
    if isinstance(cell, str):
        return cell
    return f"{cell:.1%}" if isinstance(cell, float) else f"{cell:,}"
