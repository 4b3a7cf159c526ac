r"""Decode raw bytes by the charset name stored in a document's record.

The name is enough to decode the same bytes again:

- ``utf-8``, ``utf-16``, ``windows-1251`` ...: a codec, strict;
- ``utf-8+windows-1252``: UTF-8; each run of bytes that is not UTF-8 is decoded in the second charset;
- ``utf-8|windows-1251``: UTF-8; each line that is not UTF-8 is decoded in the second charset as a whole;
- ``utf-8+torn``: UTF-8; bytes that are not UTF-8 are the rest of a damaged character and become U+FFFD;
- ``utf-8[:-2]``: any of these without the last 2 bytes, the beginning of a character that was cut off.

In a Windows charset, an undefined byte becomes the control character of the same number, as the WHATWG Encoding
Standard requires of browsers. A byte order mark and NUL bytes at either end are removed.
"""

import codecs
import re
from collections.abc import Iterator
from functools import lru_cache

_CUT = re.compile(r"(.+)\[:-([1-9])\]")
_AS_CONTROL = "copydesk.as-control"
_FIRST_AFTER_CONTROLS = 0xA0
_PADDING = "\N{NULL}"
_BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"
_NOT_ASCII = rb"""[\xc2-\xdf][\x80-\xbf]
    |\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]
    |\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}"""
CHARACTER = re.compile(_NOT_ASCII, re.VERBOSE)
"""A UTF-8 sequence of more than one byte."""
_UTF_8 = re.compile(rb"(?:[\x00-\x7f]|" + _NOT_ASCII + rb")+", re.VERBOSE)


@lru_cache(maxsize=2)
def decode(raw: bytes, charset: str) -> str:
    r"""Decode bytes; line ends become ``\n``. Raises UnicodeDecodeError where a strict codec does not fit.

    >>> decode(b"caf\xe9\r\n", "windows-1252")
    'café\n'
    >>> decode(b"caf\xc3\xa9 caf\xe9", "utf-8+windows-1252")
    'café café'
    >>> decode(b"caf\xc3\xa9 caf\xc3", "utf-8[:-1]")
    'café caf'
    """
    text = _characters(raw, charset).strip(_PADDING).removeprefix(_BYTE_ORDER_MARK)
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _characters(raw: bytes, charset: str) -> str:
    if cut := _CUT.fullmatch(charset):
        return _characters(raw[: -int(cut[2])], cut[1])
    if charset.endswith("+torn"):
        return raw.decode("utf-8", "replace")
    if "+" in charset:
        return "".join(_first_that_fits(run, charset.split("+", 1)) for run in split_runs(raw))
    if "|" in charset:
        return "".join(_first_that_fits(line, charset.split("|", 1)) for line in raw.splitlines(keepends=True))
    return _decode_strict(raw, charset)


def _first_that_fits(piece: bytes, charsets: list[str]) -> str:
    first, second = charsets
    try:
        return _decode_strict(piece, first)
    except UnicodeDecodeError:
        return _decode_strict(piece, second)


def _decode_strict(raw: bytes, charset: str) -> str:
    return raw.decode(charset, _AS_CONTROL if charset.startswith("windows-") else "strict")


def _as_control(error: UnicodeError) -> tuple[str, int]:
    """Codec error handler: an undefined byte becomes the control character of its number."""
    if isinstance(error, UnicodeDecodeError) and error.object[error.start] < _FIRST_AFTER_CONTROLS:
        return chr(error.object[error.start]), error.start + 1
    raise error


codecs.register_error(_AS_CONTROL, _as_control)


def split_runs(raw: bytes) -> Iterator[bytes]:
    r"""Split bytes into maximal runs, each either valid UTF-8 or without any.

    >>> list(split_runs(b"caf\xc3\xa9 caf\xe9 "))
    [b'caf\xc3\xa9 caf', b'\xe9', b' ']
    """
    done = 0
    for run in _UTF_8.finditer(raw):
        if run.start() > done:
            yield raw[done : run.start()]
        yield run[0]
        done = run.end()
    if done < len(raw):
        yield raw[done:]
