"""The part of a text that language detection reads: a few pieces, evenly spread."""

import re

_URL = re.compile(r"\S*(?:://|@|www\.)\S*")
_WHITESPACE = re.compile(r"\s")
_MAX_DISTANCE = 60  # characters to the next space at which a piece may be cut


def sample_text(text: str, *, pieces: int, length: int) -> str:
    """Return ``pieces`` evenly spread pieces of the text, each of at least ``length`` characters, cut at spaces.

    A text hardly longer than the sample is returned whole. URLs and e-mail addresses are left out.

    >>> sample_text("one two three four five six seven eight nine ten", pieces=2, length=6)
    'one two seven'
    """
    if len(text) <= 2 * pieces * length:
        return _URL.sub(" ", text)
    starts = [_next_space(text, len(text) * piece // pieces) for piece in range(pieces)]
    cut = [text[start : _next_space(text, start + length)].strip() for start in starts]
    return _URL.sub(" ", " ".join(cut))


def _next_space(text: str, at: int) -> int:
    """Return the position of the next space, or ``at`` where none is near (scripts without spaces)."""
    near = _WHITESPACE.search(text, at, at + _MAX_DISTANCE)
    return near.start() if near and at else at
