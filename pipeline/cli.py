"""The command ``copydesk``: run | serve | stats | learn | clean | explain | check | init."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline import __version__, commands
from pipeline.errors import BadRules, Held, Unreached
from pipeline.options import FAILED, HELD, USAGE, As, AsJson, Configs, Files, Shown, book_of, wrong

if TYPE_CHECKING:
    from pipeline.configs import Rulebook
    from pipeline.document import Document
    from pipeline.intake import Aside

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None)


@app.callback(invoke_without_command=True)
def copydesk(*, version: Annotated[bool, typer.Option("--version", help="Print the version.")] = False) -> None:
    """From scraped news pages to clean documents, with every change on record."""
    if version:
        typer.echo(f"copydesk {__version__}")
        raise typer.Exit


app.command()(commands.run)
app.command()(commands.serve)
app.command()(commands.stats)
app.command()(commands.learn)


@app.command()
def clean(files: Files, *, configs: Configs = None, to: As = Shown.md) -> None:
    """Clean files or standard input; canonical documents go to standard output."""
    from pipeline import record

    book = book_of(configs)
    for doc in _cleaned(files, book):
        written = record.json_line(doc, book.digest) if to is Shown.jsonl else record.markdown(doc, book.digest)
        sys.stdout.buffer.write(written.encode())


@app.command()
def explain(files: Files, *, configs: Configs = None, as_json: AsJson = False) -> None:
    """Show what is done to files: each change with its rule, by stage, and the facts found."""
    from rich.console import Console

    from pipeline import explain, record

    book = book_of(configs)
    console = Console(highlight=False)
    for doc in _cleaned(files, book):
        if as_json:
            typer.echo(record.dump(doc, book.digest), nl=False)
        else:
            explain.show(doc, console)


@app.command()
def check(*, configs: Configs = None) -> None:
    """Validate every rule file and run each rule's own examples."""
    from pipeline import proof

    book = book_of(configs)
    for note in proof.notes(book):
        typer.echo(note, err=True)
    failures = list(proof.failures(book))
    for failure in failures:
        typer.echo(failure, err=True)
    if failures:
        raise typer.Exit(USAGE)
    typer.echo(f"{proof.count(book):,} examples hold; rules {book.digest}")


@app.command()
def init(folder: Annotated[Path, typer.Argument(metavar="DIR", help="Where to make it.", show_default=False)]) -> None:
    """Make a project folder: raw/ for the pages, configs/ with every setting to edit."""
    from pipeline import project

    for path in project.make(folder):
        typer.echo(path)


def _cleaned(files: list[str], book: "Rulebook") -> "Iterator[Document]":
    """The cleaned documents of the files; those set aside are said on standard error, and exit 1 follows."""
    from pipeline.intake import Aside
    from pipeline.runs import batch

    failed = False
    for item in _documents(files, book):
        done = batch.attempt(item, book)
        if isinstance(done, Aside):
            failed = True
            typer.echo(f"copydesk: {done.id}: {done.reason}. {done.cure}", err=True)
        else:
            yield done
    if failed:
        raise typer.Exit(FAILED)


def _documents(files: list[str], book: "Rulebook") -> "Iterator[Document | Aside]":
    from pipeline import intake
    from pipeline.document import Document

    for name in files:
        if name == "-":
            yield Document("-", sys.stdin.buffer.read())
        elif Path(name).is_file():
            root = _root(Path(name))
            source = intake.source(Path(name))._replace(path=Path(name).relative_to(root).as_posix())
            yield from intake.documents(root, source, book.corpus)
        else:
            wrong(f"{name} is not a file. To clean a folder: copydesk run RAW CLEAN.")


def _root(path: Path) -> Path:
    """The folder from which a file is named: its own, or that of a folder above it which is named like a host."""
    from pipeline.stages.extract import sites

    return next((folder.parent for folder in path.parents if sites.host(folder.name)), path.parent)


def main() -> None:
    """The command.

    Exits 0 when done, 1 on asides under --strict or a store out of reach, 2 on wrong usage, 3 when held, 130 on Ctrl-C.
    """
    try:
        app()
    except BadRules as why:
        typer.echo(f"copydesk: {why}", err=True)
        sys.exit(USAGE)
    except Held as why:
        typer.echo(f"copydesk: {why}.", err=True)
        sys.exit(HELD)
    except Unreached as why:
        cure = "Look at the address, your keys and the network, then run again: what is done stays done."
        typer.echo(f"copydesk: {why}. {cure}", err=True)
        sys.exit(FAILED)


if __name__ == "__main__":
    main()
