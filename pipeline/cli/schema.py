"""The command ``copydesk schema``."""

import json
from pathlib import Path
from typing import Annotated

import typer

from pipeline.cli import project, terminal

_Folder = Annotated[
    Path | None,
    typer.Argument(metavar="DIR", help="Folder that the schemas are written to.", show_default="configs/.schema"),
]


def schema(folder: _Folder = None) -> None:
    """Write the JSON Schema of every config file, for editors that check and complete YAML."""
    from pipeline.rules import json_schema

    folder = folder or Path(project.find().configs or "configs") / json_schema.FOLDER
    for path in write(folder):
        terminal.echo(terminal.printable_line(str(path)))


def write(folder: Path) -> list[Path]:
    """Write all schemas to a folder; return their paths."""
    from pipeline.rules import json_schema

    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for name, data in json_schema.all_schemas():
        (folder / name).write_text(json.dumps(data, indent=1, ensure_ascii=False) + "\n", "utf-8")
        paths.append(folder / name)
    return paths
