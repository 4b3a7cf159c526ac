"""Options and exit codes that several commands share."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from pipeline.cli import terminal

FAILED, USAGE, LOCKED, BUG, INTERRUPTED = 1, 2, 3, 4, 130
"""Exit codes."""


class Form(StrEnum):
    """How clean documents are written."""

    md = "md"
    jsonl = "jsonl"
    parquet = "parquet"


class PrintForm(StrEnum):
    """How clean documents are printed."""

    md = "md"
    jsonl = "jsonl"


class Engine(StrEnum):
    """Where batches are cleaned."""

    local = "local"
    dask = "dask"
    ray = "ray"


Raw = Annotated[
    str | None, typer.Argument(metavar="RAW", help="Folder or URL of scraped pages; never changed.", show_default="raw")
]
Clean = Annotated[
    str | None, typer.Argument(metavar="CLEAN", help="Folder or URL of clean documents.", show_default="clean")
]
RulesFolder = Annotated[
    str | None, typer.Option("--configs", help="Folder or URL of rules over the default ones.", show_default=False)
]
Configs = Annotated[Path | None, typer.Option(help="Folder of rules over the default ones.", show_default=False)]
To = Annotated[Form, typer.Option(help="One Markdown file a document, or shards of JSONL or Parquet.")]
PrintAs = Annotated[PrintForm, typer.Option("--to", help="One Markdown document, or one line of JSON a document.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]
Workers = Annotated[int, typer.Option(min=1, help="Number of processes that clean at the same time.")]
ClusterEngine = Annotated[Engine, typer.Option("--engine", help="Where batches are cleaned.")]
Address = Annotated[
    str | None, typer.Option(help="Address of the cluster: tcp://... of Dask, HOST:PORT of Ray.", show_default=False)
]
Strict = Annotated[
    bool, typer.Option("--strict", help="Exit 1 if more documents are set aside; in Prefect the run fails.")
]
Checksum = Annotated[bool, typer.Option("--checksum", help="Read every raw file, even if its size and time are equal.")]
FollowLinks = Annotated[bool, typer.Option("--follow-links", help="Read links that lead out of RAW, and to folders.")]
Prune = Annotated[bool, typer.Option("--prune", help="Move documents without a raw file to CLEAN/_removed.")]
ReportFile = Annotated[
    str, typer.Option("--report", help="Also write the report of `copydesk report` to this file.", show_default=False)
]
DropDuplicates = Annotated[
    bool, typer.Option("--drop-duplicates", help="Move copies of other documents to CLEAN/_duplicates.")
]
Record = Annotated[
    bool, typer.Option("--record/--no-record", help="Keep the record of every edit in rows of JSONL and Parquet.")
]
Verbose = Annotated[bool, typer.Option("--verbose", help="Show the log of Prefect.")]
Files = Annotated[
    list[str],
    typer.Argument(
        metavar="FILE", help="Pages: files, data.jsonl#3, web addresses; - is standard input.", show_default=False
    ),
]


def exit_with_usage_error(sentence: str) -> NoReturn:
    """Print what is wrong with the call of the command, and exit 2."""
    terminal.echo(f"copydesk: {sentence}", err=True)
    raise typer.Exit(USAGE)
