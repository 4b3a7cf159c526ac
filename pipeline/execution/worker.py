"""Worker process: receives batches over a pipe, cleans them, sends messages back. It imports no Prefect.

For each batch it sends the number of a document before it is read, lists of result rows that are safely written, and
None at the end. What ends a batch early is sent too: an exception that ends the run, such as a full disk, or a bug in
copydesk, as an ``Aside`` without a name.
"""

import gc
import os
import resource
import sys
import time
from multiprocessing.connection import Connection
from threading import Thread

from pipeline.corpus.batch import clean_sources
from pipeline.corpus.fence import bug_aside
from pipeline.corpus.job import BatchTask
from pipeline.errors import BadRules, LostDocuments, StoreUnavailable

OUT_OF_MEMORY = 77
"""Exit code of a worker that could allocate no more memory."""


def main() -> None:
    """Clean batches until the pipe is closed or the parent process ends."""
    pipe, parent = Connection(int(sys.argv[1])), int(sys.argv[2])
    os.dup2(2, 1)
    gc.disable()  # until the rules are loaded: nothing of them is garbage
    Thread(target=_exit_with_parent, args=(parent,), daemon=True).start()
    try:
        while True:
            work, max_memory = pipe.recv()
            _limit_memory(max_memory)
            _clean(pipe, work)
    except (EOFError, OSError):
        sys.exit()


def _clean(pipe: Connection, task: BatchTask) -> None:
    try:
        for message in clean_sources(task):
            if not gc.isenabled():
                gc.freeze()
                gc.enable()
            pipe.send(message)
        pipe.send(None)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except (BadRules, LostDocuments, StoreUnavailable, OSError) as why:
        pipe.send(why)
    except Exception as bug:  # noqa: BLE001 - outside the fence around each document
        pipe.send(bug_aside("", bug))


def _limit_memory(max_memory: int) -> None:
    """Raise MemoryError at 1.5 times the limit: a jump past the limit between two checks of the parent."""
    wanted, (_, hard) = max_memory + max_memory // 2, resource.getrlimit(resource.RLIMIT_DATA)
    soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _exit_with_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(1)


if __name__ == "__main__":
    main()
