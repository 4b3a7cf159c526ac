"""Own output: whether a document is a clean document of copydesk, read back."""

import hashlib
import re

from pipeline import __version__
from pipeline.document.model import Document

_TEXT_DIGEST = re.compile(rb'text_sha256"?: "?([0-9a-f]{64})')
_VALUE = rb'\b%b"?: ["\']?%b["\',\s}]'  # a key of front matter or of JSON, and its value


def is_own_output(doc: Document) -> bool:
    """Whether the raw bytes name the digest of the text, as the front matter of a clean document does."""
    match = _TEXT_DIGEST.search(doc.raw)
    return match is not None and match[1].decode() == hashlib.sha256(doc.text.encode()).hexdigest()


def is_output_of(doc: Document, rules: str) -> bool:
    """Whether a document is what this version made with the rules of this digest, so that nothing is left to do."""
    made_by = {b"rules": rules, b"copydesk": __version__}
    values = (re.search(_VALUE % (key, re.escape(value.encode())), doc.raw) for key, value in made_by.items())
    return bool(rules) and all(values) and is_own_output(doc)
