"""Make a Document of what a user passes to the API: text, bytes, or a mapping like a line of JSONL."""

import codecs
import json
from collections.abc import Mapping

from pipeline.document import Document, Fact

Page = str | bytes | Mapping[str, object]
_DECLARATION = b"charset"  # in the head of an HTML page


def document_of(page: Page, *, url: str = "", html: bool | None = None, source: str = "page") -> Document:
    """A raw document. ``html`` says whether the page is HTML; None: its content decides. Raises TypeError."""
    _check_types(url=url, html=html, source=source)
    if isinstance(page, Mapping):
        return Document(source, json.dumps(dict(page)).encode(), "line")
    if not isinstance(page, (str, bytes)):
        raise TypeError(f"page must be str, bytes or a mapping, not {type(page).__name__}{_hint(page)}")
    doc = Document(source, _as_bytes(page) if isinstance(page, str) else page)
    facts = [Fact("url", url, "input/url")] if url else []
    if html is not None:
        facts.append(Fact("media_type", "text/html" if html else "text/plain", "input/media-type"))
    return doc.take("input", facts)


def _as_bytes(page: str) -> bytes:
    """UTF-8; with a byte order mark where the page declares a charset, which a str is no longer in."""
    raw = page.encode("utf-16", "surrogatepass").decode("utf-16", "replace").encode()
    return codecs.BOM_UTF8 + raw if not raw.isascii() and _DECLARATION in raw[:2048].lower() else raw


def _check_types(*, url: object, html: object, source: object) -> None:
    for name, value in (("url", url), ("source", source)):
        if not isinstance(value, str):
            raise TypeError(f"{name} must be str, not {type(value).__name__}")
    if html is not None and not isinstance(html, bool):
        raise TypeError(f"html must be True, False or None, not {type(html).__name__}")


def _hint(page: object) -> str:
    return ": pass its content, path.read_bytes()" if hasattr(page, "read_bytes") else ""
