"""Worker process of ``clean_many``: receives documents over a pipe, sends the cleaned ones back.

First it receives its Setup and sends None, or the exception with which importing a stage failed.
"""

import importlib
import os
import pickle
import signal
import sys
import traceback
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING, Any, NamedTuple

from pipeline.cleaner.child_process import OUT_OF_MEMORY, exit_with_parent, limit_memory
from pipeline.document import Document
from pipeline.errors import Unreadable

if TYPE_CHECKING:
    from pipeline.cleaner.cleaner import Cleaner

_REMEDY = "This is a bug in copydesk, in a library it uses, or in a stage of your own: report it with the page."


class Setup(NamedTuple):
    """What a worker needs to make the same cleaner: pickled rules; names of stage modules, or the stages themselves."""

    rules: bytes
    stages: tuple[Any, ...] | None


def main() -> None:
    """Clean documents until the pipe is closed or the parent process ends."""
    pipe, parent = Connection(int(sys.argv[1])), int(sys.argv[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the parent handles Ctrl-C
    os.dup2(2, 1)
    exit_with_parent(parent)
    try:
        setup, max_memory = pipe.recv()
        cleaner = _start(pipe, setup)
        limit_memory(max_memory)
        while cleaner:
            pipe.send(_reply(cleaner, pipe.recv()))
    except (EOFError, OSError):
        sys.exit()


def _start(pipe: Connection, setup: Setup) -> "Cleaner | None":
    from pipeline.cleaner.cleaner import Cleaner

    try:
        stages = setup.stages and [importlib.import_module(s) if isinstance(s, str) else s for s in setup.stages]
        cleaner = Cleaner(rules=pickle.loads(setup.rules), stages=stages)  # noqa: S301 - of the parent process
    except (ImportError, AttributeError) as why:
        pipe.send(why)
        return None
    pipe.send(None)
    return cleaner


def _reply(cleaner: "Cleaner", doc: Document) -> Document | Unreadable:
    try:
        return cleaner.clean_document(doc)
    except Unreadable as why:
        return why
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except Exception as bug:  # noqa: BLE001 - a result for this document; the others are cleaned
        trace = "".join(traceback.format_exception(bug))
        return Unreadable("run/bug", f"{type(bug).__name__}: {bug}", f"{_REMEDY}\n{trace}")


if __name__ == "__main__":
    main()
