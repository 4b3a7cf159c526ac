"""Shingles: a text as a set of 64-bit numbers, one for each four words in a row, equal on every machine."""

import re
import zlib
from typing import Any

_WORD = re.compile(r"\w+")
_SHINGLE_WORDS = 4
_SKETCH_RATE = 8  # a sketch keeps one shingle in eight: those with small numbers
_GOLDEN_RATIO = 0x9E3779B97F4A7C15  # 2**64 / golden ratio, odd: the multiplier of Fibonacci hashing (Knuth, TAOCP 6.4)
_SPLITMIX64_FACTORS = (0xBF58476D1CE4E5B9, 0x94D049BB133111EB)  # Steele et al., 2014


def shingles_of(text: str) -> Any:
    """The shingles of a text: a sorted array of distinct uint64. A text of fewer than four words has none.

    Case, and everything between words, does not count.
    """
    import numpy as np

    words = [zlib.crc32(word.encode()) for word in _WORD.findall(text.casefold())]
    count = len(words) - _SHINGLE_WORDS + 1
    if count < 1:
        return np.empty(0, np.uint64)
    numbers = np.array(words, np.uint64)
    mixed = np.zeros(count, np.uint64)
    for offset in range(_SHINGLE_WORDS):
        mixed = (mixed + numbers[offset : offset + count]) * np.uint64(_GOLDEN_RATIO)
        mixed ^= mixed >> np.uint64(29)
    for factor in _SPLITMIX64_FACTORS:
        mixed = (mixed ^ (mixed >> np.uint64(31))) * np.uint64(factor)
    return np.unique(mixed ^ (mixed >> np.uint64(31)))


def sketch_of(shingles: Any) -> bytes:
    """About one in eight of the shingles, chosen by value, so that equal passages give equal ones; 8 bytes each."""
    import numpy as np

    kept = shingles[shingles < np.uint64(2**64 // _SKETCH_RATE)]
    return bytes(kept.astype("<u8").tobytes())


def count_shared(one: Any, other: Any) -> int:
    """How many shingles two texts have in common."""
    import numpy as np

    return len(np.intersect1d(one, other, assume_unique=True))
