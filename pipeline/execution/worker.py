"""Worker process: receives batches over a pipe, cleans them, sends messages back. It imports no Prefect.

For each batch it counts the documents in shared memory, each before it is read, and sends lists of result rows that are
safely written, and None at the end. What ends a batch early is sent too: an exception that ends the run, such as a full
disk, or a bug in copydesk, as an ``Aside`` without a name.
"""

import gc
import os
import sys
from multiprocessing.connection import Connection
from typing import TYPE_CHECKING

from pipeline.cleaner.child_process import OUT_OF_MEMORY, exit_with_parent, limit_memory
from pipeline.errors import BadRules, LostDocuments, StoreUnavailable
from pipeline.execution.step_counter import StepCounter

if TYPE_CHECKING:
    from pipeline.corpus.job import BatchTask


def main() -> None:
    """Clean batches until the pipe is closed or the parent process ends."""
    pipe, counter, parent = Connection(int(sys.argv[1])), StepCounter(int(sys.argv[2])), int(sys.argv[3])
    os.dup2(2, 1)
    gc.disable()  # until the rules are loaded: nothing of them is garbage
    exit_with_parent(parent)  # before the imports, which take seconds on a busy machine
    import pipeline.corpus.batch  # noqa: F401 - while the parent plans

    try:
        while True:
            work, max_memory = pipe.recv()
            limit_memory(max_memory + max_memory // 2)  # a jump past the limit between two checks of the parent
            _clean(pipe, counter, work)
    except (EOFError, OSError):
        sys.exit()


def _clean(pipe: Connection, counter: StepCounter, task: "BatchTask") -> None:
    from pipeline.corpus.batch import clean_sources
    from pipeline.corpus.fence import bug_aside

    try:
        for message in clean_sources(task):
            if not gc.isenabled():
                gc.freeze()
                gc.enable()
            if isinstance(message, int):
                counter.set(message)
            else:
                pipe.send(message)
        pipe.send(None)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except (BadRules, LostDocuments, StoreUnavailable, OSError) as why:
        pipe.send(why)
    except Exception as bug:  # noqa: BLE001 - outside the fence around each document
        pipe.send(bug_aside("", bug))


if __name__ == "__main__":
    main()
