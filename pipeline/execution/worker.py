"""The life of a worker process: batches come down its line, what is said of them goes up. It imports no Prefect."""

import os
import pickle
import resource
import signal
import sys
import time
import traceback
from multiprocessing.connection import Connection
from threading import Thread

from pipeline.corpus.batch import clean_sources
from pipeline.corpus.job import Work

OUT_OF_MEMORY = 77  # the exit code of a worker that could get no more


def main() -> None:
    """The worker's own life: batches come down the line, what is said of them goes up."""
    line, parent = Connection(int(sys.argv[1])), int(sys.argv[2])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle
    os.dup2(2, 1)
    Thread(target=_end_with, args=(parent,), daemon=True).start()
    try:
        while True:
            work, memory = line.recv()
            _bound(memory)
            _clean(line, work)
    except (EOFError, OSError):
        sys.exit()


def _clean(line: Connection, work: Work) -> None:
    try:
        for said in clean_sources(work):
            line.send(said)
        line.send(None)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except Exception as bug:  # noqa: BLE001 - any bug goes up the line whole, to be raised there
        bug.add_note("".join(traceback.format_exception(bug)))
        try:
            pickle.loads(pickle.dumps(bug))  # noqa: S301 - our own
        except (TypeError, AttributeError, pickle.PickleError):
            bug = RuntimeError("".join(traceback.format_exception(bug)))
        line.send(bug)


def _bound(memory: int) -> None:
    """No more memory than half as much again: a leap past the limit between two looks ends in MemoryError."""
    wanted, (_, hard) = memory + memory // 2, resource.getrlimit(resource.RLIMIT_DATA)
    soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(0.2)
    os._exit(1)


if __name__ == "__main__":
    main()
