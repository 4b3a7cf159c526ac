"""Prefect server process: prints its port, then "ready"; serves on loopback and exits with its parent.

1. It listens before Prefect is imported: early requests wait in the socket.
2. It copies a migrated database into its folder, or makes one on the first start of a Prefect version.
3. At the end of a run the parent writes a line, and the server exits once it has stored everything. If the parent was
   killed, standard input closes, and the server exits within two seconds, at any stage of its start.
"""

import asyncio
import gc
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory
from threading import Thread
from typing import Any

from pipeline.execution.prefect_settings import TEMPLATE

MIGRATE = "--migrate"
_EXIT_SECONDS = 1.5  # that a server may take to exit when its parent was killed
_server: Any = None  # the uvicorn server, once it exists


def main() -> None:
    """Serve Prefect's API until the parent ends."""
    os.umask(0o077)
    Thread(target=_exit_with_parent, daemon=True).start()
    gc.disable()  # nothing that an import makes is garbage
    if MIGRATE in sys.argv:
        _create_database()
        os._exit(0)
    listening = socket.create_server(("127.0.0.1", 0), backlog=256)
    port = listening.getsockname()[1]
    _print(str(port))
    origin = f"http://127.0.0.1:{port}"
    os.environ |= {"PREFECT_SERVER_CORS_ALLOWED_ORIGINS": origin, "PREFECT_UI_API_URL": f"{origin}/api"}
    if "PREFECT_API_DATABASE_CONNECTION_URL" not in os.environ:
        _make_database(Path(os.environ["PREFECT_HOME"]))
        os.environ["PREFECT_API_DATABASE_MIGRATE_ON_START"] = "false"
    _run(listening)
    os._exit(0)  # interpreter shutdown would take longer than the run


def _run(listening: socket.socket) -> None:
    import uvicorn
    from prefect.server.api.server import create_app

    class Server(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                gc.freeze()
                gc.enable()
                _print("ready")

    global _server  # noqa: PLW0603 - read by the thread that watches the parent
    _server = Server(uvicorn.Config(create_app(final=True), log_level="critical", timeout_graceful_shutdown=1))
    _server.run(sockets=[listening])


def _make_database(folder: Path) -> None:
    """A migrated database in ``folder``, unless there is one: a copy of the template, which is made if need be."""
    database, template = folder / "prefect.db", folder.parent / TEMPLATE
    if database.exists():
        return
    if not template.exists():
        _make_template(template)
    new = folder / f"new-{os.getpid()}.db"
    shutil.copyfile(template, new)
    new.replace(database)


def _make_template(template: Path) -> None:
    with TemporaryDirectory(dir=template.parent) as folder:
        migrated, copy = Path(folder) / "migrated.db", Path(folder) / TEMPLATE
        _migrate(migrated)
        with closing(sqlite3.connect(migrated)) as connection:
            connection.execute("VACUUM INTO ?", [str(copy)])
        copy.replace(template)


def _migrate(database: Path) -> None:
    """Run all migrations of this Prefect version in a process that uses no other database."""
    env = os.environ | {"PREFECT_API_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{database}"}
    command = [sys.executable, "-P", "-m", __spec__.name, MIGRATE]
    subprocess.run(command, env=env, stdin=_open_pipe(), stdout=subprocess.DEVNULL, check=True)  # noqa: S603 - our own


def _open_pipe() -> int:
    """The reading end of a pipe that is closed when this process exits."""
    return os.pipe()[0]


def _create_database() -> None:
    from prefect.server.database import provide_database_interface

    asyncio.run(provide_database_interface().create_db())


def _print(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _exit_with_parent() -> None:
    ended = sys.stdin.readline()
    if _server is not None:
        _server.should_exit = True
        time.sleep(60 if ended else _EXIT_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    main()
