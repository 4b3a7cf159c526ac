"""Text that was broken into lines of even width, as mail and terminals do it: which lines are one paragraph."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.headlines import is_reporting
from pipeline.rows import Row

_WIDEST = 100  # characters of a line that was broken by a machine, at most
_FULL = 0.7  # of the width, from which on a line may have been broken


def paragraphs(text: str, rows: Sequence[Row]) -> list[list[Row]]:
    r"""The rows of a text by paragraph: one each, or, where the text was broken into lines, as many as it takes.

    A text was broken when none of its lines is long. A line that fills most of the width goes on in the next one,
    if no empty line stands between; together they must read as reporting.

    >>> from pipeline import rows
    >>> text = "Bridge shut\n\nThe bridge of Ashford was shut by the\nMayor on Monday. It is to stay shut\nuntil May.\n"
    >>> [len(paragraph) for paragraph in paragraphs(text, rows.rows(text))]
    [1, 3]
    """
    width = max((len(row.words) for row in rows), default=0)
    if not rows or width > _WIDEST:
        return [[row] for row in rows]
    return [part for block in _blocks(text, rows, _FULL * width) for part in _parted(block)]


def words(paragraph: Sequence[Row]) -> str:
    """What a paragraph says, in one line."""
    return " ".join(row.words for row in paragraph)


def _blocks(text: str, rows: Sequence[Row], full: float) -> Iterator[list[Row]]:
    block = [rows[0]]
    for row, after in pairwise(rows):
        if len(row.words) < full or text.count("\n", row.start, row.stop) > 1:
            yield block
            block = []
        block.append(after)
    yield block


def _parted(block: list[Row]) -> list[list[Row]]:
    return [block] if is_reporting(words(block)) else [[row] for row in block]
