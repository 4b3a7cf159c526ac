"""Print the changes to a document on the terminal: removed text red, new text green."""

from rich.console import Console
from rich.text import Text

from pipeline.cli.terminal import printable_line
from pipeline.document import Document, explanation


def show(doc: Document, console: Console) -> None:
    """Print each step of a document with its findings."""
    for pieces in explanation.lines(doc):
        safe = [(printable_line(text), style) for text, style in pieces]
        console.print(Text.assemble(*safe), soft_wrap=True)
