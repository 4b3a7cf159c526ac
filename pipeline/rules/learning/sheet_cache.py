"""A temporary file with the lines of all documents, so that three passes over a corpus clean it only once."""

import json
from collections.abc import Iterable, Iterator
from tempfile import TemporaryFile
from typing import IO

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
            self._file.write(json.dumps([sheet.name, sheet.sources, sheet.lines, sorted(sheet.exempt)]) + "\n")
            yield sheet
        self._complete = True


def _decoded(fields: list[object]) -> Sheet:
    name, sources, lines, exempt = fields
    assert isinstance(lines, list)  # noqa: S101 - for mypy
    assert isinstance(sources, list)  # noqa: S101 - for mypy
    assert isinstance(exempt, list)  # noqa: S101 - for mypy
    return Sheet(str(name), sources, [Line(*line) for line in lines], frozenset(exempt))
