"""The command ``copydesk init``."""

from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import terminal
from pipeline.cli.options import exit_with_usage_error

_Folder = Annotated[Path, typer.Argument(metavar="DIR", help="Folder of the new project.", show_default=False)]


def init(folder: _Folder) -> None:
    """Make a project: raw/ for the pages, configs/ with every setting to edit, copydesk.yaml."""
    from pipeline.cli import new_project
    from pipeline.rules import json_schema

    try:
        paths = list(new_project.make(folder))
    except OSError as why:
        exit_with_usage_error(f"{folder}: {why.strerror or why}. Name a folder that you may write to.")
    for path in paths:
        if path.parent.name != json_schema.FOLDER:
            terminal.echo(terminal.printable_line(str(path)))
    terminal.echo(new_project.next_steps(folder), err=True)
