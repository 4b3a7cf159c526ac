"""Reasons why a reader sets a document aside."""

from pipeline.errors import Unreadable


def too_large(max_bytes: int) -> Unreadable:
    """The document has more than ``max_bytes``."""
    remedy = "Raise max_bytes in corpus.yaml if it is an article."
    return Unreadable("reader/too-large", f"larger than max_bytes, {max_bytes}", remedy)


def corrupt(problem: str) -> Unreadable:
    """The file, or a part of it, is damaged; ``problem`` says what is wrong."""
    return Unreadable("reader/corrupt", problem, "Fetch the file again.")
