"""The commands on single documents: ``copydesk clean`` and ``copydesk explain``."""

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

import typer

from pipeline.cli import load, terminal
from pipeline.cli.options import BUG, FAILED, AsJson, Configs, Files, PrintAs, PrintForm

if TYPE_CHECKING:
    from pipeline.document import Document
    from pipeline.rules.loading import RuleSet


def clean(files: Files, *, configs: Configs = None, to: PrintAs = PrintForm.md) -> None:
    """Clean pages; print the clean documents on standard output."""
    from pipeline.document import record

    rule_set = load.load_rule_set(configs)
    render = record.as_json_line if to is PrintForm.jsonl else record.as_markdown
    for doc in _cleaned(files, rule_set):
        terminal.write(render(doc, rule_set.digest))


def explain(files: Files, *, configs: Configs = None, as_json: AsJson = False) -> None:
    """Show every change to pages, by stage and rule, and the facts found. FILE may be a folder."""
    from rich.console import Console

    from pipeline.cli import rendering
    from pipeline.document import record

    rule_set = load.load_rule_set(configs)
    console = Console(highlight=False)
    for doc in _cleaned(files, rule_set, folders=True):
        if as_json:
            typer.echo(record.dump(doc, rule_set.digest), nl=False)
        else:
            rendering.show(doc, console)


def _cleaned(files: list[str], rule_set: "RuleSet", *, folders: bool = False) -> "Iterator[Document]":
    """The clean documents of the files.

    Those set aside are named on standard error; then the command exits 1, or 4 if one of them met a bug.
    """
    from pipeline.cleaner import Cleaner
    from pipeline.cli.inputs import documents_of
    from pipeline.cli.limits import limited
    from pipeline.corpus.fence import fenced
    from pipeline.document import Document
    from pipeline.io.asides import BUG as BUG_RULE
    from pipeline.io.asides import Aside, aside_of

    cleaner, code = Cleaner(rules=rule_set), 0
    items = (item for name in files for item in documents_of(name, rule_set.corpus, folders=folders))
    for item in items:
        with limited(rule_set.corpus) as exceeded:
            result = item if isinstance(item, Aside) else fenced(item.source, partial(cleaner.clean_document, item))
        if exceeded:
            result = aside_of(item.source if isinstance(item, Document) else item.id, exceeded[0])
        if isinstance(result, Aside):
            code = max(code, BUG if result.rule == BUG_RULE else FAILED)
            message = f"copydesk: {result.id}: {result.reason}. {result.remedy}"
            terminal.echo(terminal.printable_line(message), err=True)
            if result.traceback:
                terminal.echo(result.traceback, err=True)
        else:
            yield result
    if code:
        raise typer.Exit(code)
