"""The parent's end of one worker process of ``clean_many``."""

import os
import signal
import socket
import subprocess
import sys
from multiprocessing.connection import Connection
from typing import NamedTuple, cast

from pipeline.cleaner.child_process import OUT_OF_MEMORY
from pipeline.cleaner.pool_worker import Setup
from pipeline.document import Document
from pipeline.errors import Unreadable
from pipeline.rules.corpus_rules import CorpusRules

_REMEDY = "Look at the page. That it can do this is a bug in copydesk or in a library it uses: report it."


class Exited(NamedTuple):
    """A worker ended early. ``certain``: the document is the cause; otherwise it is worth another attempt."""

    reason: Unreadable
    certain: bool = False


class WorkerProcess:
    """A process that cleans documents, and the pipe to it. Raises what the process raised while it started."""

    def __init__(self, setup: Setup, limits: CorpusRules) -> None:
        ours, theirs = socket.socketpair()
        command = [sys.executable, "-P", "-m", "pipeline.cleaner.pool_worker", str(theirs.fileno()), str(os.getpid())]
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own module
                command, pass_fds=[theirs.fileno()], stdin=subprocess.DEVNULL, env=environment
            )
        self._pipe = Connection(ours.detach())
        self._pipe.send((setup, limits.max_memory))
        try:
            error = self._pipe.recv()
        except (EOFError, OSError):
            raise RuntimeError(f"a worker process ended at its start: {self._how_it_ended()}") from None
        if error is not None:
            self.kill()
            raise error

    def clean(self, doc: Document, limits: CorpusRules) -> Document | Unreadable | Exited:
        """The cleaned document, or why there is none."""
        try:
            self._pipe.send(doc)
            if not self._pipe.poll(limits.max_seconds):
                return Exited(limits.time_exceeded(), certain=True)
            return cast("Document | Unreadable", self._pipe.recv())
        except (EOFError, OSError):
            how = self._how_it_ended()
        if how == f"exit code {OUT_OF_MEMORY}":
            return Exited(limits.memory_exceeded(), certain=True)
        return Exited(Unreadable("run/crash", f"cleaning it ended the process, twice ({how})", _REMEDY))

    def _how_it_ended(self) -> str:
        code = self._process.wait()
        return signal.Signals(-code).name if code < 0 else f"exit code {code}"

    def kill(self) -> None:
        """End the process at once."""
        self._process.kill()
        self._process.wait()
