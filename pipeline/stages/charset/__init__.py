"""Charset of the raw bytes.

In this order:

1. an empty file, and one that starts like an image, an archive or another binary file, is set aside;
2. a byte order mark is accepted if the bytes can be decoded;
3. many NUL bytes mean UTF-16 or UTF-32, in the byte order that gives letters of fewer alphabets; otherwise the file is
   binary and set aside;
4. bytes that are valid UTF-8 are UTF-8 whatever the page declares: other charsets do not look like it by chance;
5. UTF-8 with a few other bytes is repaired where that is certain (``pipeline.stages.charset.mixed_encodings``);
6. a declared charset is accepted if the bytes can be decoded and detection finds no other that is far more likely;
7. what is left is detected from the text without its markup; if the result is not certain the file is set aside.
"""

from collections.abc import Iterable

from pipeline.document import Document, Edit, Fact
from pipeline.errors import Unreadable
from pipeline.stages.charset import methods, unicode_forms
from pipeline.stages.charset.byte_counts import CONTROL_BYTES, MAX_CONTROL_SHARE, count_bytes
from pipeline.stages.charset.detection import fitting_variant
from pipeline.stages.charset.schema import Rules

__all__ = ["Rules", "find", "find_anyway"]

_PADDING = b"\0 \t\n\v\f\r" + b"\xef\xbb\xbf" + b"\xff\xfe"
_WITH_CONTROL_BYTES = ("utf-16", "utf-32", "iso2022")


def find(doc: Document, rules: Rules) -> Iterable[Edit | Fact]:
    """Return the charset as one Fact whose rule names the evidence. Raises Unreadable if none is certain."""
    raw = doc.raw
    _refuse_binary(raw, rules)
    if not raw.strip(_PADDING):
        raise Unreadable("charset/empty", "the file holds no characters", "Scrape it again or remove it.")
    name, rule = _json_charset(raw) if doc.kind == "line" else _page_charset(raw, rules)
    if not name.startswith(_WITH_CONTROL_BYTES) and count_bytes(raw, CONTROL_BYTES) > MAX_CONTROL_SHARE * len(raw):
        raise Unreadable("charset/binary", "the file is not text in any charset", "Remove it, or convert it to text.")
    return [Fact("charset", name, f"charset/{rule}")]


def find_anyway(doc: Document, rules: Rules) -> Iterable[Edit | Fact]:
    """Return the most likely charset where ``find`` finds none for certain; else UTF-8, with U+FFFD for other bytes."""
    name = methods.most_likely(doc.raw, rules) if doc.kind == "page" else ""
    return [Fact("charset", name or "utf-8+torn", "charset/most-likely")]


def _refuse_binary(raw: bytes, rules: Rules) -> None:
    for offset, signature, name in rules.signatures:
        if raw.startswith(signature, offset):
            raise Unreadable("charset/binary", f"the file is {name}", "Convert it to text, or remove it.")


def _json_charset(raw: bytes) -> tuple[str, str]:
    if fitting_variant(raw, "utf-8", {}):
        return "utf-8", "json"
    raise Unreadable("charset/line", "the line is not UTF-8, as JSON must be", "Write the file again as UTF-8.")


def _page_charset(raw: bytes, rules: Rules) -> tuple[str, str]:
    """Return a charset and its rule. Raises Unreadable if none is certain."""
    if marked := unicode_forms.by_byte_order_mark(raw):
        return marked, "byte-order-mark"
    if wide := unicode_forms.without_mark(raw):
        return wide, "wide"
    for method in (methods.valid_utf_8, methods.repaired_utf_8, methods.declared, methods.detected):
        name, rule = method(raw, rules)
        if name:
            return name, rule
    raise Unreadable("charset/unknown", "the bytes fit no charset for certain", "Convert the file to UTF-8.")
