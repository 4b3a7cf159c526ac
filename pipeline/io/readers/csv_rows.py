"""CSV reader: each row below the header is a document, with the columns of a line of JSONL (``text`` or ``html`` ...).

The separator is the one that the header has most of: comma, semicolon or tab. Bytes that are not UTF-8 are read as
Windows-1252.
"""

import csv
import io
import json
from collections.abc import Iterator
from typing import BinaryIO

from pipeline.document.decoding import decode
from pipeline.errors import Unreadable
from pipeline.io.readers.reasons import corrupt

_SEPARATORS = ",;\t"
_NEEDED = ("text", "html")


def json_lines(file: BinaryIO, *, max_bytes: int) -> Iterator[bytes]:
    """Each row as a line of JSON without empty cells. Raises Unreadable where the file is no table of articles."""
    csv.field_size_limit(max_bytes)
    lines = io.TextIOWrapper(file, "utf-8-sig", "surrogateescape", newline="")
    try:
        header = lines.readline()
        separator = max(_SEPARATORS, key=header.count)
        columns = [name.strip() for name in next(csv.reader([header], delimiter=separator), [])]
        _check(columns)
        for row in csv.reader(lines, delimiter=separator):
            if row:  # no empty line
                yield json.dumps(_cells(columns, row), ensure_ascii=False).encode()
    except csv.Error as why:
        raise corrupt(f"cannot be read as CSV: {why}") from why


def _check(columns: list[str]) -> None:
    if not any(name in columns for name in _NEEDED):
        found = ", ".join(columns)[:200] or "none"
        remedy = "Name the column of the articles `text` or `html`."
        raise Unreadable("reader/no-text-column", f"it has no column `text` or `html`; its columns: {found}", remedy)


def _cells(columns: list[str], row: list[str]) -> dict[str, str]:
    """The cells that are not empty, by column; a column without a name has its number."""
    names = columns + [""] * (len(row) - len(columns))
    named = ((name or f"column_{number}", cell) for number, (name, cell) in enumerate(zip(names, row, strict=False), 1))
    return {name: cell if cell.isascii() else _decoded(cell) for name, cell in named if cell}


def _decoded(cell: str) -> str:
    return decode(cell.encode("utf-8", "surrogateescape"), "utf-8+windows-1252")
