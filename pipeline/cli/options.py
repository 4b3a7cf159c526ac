"""What the commands of ``copydesk`` have in common: their options, and how they say that they were called wrongly."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

if TYPE_CHECKING:
    from pipeline.rules.loading import RuleSet

FAILED, USAGE, LOCKED = 1, 2, 3
"""Exit codes."""


class Form(StrEnum):
    """How clean documents are written."""

    md = "md"
    jsonl = "jsonl"
    parquet = "parquet"


class Shown(StrEnum):
    """How clean documents are printed."""

    md = "md"
    jsonl = "jsonl"


class Engine(StrEnum):
    """Where batches are cleaned."""

    local = "local"
    dask = "dask"
    ray = "ray"


Raw = Annotated[str, typer.Argument(help="Folder or URL of scraped pages; never written to.")]
Clean = Annotated[str, typer.Argument(help="Folder or URL of clean documents.")]
Rules = Annotated[str | None, typer.Option(help="Folder or URL of rules over the default ones.", show_default=False)]
Configs = Annotated[Path | None, typer.Option(help="Folder of rules laid over the default ones.", show_default=False)]
To = Annotated[Form, typer.Option(help="A Markdown file each, or rows of JSONL or Parquet shards.")]
As = Annotated[Shown, typer.Option(help="A Markdown document each, or a line of JSON each.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON on standard output.")]
Workers = Annotated[int, typer.Option(min=1, help="Processes that clean at the same time.")]
Where = Annotated[Engine, typer.Option("--engine", help="Where batches are cleaned.")]
Address = Annotated[
    str | None, typer.Option(help="Of the cluster: tcp://... of Dask, HOST:PORT of Ray.", show_default=False)
]
Strict = Annotated[
    bool, typer.Option("--strict", help="Exit 1 when a document was set aside; a failed run in Prefect.")
]
Checksum = Annotated[bool, typer.Option("--checksum", help="Read every raw file, also where size and time agree.")]
Prune = Annotated[bool, typer.Option("--prune", help="Move documents whose raw file was removed to CLEAN/_removed.")]
Drop = Annotated[bool, typer.Option("--drop-duplicates", help="Move copies of others to CLEAN/_duplicates.")]
Verbose = Annotated[bool, typer.Option("--verbose", help="Show what Prefect says.")]
Files = Annotated[list[str], typer.Argument(help="Raw files; - is standard input.", show_default=False)]


def load_rule_set(configs: Path | None) -> "RuleSet":
    """The rules of a folder laid over the default ones. Raises BadRules."""
    from pipeline.rules.loading import load_rules

    return load_rules(str(configs) if configs else None)


def exit_with_usage_error(sentence: str) -> NoReturn:
    """Says what is wrong with how copydesk was called, and exits 2."""
    typer.echo(f"copydesk: {sentence}", err=True)
    raise typer.Exit(USAGE)
