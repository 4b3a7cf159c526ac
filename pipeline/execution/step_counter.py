"""Step counter: the number of the document that a worker is at, in memory that it shares with its parent.

A message for each document would wake the parent thousands of times a second; it looks only now and then, or when the
worker has ended.
"""

import mmap
import os
import struct

STARTING = -1
"""The number of a worker that has not begun its first document: it reads the rules."""
_NUMBER = struct.Struct("=q")


class StepCounter:
    """One number in a shared file; ``create`` makes room for it. Both processes map the file of ``descriptor``."""

    def __init__(self, descriptor: int, *, create: bool = False) -> None:
        if create:
            os.ftruncate(descriptor, _NUMBER.size)
        self._memory = mmap.mmap(descriptor, _NUMBER.size)

    def set(self, number: int) -> None:
        """Store the number."""
        self._memory[:] = _NUMBER.pack(number)

    def get(self) -> int:
        """The number that was stored last."""
        return int(_NUMBER.unpack(self._memory[:])[0])
