"""A temporary file with the lines of all documents, so that three passes over a corpus clean it only once."""

import json
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import IO, Any

from pipeline.rules.learning.recurring_lines import Sheet
from pipeline.text.lines import Line


class SheetCache:
    """Iterates over the sheets again and again: the first time from their source, then from a file."""

    def __init__(self, sheets: Iterable[Sheet]) -> None:
        self._sheets = sheets
        self._file: IO[str] = TemporaryFile("w+", encoding="utf-8")  # noqa: SIM115 - closed with the object
        self._complete = False

    def read(self) -> Iterator[Sheet]:
        """All sheets, in their order. The first call must be read to its end before the next."""
        if self._complete:
            self._file.seek(0)
            yield from (_decoded(json.loads(line)) for line in self._file)
            return
        for sheet in self._sheets:
            fields = [sheet.name, sheet.sources, sheet.lines, sorted(sheet.exempt), sorted(sheet.removed)]
            self._file.write(json.dumps(fields) + "\n")
            yield sheet
        self._complete = True


def _decoded(fields: list[Any]) -> Sheet:
    name, sources, lines, exempt, removed = fields
    return Sheet(name, sources, [Line(*line) for line in lines], frozenset(exempt), frozenset(removed))
