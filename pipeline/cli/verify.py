"""The command ``copydesk verify``."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli import project, terminal
from pipeline.cli.options import FAILED, Clean, exit_with_usage_error

if TYPE_CHECKING:
    from pipeline.io.stores.protocol import Store

_Repair = Annotated[bool, typer.Option("--repair", help="Restore documents from their records, move stray files away.")]


def verify(clean: Clean = None, *, repair: _Repair = False) -> None:
    """Check every document of CLEAN against its record; exit 1 if one was changed, or is missing or stray."""
    from pipeline.cli import progress
    from pipeline.corpus import verification
    from pipeline.io.stores import open_store

    clean = clean or project.find().clean
    store = open_store(clean)
    if not store.exists():
        exit_with_usage_error(f"{clean} is not a folder. Name a folder that copydesk run has written.")
    with _locked(store, repair=repair), progress.show_count("verifying", "documents") as on_progress:
        problems = list(verification.verify(store, repair=repair, on_progress=on_progress))
    for line in verification.as_text(problems, repair=repair):
        terminal.echo(terminal.printable_line(line))
    if problems and not repair:
        raise typer.Exit(FAILED)


@contextmanager
def _locked(store: "Store", *, repair: bool) -> Iterator[None]:
    """Keep runs out while the folder is repaired; without repair the folder may be read-only."""
    from pipeline.io import lock

    if repair:
        with lock.lock_folder(store):
            yield
    else:
        lock.check_unlocked(store)
        yield
