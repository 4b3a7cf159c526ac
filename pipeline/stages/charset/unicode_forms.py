"""UTF-8, UTF-16 and UTF-32 by their byte order mark, and UTF-16 and UTF-32 without one."""

import codecs

from pipeline.document.decoding import decode
from pipeline.errors import Unreadable
from pipeline.stages.charset.byte_counts import MAX_CONTROL_SHARE
from pipeline.stages.charset.detection import fitting_variant

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_WIDE = ("utf-32-le", "utf-32-be", "utf-16-le", "utf-16-be")
_MAX_NUL_SHARE = 0.01  # of the bytes of a text in a single-byte charset
_MAX_CUT = 3  # bytes left of a character that was cut off at the end


def by_byte_order_mark(raw: bytes) -> str:
    """Return the charset of the byte order mark if the bytes can be decoded in it, or ""."""
    names = (_with_cut_end(raw, name) for mark, name in _BYTE_ORDER_MARKS if raw.startswith(mark))
    return next(filter(None, names), "")


def without_mark(raw: bytes) -> str:
    """Return UTF-16 or UTF-32 for bytes with many NUL bytes, else "". Raises Unreadable if they are not text."""
    if raw.strip(b"\0").count(b"\0") <= _MAX_NUL_SHARE * len(raw):
        return ""
    names = [found for name in _WIDE if (found := _with_cut_end(raw, name)) and _is_text(decode(raw, found))]
    if names:
        return min(names, key=lambda name: _count_alphabets(decode(raw, name)))
    raise Unreadable("charset/binary", "the file is full of NUL bytes and no text", "Remove it, or convert it to text.")


def _with_cut_end(raw: bytes, name: str) -> str:
    """Return the charset, or the charset without the last bytes, whichever fits first; "" if none fits."""
    variants = (name, *(f"{name}[:-{cut}]" for cut in range(1, _MAX_CUT + 1)))
    return next((variant for variant in variants if fitting_variant(raw, variant, {})), "")


def _count_alphabets(text: str) -> int:
    """Return the number of Unicode blocks of 256 characters that a text uses."""
    return len({ord(char) >> 8 for char in text})


def _is_text(text: str) -> bool:
    """Return whether a text has characters, and nearly all of them are printable."""
    unprintable = sum(not char.isprintable() and not char.isspace() for char in text)
    return bool(text.strip()) and unprintable <= MAX_CONTROL_SHARE * len(text)
