"""Processes that clean batches side by side. They import no Prefect, and end when their parent does."""

import multiprocessing
import os
import time
from concurrent.futures import ProcessPoolExecutor
from threading import Thread


def pool(workers: int) -> ProcessPoolExecutor:
    """A pool of ``workers`` fresh processes (spawned: no lock or thread of the parent is copied into them)."""
    context = multiprocessing.get_context("spawn")
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_watch, initargs=(os.getpid(),))


def _watch(parent: int) -> None:
    """Ends this process within a second of its parent's end, also when that was killed."""
    Thread(target=_end_with, args=(parent,), daemon=True).start()


def _end_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(1)
