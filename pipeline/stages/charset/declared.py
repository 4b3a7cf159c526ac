"""Charset that a page declares, read from its bytes before they are decoded."""

import codecs
import re
from collections.abc import Mapping

from pipeline.stages.charset.byte_counts import count_non_ascii

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
_PRINTABLE = bytes(range(0x20, 0x7F))


def charset(raw: bytes) -> str:
    """Return the label of the XML declaration or of the first meta element with a charset, in lower case, or "".

    >>> charset(b'<html><meta http-equiv="Content-Type" content="text/html; charset=KOI8-U">')
    'koi8-u'
    """
    head = _COMMENT.sub(b"", raw[:_HEAD])
    found = _CHARSET.search(head)
    return (found[1] or found[2]).decode("ascii", "ignore").lower() if found else ""


def codec(label: str, aliases: Mapping[str, str]) -> str:
    """Return Python's codec name for a label, or "" if there is none in which ASCII letters stay themselves.

    ``aliases`` maps labels that Python does not know to codecs.

    >>> codec("latin-1", {}), codec("x-sjis", {"x-sjis": "shift_jis"}), codec("utf-16", {}), codec("rot13", {})
    ('iso8859-1', 'shift_jis', '', '')
    """
    try:
        name = codecs.lookup(aliases.get(label, label)).name
        return name if _PRINTABLE.decode(name, "replace")[1:60] == _PRINTABLE.decode("ascii")[1:60] else ""
    except (LookupError, UnicodeError):
        return ""


def text_only(raw: bytes) -> bytes:
    r"""Return the bytes without markup, scripts and styles, which are ASCII in any charset.

    Returns all bytes if most non-ASCII bytes are in what looks like markup.

    >>> text_only(b'<p class="x">caf\xe9</p>')
    b' caf\xe9 '
    """
    text = _MARKUP.sub(b" ", raw) if b"<" in raw else raw
    return text if 2 * count_non_ascii(text) > count_non_ascii(raw) else raw
