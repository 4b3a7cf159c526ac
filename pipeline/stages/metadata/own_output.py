"""Own output: whether a document is a clean document of copydesk, read back."""

import hashlib
import re

from pipeline.document import Document

_DIGEST_KEY = re.compile(rb'text_sha256"?: "?([0-9a-f]{64})')


def is_own_output(doc: Document) -> bool:
    """Whether the raw bytes name the digest of the text, as the front matter of a clean document does."""
    match = _DIGEST_KEY.search(doc.raw)
    return match is not None and match[1].decode() == hashlib.sha256(doc.text.encode()).hexdigest()
