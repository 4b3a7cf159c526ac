"""The flow under a real Prefect server: scheduled, deployed, cancelled, late, retried; and its artifacts."""

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from pipeline.cli import new_project, schedule
from pipeline.errors import FolderLocked
from pipeline.execution.prefect_settings import artifact_key, project_name
from pipeline.io.lock import check_unlocked, lock_folder
from pipeline.io.stores import open_store

ROOT = Path(__file__).parent.parent
ARTICLE = (
    "Harbour of Odesa reopens after storm\n\n"
    "The harbour of Odesa reopened on Monday, two days after a storm had closed it, its master said.\n\n"
    "Eleven ships with grain left for Egypt before noon, and nine more were to follow in the night.\n"
)
WAIT_SECONDS = 110.0


@pytest.mark.parametrize("text", ["", "15", "m", "0m", "1.5h", "-3s", "15 minutes"])
def test_no_interval(text: str) -> None:
    assert schedule.parse_interval(text) is None


@pytest.mark.parametrize(("text", "seconds"), [("30s", 30), ("15m", 900), ("2 h", 7200), ("1d", 86400)])
def test_interval(text: str, seconds: int) -> None:
    assert schedule.parse_interval(text).total_seconds() == seconds  # type: ignore[union-attr]  # it is an interval


class Server:
    """A Prefect server on loopback, and requests to its API."""

    def __init__(self, home: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}/api"
        self.env = {
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "PREFECT_HOME": str(home),
            "PREFECT_API_URL": self.url,
            "DO_NOT_TRACK": "1",
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "PREFECT_RUNNER_POLL_FREQUENCY": "1",
            "PREFECT_WORKER_QUERY_SECONDS": "1",
            "PREFECT_WORKER_PREFETCH_SECONDS": "1",
            "PREFECT_SERVER_SERVICES_SCHEDULER_LOOP_SECONDS": "2",
        }
        del self.env["PREFECT_API_URL"]
        self.process = self.start("-m", "prefect", "server", "start", "--host", "127.0.0.1", "--port", str(port))
        self.env["PREFECT_API_URL"] = self.url
        wait(self.healthy, "the server to answer")

    def start(self, *args: str, cwd: Path = ROOT) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, *args],
            env=self.env,
            cwd=cwd,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def post(self, path: str, **data: object) -> Any:
        body = json.dumps(data).encode()
        request = urllib.request.Request(self.url + path, body, {"Content-Type": "application/json"})  # noqa: S310 - loopback
        for _ in range(20):  # a busy server answers 503: ask again
            with suppress(urllib.error.HTTPError), urllib.request.urlopen(request, timeout=60) as response:  # noqa: S310 - loopback
                return json.loads(response.read())
            time.sleep(1)
        raise AssertionError(f"the server does not answer {path}")

    def healthy(self) -> bool:
        try:
            with urllib.request.urlopen(self.url + "/health", timeout=5):  # noqa: S310 - loopback
                return True
        except OSError:
            return False

    def runs(self, state: str) -> list[Any]:
        runs = self.post("/flow_runs/filter", sort="START_TIME_ASC")
        return [run for run in runs if run["state_name"] == state]


def wait(until: Callable[[], object], what: str, *, seconds: float = WAIT_SECONDS) -> None:
    end = time.monotonic() + seconds
    while not until():
        assert time.monotonic() < end, f"timed out waiting for {what}"
        time.sleep(0.3)


def is_unlocked(clean: Path) -> bool:
    """Whether no run locks the folder."""
    with suppress(FolderLocked):
        check_unlocked(open_store(str(clean)))
        return True
    return False


def end(process: subprocess.Popen[bytes], how: signal.Signals) -> int:
    os.killpg(process.pid, how)
    try:
        return process.wait(timeout=60)
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    running = Server(tmp_path_factory.mktemp("prefect"))
    yield running
    end(running.process, signal.SIGKILL)


