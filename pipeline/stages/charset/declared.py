"""Which charset and language a page says it is in, read from its bytes before they are characters."""

import codecs
import re
from collections.abc import Mapping

_HEAD = 8192  # bytes searched; browsers stop at 1,024, but pages declare later
_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_CHARSET = re.compile(
    rb"""<\?xml\s[^<>]*?encoding\s*=\s*["']\s*([\w.:-]+)
        |<meta\b[^<>]*?charset\s*=\s*["']?\s*([\w.:-]+)""",
    re.IGNORECASE | re.VERBOSE,
)
_MARKUP = re.compile(
    rb"<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[a-z?/][^<>]*>|<!(?:doctype[^<>]*>|\[CDATA\[)",
    re.IGNORECASE | re.DOTALL,
)
_HIGH = bytes(range(0x80, 0x100))
_PRINTABLE = bytes(range(0x20, 0x7F))


def charset(raw: bytes) -> str:
    """The label in the XML declaration or the first meta element that names a charset, lower case, or "".

    >>> charset(b'<html><meta http-equiv="Content-Type" content="text/html; charset=KOI8-U">')
    'koi8-u'
    """
    head = _COMMENT.sub(b"", raw[:_HEAD])
    found = _CHARSET.search(head)
    return (found[1] or found[2]).decode("ascii", "ignore").lower() if found else ""


def codec(label: str, known: Mapping[str, str]) -> str:
    """Python's name of the charset behind a label, or "" if there is none that a page in ASCII letters can be in.

    ``known`` has labels Python does not know.

    >>> codec("latin-1", {}), codec("x-sjis", {"x-sjis": "shift_jis"}), codec("utf-16", {}), codec("rot13", {})
    ('iso8859-1', 'shift_jis', '', '')
    """
    try:
        name = codecs.lookup(known.get(label, label)).name
        return name if _PRINTABLE.decode(name, "replace")[1:60] == _PRINTABLE.decode("ascii")[1:60] else ""
    except (LookupError, UnicodeError):
        return ""


def text_only(raw: bytes) -> bytes:
    r"""The bytes without markup, scripts and styles, which are ASCII whatever the charset is.

    All of them, if most bytes that are not ASCII stand in what looks like markup.

    >>> text_only(b'<p class="x">caf\xe9</p>')
    b' caf\xe9 '
    """
    text = _MARKUP.sub(b" ", raw) if b"<" in raw else raw
    return text if 2 * _high(text) > _high(raw) else raw


def _high(raw: bytes) -> int:
    return len(raw) - len(raw.translate(None, _HIGH))
