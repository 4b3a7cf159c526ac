"""The server of ``serve`` as a run beside it finds it: by a private file, and only if it answers with its secret."""

import base64
import os
import stat
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest

from pipeline.execution import prefect_server, running_server
from pipeline.execution.prefect_settings import project_folder
from pipeline.execution.running_server import RunningServer

LOGIN = "copydesk:x"


class Answer(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        known = self.headers["Authorization"] == "Basic " + base64.b64encode(LOGIN.encode()).decode()
        self.send_response(200 if known else 401)
        self.end_headers()

    def log_message(self, *_args: object) -> None:
        return


@pytest.fixture
def address() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Answer) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_a_server_that_answers_is_found_until_it_is_withdrawn(tmp_path: Path, address: str) -> None:
    assert running_server.find(tmp_path) is None
    running_server.announce(tmp_path, RunningServer(address, LOGIN))
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert running_server.find(tmp_path) == RunningServer(address, LOGIN)
    running_server.withdraw(tmp_path)
    assert running_server.find(tmp_path) is None


def test_a_server_of_another_secret_or_a_damaged_file_is_none(tmp_path: Path, address: str) -> None:
    running_server.announce(tmp_path, RunningServer(address, "copydesk:y"))
    assert running_server.find(tmp_path) is None
    running_server.announce(tmp_path, RunningServer("http://127.0.0.1:9", LOGIN))
    assert running_server.find(tmp_path) is None
    next(tmp_path.iterdir()).write_text("[1]")
    assert running_server.find(tmp_path) is None


def test_a_run_beside_serve_starts_no_server(tmp_path: Path, address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for key in ("PREFECT_API_URL", "PREFECT_HOME", "PREFECT_API_AUTH_STRING", "PYTHONSAFEPATH"):
        monkeypatch.setenv(key, "")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    running_server.announce(project_folder("clean"), RunningServer(address, LOGIN))
    assert prefect_server.start_server("clean") is None
    assert os.environ["PREFECT_API_URL"] == f"{address}/api"
    assert os.environ["PREFECT_API_AUTH_STRING"] == LOGIN