def write_page(raw: Path, name: str) -> None:
    raw.mkdir(parents=True, exist_ok=True)
    (raw / name).write_text(ARTICLE.replace("Odesa", f"Odesa {name}"))
    os.utime(raw / name, (time.time() - 100,) * 2)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_scheduled_runs_clean_only_new_files(server: Server, tmp_path: Path) -> None:
    raw, clean = tmp_path / "raw", tmp_path / "clean"
    write_page(raw, "a.txt")
    serving = server.start("-m", "pipeline.cli", "serve", str(raw), str(clean), "--every", "3s", "--name", "often")
    try:
        wait(lambda: server.runs("Completed"), "a first run")
        first = (clean / "a.txt.md").stat().st_mtime_ns
        write_page(raw, "b.txt")
        wait((clean / "b.txt.md").exists, "the new file to be cleaned")
        done = len(server.runs("Completed"))
        wait(lambda: len(server.runs("Completed")) > done, "another run")
        assert (clean / "a.txt.md").stat().st_mtime_ns == first
        key = artifact_key(str(clean))
        artifacts = {artifact["key"] for artifact in server.post("/artifacts/filter")}
        assert {f"copydesk-{name}-{key}" for name in ("summary", "edits", "documents")} <= artifacts
        pages = [
            found["data"] for found in server.post("/artifacts/filter") if found["key"] == f"copydesk-summary-{key}"
        ]
        assert any("1 cleaned, 1 unchanged" in page for page in pages)
        names = {run["name"] for run in server.post("/flow_runs/filter") if run["state_name"] == "Completed"}
        assert names == {f"clean-{raw}"}
    finally:
        code = end(serving, signal.SIGINT)
    assert code in {0, 130}


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_deployed_runs_start_skip_when_late_and_cancel(server: Server, tmp_path: Path) -> None:
    project = tmp_path / "project"
    assert list(new_project.make(project))
    deployment_file = project / "prefect.yaml"
    assert "*/15 * * * *" in deployment_file.read_text()
    deployment_file.write_text(deployment_file.read_text().replace("*/15 * * * *", "0 0 1 1 *"))  # no run meanwhile
    write_page(project / "raw", "a.txt")
    prefect = [sys.executable, "-m", "prefect", "--no-prompt"]
    for args in (["work-pool", "create", "local-process", "--type", "process"], ["deploy", "--all"]):
        done = subprocess.run(
            [*prefect, *args], env=server.env, cwd=project, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stdout + done.stderr
    (deployment,) = [found for found in server.post("/deployments/filter") if found["name"] == "project"]
    assert deployment["concurrency_options"]["collision_strategy"] == "CANCEL_NEW"
    worker = server.start("-m", "prefect", "worker", "start", "--pool", "local-process", cwd=project)
    path = f"/deployments/{deployment['id']}/create_flow_run"
    try:
        run = server.post(path, state={"type": "SCHEDULED"})
        wait((project / "clean" / "a.txt.md").exists, "the deployed run to clean")
        wait(lambda: run["id"] in {found["id"] for found in server.runs("Completed")}, "its end")
        long_ago = {
            "type": "SCHEDULED",
            "state_details": {"scheduled_time": datetime(2020, 1, 1, tzinfo=UTC).isoformat()},
        }
        server.post(path, state=long_ago)
        wait(lambda: server.runs("Skipped"), "the late run to be skipped")
        with lock_folder(open_store(str(project / "clean"))):
            server.post(path, state={"type": "SCHEDULED"})
            wait(lambda: server.runs("Failed"), "the run to report that the folder is locked")
        assert "is locked by a run" in server.runs("Failed")[0]["state"]["message"]
        for number in range(4000):
            write_page(project / "raw" / "many", f"{number}.txt")
        run = server.post(path, state={"type": "SCHEDULED"})
        wait(lambda: list((project / "clean" / "many").glob("*.md")), "a long run to begin")
        server.post(f"/flow_runs/{run['id']}/set_state", state={"type": "CANCELLING", "name": "Cancelling"}, force=True)
        wait(lambda: server.runs("Cancelled"), "the run to be cancelled")
        wait(lambda: is_unlocked(project / "clean"), "its processes to end")
        with lock_folder(open_store(str(project / "clean"))):
            documents = len(list((project / "clean" / "many").glob("*.md")))
        assert 0 < documents < 4000
    finally:
        end(worker, signal.SIGINT)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_batch_is_retried_when_its_store_fails_twice(server: Server, tmp_path: Path) -> None:
    write_page(tmp_path / "raw", "a.txt")
    write_page(tmp_path / "raw", "flaky-b.txt")
    done = subprocess.run(
        [
            sys.executable,
            str(Path(__file__).parent / "flaky_store.py"),
            "run",
            f"flaky://{tmp_path}/raw",
            f"{tmp_path}/clean",
        ],
        env=server.env,
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert "Counter({'cleaned': 2})" in done.stdout
    assert (tmp_path / "tries-flaky-b.txt").read_text() == "3"
    tasks = server.post("/task_runs/filter", task_runs={"name": {"any_": ["batch-0"]}})
    assert max(task["run_count"] for task in tasks) == 3


def check_commands_beside_serve(folder: Path, env: dict[str, str]) -> None:
    """A run uses the server of ``serve``; another ``serve`` of the same folder is refused."""
    write_page(folder / "other", "other.txt")
    command = [sys.executable, "-m", "pipeline.cli"]

    def run(*args: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*command, *args], env=env, cwd=folder, capture_output=True, text=True, check=False)

    wait(lambda: run("run", "other", "clean").returncode == 0, "a run between two scheduled ones")
    (folder / "clean" / "other.txt.md").unlink()
    name = project_name(str(folder / "clean"))
    (described,) = Path(env["XDG_CACHE_HOME"]).glob(f"copydesk/prefect-*/{name}/server.json")
    server = json.loads(described.read_text())
    login = base64.b64encode(server["secret"].encode()).decode()
    headers = {"Content-Type": "application/json", "Authorization": f"Basic {login}"}
    request = urllib.request.Request(f"{server['address']}/api/flow_runs/filter", b"{}", headers)  # noqa: S310 - loopback
    with urllib.request.urlopen(request, timeout=60) as reply:  # noqa: S310 - loopback
        assert "clean-other" in {run["name"] for run in json.loads(reply.read())}
    refused = run("serve", "raw", "clean", "--every", "5s")
    assert (refused.returncode, "is served already" in refused.stderr) == (3, True)


@pytest.mark.slow
@pytest.mark.timeout(600)
def test_two_projects_of_one_account_are_served_side_by_side(tmp_path: Path) -> None:
    env = {key: value for key, value in os.environ.items() if not key.startswith("PREFECT_")}
    env |= {
        "PREFECT_RUNNER_POLL_FREQUENCY": "1",
        "PYTHONPATH": str(ROOT),
        "XDG_CACHE_HOME": str(tmp_path / "cache"),
        "HOME": str(tmp_path),
    }
    serving = {}
    for name in ("first", "second"):
        write_page(tmp_path / name / "raw", f"{name}.txt")
        serving[name] = subprocess.Popen(
            [sys.executable, "-m", "pipeline.cli", "serve", "raw", "clean", "--every", "5s"],
            env=env,
            cwd=tmp_path / name,
            stderr=(tmp_path / f"{name}.log").open("w"),
            start_new_session=True,
        )
    logs = {name: tmp_path / f"{name}.log" for name in serving}
    try:
        for log in logs.values():
            wait(lambda log=log: log.read_text().count(": completed after ") >= 3, "three runs", seconds=400)  # type: ignore[misc]  # a lambda with a default
        check_commands_beside_serve(tmp_path / "first", env)
    finally:
        codes = [end(process, signal.SIGTERM) for process in serving.values()]
    assert codes == [0, 0]
    for name, log in logs.items():
        assert [path.name for path in (tmp_path / name / "clean").glob("*.md")] == [f"{name}.txt.md"]
        first, page, *runs = log.read_text().splitlines()
        assert f"cleans {tmp_path / name / 'raw'} into {tmp_path / name / 'clean'} every 5s" in first
        assert page.startswith("copydesk: web page: http://127.0.0.1:")
        assert "1 cleaned, 0 unchanged, 0 set aside; next at 20" in runs[0]
        assert "0 cleaned, 1 unchanged, 0 set aside; next at 20" in runs[1]
        assert {line.partition(":")[0] for line in runs} == {"copydesk"}
