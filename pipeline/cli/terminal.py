r"""Text of documents and file names, made safe for a terminal.

A title or file name may hold escape sequences, which a terminal would obey. ``printable`` replaces every control
character by a visible escape; all output of the commands that contains text of a document goes through it.
"""

import re
import sys

import typer

_UNSAFE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f]"  # C0 without tab and line feed, DEL, C1
    r"|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"  # bidirectional controls reorder what is shown
    r"|[\u2028\u2029\ud800-\udfff]"  # line separators, lone surrogates
)


def printable(text: str) -> str:
    r"""Replace control characters, except tab and line feed, by visible escapes.

    >>> printable("a\x1b[31mb\n")
    'a\\x1b[31mb\n'
    """
    return _UNSAFE.sub(lambda match: match[0].encode("unicode_escape", "surrogatepass").decode("ascii"), text)


def printable_line(text: str) -> str:
    r"""The same, for a value that must stay on one line.

    >>> printable_line("a\nb")
    'a\\nb'
    """
    return printable(text).replace("\n", "\\n").replace("\t", " ")


def echo(text: str, *, err: bool = False) -> None:
    """Print text on standard output, or on standard error, with control characters made visible."""
    typer.echo(printable(text), err=err)


def write(text: str) -> None:
    """Write text to standard output unchanged; on a terminal, with control characters made visible."""
    if sys.stdout.isatty():
        text = printable(text)
    sys.stdout.buffer.write(text.encode())
    sys.stdout.buffer.flush()
