"""The fence around each document: any exception in its cleaning sets the document aside, and the run goes on.

This is the only place that catches every exception. What is expected (``Unreadable``) has a reason of its own; all else
is a bug of copydesk or of a library, recorded as ``run/bug`` with its traceback.
"""

import traceback
from collections.abc import Callable, Iterator
from typing import TypeVar

from pipeline.errors import StoreUnavailable, Unreadable
from pipeline.io.asides import BUG, Aside, aside_of
from pipeline.io.readers import chunks
from pipeline.io.sources import Source, holds_many_documents
from pipeline.io.stores.protocol import Store

_MAX_FRAMES = 20  # of a traceback, innermost
_MAX_CHARACTERS = 6000
_MAX_MESSAGE = 300
_Result = TypeVar("_Result")


def fenced(source: str, action: Callable[[], _Result]) -> _Result | Aside:
    """The result of ``action`` for a document, or why the document is set aside.

    Two errors are no fault of the document and pass: MemoryError, which ends the worker, and StoreUnavailable.
    """
    try:
        return action()
    except Unreadable as why:
        return aside_of(source, why)
    except (MemoryError, StoreUnavailable):
        raise
    except Exception as bug:  # noqa: BLE001 - the fence
        return bug_aside(source, bug)


def split_or_whole(raw: Store, source: Source, max_bytes: int) -> Iterator[Source]:
    """The chunks of a file; where splitting it fails, its rest is one, so that its reader gives the reason."""
    if not holds_many_documents(source.path):
        return iter((source,))

    def attempt(next_chunk: chunks.NextChunk) -> Source | None:
        result = fenced(source.path, next_chunk)
        return None if isinstance(result, Aside) else result

    return chunks.split_source(raw, source, max_bytes, attempt=attempt)


def bug_aside(source: str, bug: Exception) -> Aside:
    """The aside of a document at which copydesk failed."""
    message = _printable(f"{type(bug).__name__}: {bug}")[:_MAX_MESSAGE]
    reason = f"cleaning it raised {message}"
    remedy = "This is a bug in copydesk: report it with the traceback in _aside.jsonl. All other documents are cleaned."
    frames = traceback.format_exception(bug, limit=-_MAX_FRAMES)
    return Aside(source, reason, "run", BUG, remedy, traceback=_printable("".join(frames))[-_MAX_CHARACTERS:])


def _printable(text: str) -> str:
    """The text without lone surrogates, which no file can hold."""
    return text.encode(errors="backslashreplace").decode()
