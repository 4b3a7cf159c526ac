"""Counts of byte classes: non-ASCII bytes and control bytes."""

NON_ASCII_BYTES = bytes(range(0x80, 0x100))
CONTROL_BYTES = bytes({*range(1, 32), 0x7F} - {*b"\t\n\v\f\r\x1b"})
MAX_CONTROL_SHARE = 0.01
"""Share of control characters up to which a file may be text."""


def count_bytes(raw: bytes, wanted: bytes) -> int:
    """Return how many bytes of ``raw`` are among ``wanted``."""
    return len(raw) - len(raw.translate(None, wanted))


def count_non_ascii(raw: bytes) -> int:
    """Return the number of non-ASCII bytes."""
    return count_bytes(raw, NON_ASCII_BYTES)
