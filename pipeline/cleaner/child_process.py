"""What worker processes have in common: a memory limit, and an end when the parent process ends."""

import os
import resource
import time
from threading import Thread

OUT_OF_MEMORY = 77
"""Exit code of a worker that could allocate no more memory."""
_CHECK_SECONDS = 0.2


def limit_memory(max_bytes: int) -> None:
    """Let the system refuse more memory than this to the process; Python reports it as MemoryError."""
    _, hard = resource.getrlimit(resource.RLIMIT_DATA)
    soft = max_bytes if hard == resource.RLIM_INFINITY else min(max_bytes, hard)
    resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def exit_with_parent(parent: int) -> None:
    """End this process soon after the process ``parent`` ends."""
    Thread(target=_watch, args=(parent,), daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_CHECK_SECONDS)
    os._exit(1)
