"""The Prefect server of ``copydesk serve``, as other commands of the same project find it.

Its address and secret are in a file of the project's folder that only this user may read. A run beside ``serve`` uses
this server: two servers must not share a database.
"""

import base64
import json
import os
import urllib.request
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

_NAME = "server.json"
_ANSWER_SECONDS = 5  # that it may take to answer
_OK = 200


class RunningServer(NamedTuple):
    """A server that answers: ``address`` without path, ``secret`` as ``user:password``."""

    address: str
    secret: str


def announce(folder: Path, server: RunningServer) -> None:
    """Let other commands find the server."""
    new = folder / f"{_NAME}.{os.getpid()}"
    new.touch(mode=0o600)
    new.write_text(json.dumps(server._asdict()), "utf-8")
    new.replace(folder / _NAME)


def withdraw(folder: Path) -> None:
    """Let no other command find the server any more."""
    (folder / _NAME).unlink(missing_ok=True)


def find(folder: Path) -> RunningServer | None:
    """The server of the project, if one answers; that of a killed process does not."""
    with suppress(OSError, ValueError, TypeError):
        server = RunningServer(**json.loads((folder / _NAME).read_text("utf-8")))
        login = base64.b64encode(server.secret.encode()).decode()
        request = urllib.request.Request(f"{server.address}/api/version", headers={"Authorization": f"Basic {login}"})  # noqa: S310 - our own file
        with urllib.request.urlopen(request, timeout=_ANSWER_SECONDS) as reply:  # noqa: S310 - as above
            return server if reply.status == _OK else None
    return None
