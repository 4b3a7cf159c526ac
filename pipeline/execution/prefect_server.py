"""The Prefect server that a run uses: the one that the user configured, or one of its own on loopback.

An own server lasts as long as this process. It answers only who knows its secret, and no foreign origin. Its folder,
which only this user may read, belongs to one project: two projects never share a database. A run beside ``copydesk
serve`` uses its server.
"""

import atexit
import logging
import os
import secrets
import subprocess
import sys
import urllib.error
import urllib.request
from contextlib import suppress
from pathlib import Path

from pipeline.errors import StoreUnavailable
from pipeline.execution import running_server
from pipeline.execution.prefect_settings import QUIET, configured_api_url, project_folder
from pipeline.execution.running_server import RunningServer

_EXIT_SECONDS = 15  # that the server may take to store everything and exit
_ANSWER_SECONDS = 5  # that the user's server may take to answer
_COMMAND = [sys.executable, "-P", "-m", "pipeline.execution.prefect_server_main"]


class OwnServer:
    """A server process of our own: ``folder`` has its database, ``secret`` is what its clients must know."""

    def __init__(self, process: subprocess.Popen[str], folder: Path, secret: str) -> None:
        self._process, self.folder, self.secret = process, folder, secret
        self._announced = False
        self.address = f"http://127.0.0.1:{self._read_line()}"

    def _read_line(self) -> str:
        line = self._process.stdout.readline() if self._process.stdout else ""
        if not line:
            remedy = f"remove {self.folder}, or see --verbose"
            raise StoreUnavailable(f"the Prefect server of this run did not start: {remedy}")
        return line.strip()

    def wait_until_ready(self) -> None:
        """Return once it answers. Raises StoreUnavailable if it exited."""
        self._read_line()

    def login_file(self) -> Path:
        """A file with the secret that the web UI asks for, readable by this user only."""
        path = self.folder / "login.txt"
        path.touch(mode=0o600)
        path.write_text(f"{self.secret}\n", "utf-8")
        return path

    def announce(self) -> None:
        """Let other commands of the project use this server."""
        running_server.announce(self.folder, RunningServer(self.address, self.secret))
        self._announced = True

    def stop(self) -> None:
        """Let the server store everything and exit."""
        if self._announced:
            running_server.withdraw(self.folder)
        with suppress(OSError):
            if self._process.stdin is not None:
                self._process.stdin.write("stop\n")
                self._process.stdin.close()
        try:
            self._process.wait(timeout=_EXIT_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()


def start_server(clean: str = "", *, verbose: bool = False, ui: bool = False) -> OwnServer | None:
    """Use the user's server or that of ``serve`` (None), or start one for CLEAN. Call before Prefect is imported.

    Returns before the server is ready. ``ui``: with the web UI. Raises StoreUnavailable if the user's does not answer.
    """
    settings = QUIET | {"PREFECT_LOGGING_LEVEL": "INFO" if verbose else "CRITICAL"}
    os.environ.update({key: value for key, value in settings.items() if key not in os.environ})
    os.environ["PYTHONSAFEPATH"] = "1"  # no child imports a module of the current folder in place of ours
    if not verbose:
        logging.getLogger("EventsWorker").setLevel(logging.CRITICAL)  # Prefect's levels do not reach it
    if url := configured_api_url():
        _check(url)
        os.environ["PREFECT_API_URL"] = url
        return None
    folder = project_folder(clean)
    if running := running_server.find(folder):
        os.environ |= {"PREFECT_HOME": str(folder), "PREFECT_API_AUTH_STRING": running.secret}
        os.environ["PREFECT_API_URL"] = f"{running.address}/api"
        return None
    return _start_own(folder, verbose=verbose, ui=ui)


def _check(url: str) -> None:
    """Raise StoreUnavailable if nothing answers at the API of the user's server."""
    try:
        urllib.request.urlopen(f"{url}/health", timeout=_ANSWER_SECONDS).close()  # noqa: S310 - the user's own setting
    except urllib.error.HTTPError:
        return  # it answers
    except (OSError, ValueError) as why:
        reason = getattr(why, "reason", why)
        raise StoreUnavailable(f"the Prefect server at PREFECT_API_URL, {url}, does not answer: {reason}") from None


def _start_own(folder: Path, *, verbose: bool, ui: bool) -> OwnServer:
    secret = f"copydesk:{secrets.token_urlsafe(24)}"
    os.environ |= {"PREFECT_HOME": str(folder), "PREFECT_API_AUTH_STRING": secret}
    switches = {"PREFECT_UI_ENABLED": str(ui), "PREFECT_API_BLOCKS_REGISTER_ON_START": str(ui)}
    env = os.environ | switches | {"PREFECT_SERVER_API_AUTH_STRING": secret}
    process = subprocess.Popen(  # noqa: S603 - our own module
        _COMMAND,
        env={key: value for key, value in env.items() if key != "PREFECT_API_URL"},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=None if verbose else subprocess.DEVNULL,
        text=True,
        start_new_session=True,  # Ctrl-C does not reach it
    )
    server = OwnServer(process, folder, secret)
    atexit.register(server.stop)  # before Prefect registers its own handlers, which then run first
    os.environ["PREFECT_API_URL"] = f"{server.address}/api"
    return server
