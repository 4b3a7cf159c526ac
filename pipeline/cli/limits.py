"""The limits of ``corpus.yaml`` on time and memory, for documents that are cleaned in this process.

Time: an alarm signal interrupts the main thread. Memory: the system refuses more, which Python reports as MemoryError.
"""

import resource
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from pipeline.errors import Unreadable
from pipeline.rules.corpus_rules import CorpusRules

_AGAIN_SECONDS = 1.0  # until the next alarm, in case a library swallowed the first one


class _TimeExceeded(BaseException):
    """Not an Exception, so that no library takes it for an error of its own."""


@contextmanager
def limited(limits: CorpusRules) -> Iterator[list[Unreadable]]:
    """Run the block within the limits; the list it yields gets the limit that the block exceeded."""
    exceeded: list[Unreadable] = []
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    most = limits.max_memory if hard == resource.RLIM_INFINITY else min(limits.max_memory, hard)
    previous = signal.signal(signal.SIGALRM, _raise)
    try:
        resource.setrlimit(resource.RLIMIT_DATA, (most, hard))
        signal.setitimer(signal.ITIMER_REAL, limits.max_seconds, _AGAIN_SECONDS)
        yield exceeded
    except _TimeExceeded:
        exceeded.append(limits.time_exceeded())
    except MemoryError:
        exceeded.append(limits.memory_exceeded())
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, previous)
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _raise(_signal: int, _frame: FrameType | None) -> None:
    raise _TimeExceeded
