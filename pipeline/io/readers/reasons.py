"""Reasons why a reader sets a document or a file aside."""

from pipeline.errors import Unreadable
from pipeline.io.stores.protocol import LINK, NAME, SPECIAL, UNREADABLE_FOLDER

_PROBLEMS = {
    SPECIAL: ("it is no regular file: a pipe, a device or a socket", "Remove it from RAW."),
    LINK: ("it is a link to a folder, or out of RAW", "Replace it by the file, or run with --follow-links."),
    UNREADABLE_FOLDER: ("the folder cannot be listed", "Look at its permissions, then run again."),
    NAME: ("its name is not UTF-8, or has an empty part, or . or ..", "Rename the file."),
}


def unopened(path: str, problem: str) -> Unreadable | None:
    """Why a file must not be opened, for its name or for its ``FileInfo.problem``; None if it may."""
    printable = path.encode(errors="replace").decode() == path
    rule = problem or ("" if printable else NAME)
    return Unreadable(rule, *_PROBLEMS[rule]) if rule else None


def too_large(max_bytes: int) -> Unreadable:
    """The document has more than ``max_bytes``."""
    remedy = "Raise max_bytes in corpus.yaml if it is an article."
    return Unreadable("reader/too-large", f"larger than max_bytes, {max_bytes}", remedy)


def corrupt(problem: str) -> Unreadable:
    """The file, or a part of it, is damaged; ``problem`` says what is wrong."""
    return Unreadable("reader/corrupt", problem, "Fetch the file again.")
