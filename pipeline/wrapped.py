"""Text that was broken into lines of even width, as mail and terminals do it: which lines are one paragraph."""

from collections.abc import Iterator, Sequence
from itertools import pairwise

from pipeline.rows import Row

_WIDEST = 100  # characters of a line that was broken by a machine, at most
_FEWEST = 4  # lines that a width can be read from
_FULL = 0.7  # of the width, from which on a line may have been broken


def paragraphs(text: str, rows: Sequence[Row]) -> list[Row]:
    r"""The rows of a text; where it was broken into lines, the rows of one paragraph as one row.

    A text was broken when none of its lines is long. A line that fills most of the width goes on in the next one,
    if no empty line stands between.

    >>> from pipeline import rows
    >>> text = "Bridge shut\n\nThe bridge of Ashford was shut by the\nMayor on Monday. It is to stay shut\nuntil May.\n"
    >>> [row.words for row in paragraphs(text, rows.rows(text))][1]
    'The bridge of Ashford was shut by the Mayor on Monday. It is to stay shut until May.'
    """
    width = max((len(row.words) for row in rows), default=0)
    if len(rows) < _FEWEST or width > _WIDEST:
        return list(rows)
    return [_one(block) for block in _blocks(text, rows, _FULL * width)]


def _blocks(text: str, rows: Sequence[Row], full: float) -> Iterator[list[Row]]:
    block = [rows[0]]
    for row, after in pairwise(rows):
        goes_on = len(row.words) >= full and text.count("\n", row.start, after.start) == 1
        if not goes_on:
            yield block
            block = []
        block.append(after)
    yield block


def _one(block: Sequence[Row]) -> Row:
    return Row(block[0].start, block[-1].stop, block[0].at, " ".join(row.words for row in block))
