"""The command ``copydesk``: run | serve | stats | learn | clean | explain | check | init."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline import __version__
from pipeline.cli import corpus_commands, review
from pipeline.cli.options import (
    FAILED,
    LOCKED,
    USAGE,
    As,
    AsJson,
    Configs,
    Files,
    Shown,
    exit_with_usage_error,
    load_rule_set,
)
from pipeline.errors import BadRules, FolderLocked, StoreUnavailable

if TYPE_CHECKING:
    from pipeline.document import Document
    from pipeline.io.asides import Aside
    from pipeline.rules.loading import RuleSet

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


@app.callback(invoke_without_command=True)
def copydesk(*, version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """From scraped news pages to clean documents, with every change on record."""
    if version:
        typer.echo(f"copydesk {__version__}")
        raise typer.Exit


app.command()(corpus_commands.run)
app.command()(corpus_commands.serve)
app.command()(corpus_commands.stats)
app.command()(corpus_commands.learn)
app.command()(review.review)
app.command()(review.report)


@app.command()
def clean(files: Files, *, configs: Configs = None, to: As = Shown.md) -> None:
    """Clean files or standard input; canonical documents go to standard output."""
    from pipeline.document import record

    rule_set = load_rule_set(configs)
    for doc in _cleaned(files, rule_set):
        written = (
            record.as_json_line(doc, rule_set.digest) if to is Shown.jsonl else record.as_markdown(doc, rule_set.digest)
        )
        sys.stdout.buffer.write(written.encode())


@app.command()
def explain(files: Files, *, configs: Configs = None, as_json: AsJson = False) -> None:
    """Show what is done to files: each change with its rule, by stage, and the facts found."""
    from rich.console import Console

    from pipeline.cli import rendering
    from pipeline.document import record

    rule_set = load_rule_set(configs)
    console = Console(highlight=False)
    for doc in _cleaned(files, rule_set):
        if as_json:
            typer.echo(record.dump(doc, rule_set.digest), nl=False)
        else:
            rendering.show(doc, console)


@app.command()
def check(*, configs: Configs = None) -> None:
    """Validate every rule file and run each rule's own examples."""
    from pipeline.rules.examples import broken_site_lines, count_examples, failed_examples

    rule_set = load_rule_set(configs)
    for note in broken_site_lines(rule_set):
        typer.echo(note, err=True)
    failures = list(failed_examples(rule_set))
    for failure in failures:
        typer.echo(failure, err=True)
    if failures:
        raise typer.Exit(USAGE)
    typer.echo(f"{count_examples(rule_set):,} examples hold; rules {rule_set.digest}")


@app.command()
def init(folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to make it.", show_default=False)]) -> None:
    """Make a project folder: raw/ for the pages, configs/ with every setting to edit."""
    from pipeline.cli import project

    for path in project.make(folder):
        typer.echo(path)


def _cleaned(files: list[str], rule_set: "RuleSet") -> "Iterator[Document]":
    """The cleaned documents of the files; those set aside are said on standard error, and exit 1 follows."""
    from pipeline.corpus.batch import clean_or_set_aside
    from pipeline.io.asides import Aside

    failed = False
    for item in _documents(files, rule_set):
        done = clean_or_set_aside(item, rule_set)
        if isinstance(done, Aside):
            failed = True
            typer.echo(f"copydesk: {done.id}: {done.reason}. {done.remedy}", err=True)
        else:
            yield done
    if failed:
        raise typer.Exit(FAILED)


def _documents(files: list[str], rule_set: "RuleSet") -> "Iterator[Document | Aside]":
    from pipeline.document import Document
    from pipeline.io.readers.raw_files import read_documents
    from pipeline.io.sources import source_of_file

    for name in files:
        if name == "-":
            yield Document("-", sys.stdin.buffer.read())
        elif Path(name).is_file():
            root = _root(Path(name))
            source = source_of_file(Path(name))._replace(path=Path(name).relative_to(root).as_posix())
            yield from read_documents(root, source, rule_set.corpus)
        else:
            exit_with_usage_error(f"{name} is not a file. To clean a folder: copydesk run RAW CLEAN.")


def _root(path: Path) -> Path:
    """The folder from which a file is named: its own, or that of a folder above it which is named like a host."""
    from pipeline.stages.extract import site_rules

    return next((folder.parent for folder in path.parents if site_rules.host_key(folder.name)), path.parent)


def main() -> None:
    """The command.

    Exits 0 when done, 1 on asides under --strict or a store out of reach, 2 on wrong usage, 3 when held, 130 on Ctrl-C.
    """
    try:
        app()
    except BadRules as why:
        typer.echo(f"copydesk: {why}", err=True)
        sys.exit(USAGE)
    except FolderLocked as why:
        typer.echo(f"copydesk: {why}.", err=True)
        sys.exit(LOCKED)
    except StoreUnavailable as why:
        remedy = "Look at the address, your keys and the network, then run again: what is done stays done."
        typer.echo(f"copydesk: {why}. {remedy}", err=True)
        sys.exit(FAILED)


if __name__ == "__main__":
    main()
