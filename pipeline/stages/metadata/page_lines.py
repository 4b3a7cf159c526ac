"""Page lines: the lines of the text, and between them the lines that the boilerplate stage removed.

On a scraped page the byline and the date are often part of a block that the boilerplate stage removes. They still tell
author and date, so the metadata stage reads them from the record of that stage.
"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from pipeline.document import Document, Edit, Fact, edits_of
from pipeline.document.edits import undo
from pipeline.text.headlines import is_running_text
from pipeline.text.lines import Line, split_lines

_REMOVING_STAGE = "boilerplate"


class PageLine(NamedTuple):
    """A line of the page. ``number`` is its number among the lines of the text, None for a removed line.

    ``cut`` tells that a part of the line was removed, such as the site's name behind a headline; ``repeated`` that a
    copy of the line was removed.
    """

    text: str
    number: int | None
    cut: bool = False
    repeated: bool = False


def page_lines(doc: Document, lines: Sequence[Line]) -> list[PageLine]:
    """The lines of the page in order; ``lines`` are those of the text. Only these, if no stage removed any."""
    kept = [PageLine(line.text, number) for number, line in enumerate(lines)]
    restored = _restored(doc)
    if restored is None:
        return kept
    text, removals = restored
    page = list(_merged(split_lines(text), removals, kept))
    return page if sum(line.number is not None for line in page) == len(kept) else kept


def article_start(page: Sequence[PageLine], first: int = 0) -> int:
    """The index of the first line of article text that is kept, from ``first`` on; the number of lines if none is."""
    for index in range(first, len(page)):
        if page[index].number is not None and is_running_text(page[index].text):
            return index
    return len(page)


def _restored(doc: Document) -> tuple[str, list[Edit]] | None:
    """The text before the boilerplate stage and the edits of that stage; None if it made none."""
    text = doc.text
    for step in reversed(doc.steps):
        if any(isinstance(finding, Fact) and finding.field == "text" for finding in step.findings):
            return None
        edits = edits_of(step.findings, "text")
        text = undo(text, edits)
        if step.stage == _REMOVING_STAGE:
            return (text, sorted(edits, key=lambda edit: edit.span)) if edits else None
    return None


def _merged(lines: Sequence[Line], removals: Sequence[Edit], kept: Sequence[PageLine]) -> Iterator[PageLine]:
    """Every line before the removals, as a line of the text or as a removed one."""
    next_kept = iter(kept)
    lengths = list(_removed_lengths(lines, removals))
    removed = {line.text for line, length in zip(lines, lengths, strict=True) if length >= len(line.text)}
    for line, length in zip(lines, lengths, strict=True):
        if length >= len(line.text):
            yield PageLine(line.text, None)
        else:
            found = next(next_kept, PageLine(line.text, -1))
            yield PageLine(found.text, found.number, length > 0, line.text in removed)


def _removed_lengths(lines: Sequence[Line], removals: Sequence[Edit]) -> Iterator[int]:
    """How many characters of each line are removed; lines and removals are in text order."""
    first = 0
    for line in lines:
        start, end = line.text_start, line.text_start + len(line.text)
        while first < len(removals) and removals[first].span.end <= start:
            first += 1
        length, number = 0, first
        while number < len(removals) and removals[number].span.start < end:
            length += min(removals[number].span.end, end) - max(removals[number].span.start, start)
            number += 1
        yield length
