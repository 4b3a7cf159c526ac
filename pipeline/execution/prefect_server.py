"""A Prefect server of the run's own, on loopback, for as long as the run lasts; none when PREFECT_API_URL names one.

It listens before Prefect is imported, so that server and run start at the same time: early requests wait in the
socket. It exits when its standard input closes, thus also when the run is killed.
"""

import atexit
import logging
import os
import socket
import subprocess
import sys
from importlib.metadata import version
from threading import Thread

from platformdirs import user_cache_path

_SETTINGS = {
    "DO_NOT_TRACK": "1",
    "PREFECT_LOGGING_INTERNAL_LEVEL": "CRITICAL",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
    "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_BATCH_SIZE": "100",
    "PREFECT_SERVER_SERVICES_TASK_RUN_RECORDER_FLUSH_INTERVAL": "1",
}
_EXIT_SECONDS = 15  # that the server may take to exit


def start_server(*, verbose: bool = False) -> None:
    """Use the user's server, or start one that exits after this process. Call before importing ``flow``."""
    settings = _SETTINGS | {"PREFECT_LOGGING_LEVEL": "INFO" if verbose else "CRITICAL"}
    os.environ.update({key: value for key, value in settings.items() if key not in os.environ})
    if not verbose:
        logging.getLogger("EventsWorker").setLevel(logging.CRITICAL)  # Prefect's levels do not reach it
    if os.environ.get("PREFECT_API_URL"):
        return
    home = user_cache_path("copydesk") / f"prefect-{version('prefect')}"
    home.mkdir(parents=True, exist_ok=True)
    os.environ["PREFECT_HOME"] = str(home)
    command = [sys.executable, "-m", "pipeline.execution.prefect_server"]
    stderr = None if verbose else subprocess.DEVNULL
    child = subprocess.Popen(  # noqa: S603 - our own module
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=stderr, text=True, start_new_session=True
    )
    atexit.register(_stop, child)  # before Prefect registers its own, so that Prefect has sent everything by then
    os.environ["PREFECT_API_URL"] = f"http://127.0.0.1:{_read_port(child)}/api"


def _read_port(child: subprocess.Popen[str]) -> int:
    """The port, the one line that the server prints."""
    if child.stdout is None or not (line := child.stdout.readline()):
        raise RuntimeError("the Prefect server of this run did not start; see --verbose")
    return int(line)


def _stop(child: subprocess.Popen[str]) -> None:
    if child.stdin is not None:
        child.stdin.close()
    try:
        child.wait(timeout=_EXIT_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()


def _serve() -> None:
    listening = socket.create_server(("127.0.0.1", 0), backlog=256)
    sys.stdout.write(f"{listening.getsockname()[1]}\n")
    sys.stdout.flush()

    import uvicorn

    app = "prefect.server.api.server:create_app"
    server = uvicorn.Server(uvicorn.Config(app, factory=True, log_level="critical", timeout_graceful_shutdown=3))
    Thread(target=_exit_with_parent, args=(server,), daemon=True).start()
    server.run(sockets=[listening])


def _exit_with_parent(server: object) -> None:
    sys.stdin.read()
    server.should_exit = True  # type: ignore[attr-defined]  # uvicorn.Server, imported late


if __name__ == "__main__":
    _serve()
