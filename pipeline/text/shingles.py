"""A text as numbers that can be compared: each four words in a row are one 64-bit number, the same on every machine."""

import re
import zlib
from typing import Any

_WORD = re.compile(r"\w+")
_LENGTH = 4  # words of a shingle
_KEPT = 8  # a sketch holds one shingle in so many: those whose number is small
_FACTOR = 0x9E3779B97F4A7C15  # odd and irregular: it spreads what is multiplied by it over all 64 bits
_FACTORS = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)  # those of splitmix64


def shingles_of(text: str) -> Any:
    """The shingles of a text: an array of numbers (uint64), sorted, each once. Fewer than four words give none.

    Case and everything between words do not count.
    """
    import numpy as np

    words = [zlib.crc32(word.encode()) for word in _WORD.findall(text.casefold())]
    count = len(words) - _LENGTH + 1
    if count < 1:
        return np.empty(0, np.uint64)
    numbers = np.array(words, np.uint64)
    mixed = np.zeros(count, np.uint64)
    for at in range(_LENGTH):
        mixed = (mixed + numbers[at : at + count]) * np.uint64(_FACTOR)
        mixed ^= mixed >> np.uint64(29)
    for factor in _FACTORS:
        mixed = (mixed ^ (mixed >> np.uint64(31))) * np.uint64(factor)
    return np.unique(mixed ^ (mixed >> np.uint64(31)))


def sketch_of(shingles: Any) -> bytes:
    """One in eight of the shingles, always the same ones of a passage wherever it stands; 8 bytes each, sorted."""
    import numpy as np

    kept = shingles[shingles < np.uint64(2**64 // _KEPT)]
    return bytes(kept.astype("<u8").tobytes())


def count_shared(one: Any, other: Any) -> int:
    """How many shingles two texts have in common."""
    import numpy as np

    return len(np.intersect1d(one, other, assume_unique=True))
