"""A run by hand: its own Prefect server, private and short-lived; passwords; errors of one line; interrupts."""

import json
import os
import signal
import stat
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from pipeline.corpus.batch import clean_batch
from pipeline.corpus.job import Job
from pipeline.corpus.job_rules import load_job_rules
from pipeline.corpus.planning import plan_batches
from pipeline.corpus.report import Report
from pipeline.document import Edit, Span
from pipeline.errors import StoreUnavailable
from pipeline.execution import prefect_server
from pipeline.execution.prefect_settings import configured_api_url, project_folder, project_name
from pipeline.execution.run_changes import Example, RunChanges, SiteTotals, collect_changes
from pipeline.execution.run_page import run_page
from pipeline.io.asides import Aside

ROOT = Path(__file__).parent.parent
ARTICLE = (
    "Harbour of Odesa reopens after storm\n\n"
    "The harbour of Odesa reopened on Monday, two days after a storm had closed it, its master said.\n\n"
    "Eleven ships with grain left for Egypt before noon, and nine more were to follow in the night.\n"
)
NOTHING_LISTENS = "http://127.0.0.1:9/api"
_UNSET = ("PREFECT_API_URL", "PREFECT_HOME", "PREFECT_PROFILE", "PREFECT_PROFILES_PATH")


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    """The environment of a new user, whose home is empty."""
    kept = {key: value for key, value in os.environ.items() if key not in _UNSET}
    return {**kept, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(tmp_path / "cache"), "HOME": str(tmp_path)}


def write_page(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_text(ARTICLE)
    os.utime(tmp_path / "raw" / "a.txt", (time.time() - 100,) * 2)


def command(*args: str) -> list[str]:
    return [sys.executable, "-m", "pipeline.cli", "run", *args]


def run(env: dict[str, str], cwd: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command(*args), env=env, cwd=cwd, capture_output=True, text=True, check=False)


def processes_of(mark: str) -> list[str]:
    """The command lines of all processes with a variable of this value in their environment."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            if mark.encode() in (process / "environ").read_bytes():
                found.append((process / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        except OSError:
            continue
    return found


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_run_leaves_private_files_and_a_second_one_needs_no_prefect(env: dict[str, str], tmp_path: Path) -> None:
    write_page(tmp_path)
    first = run(env, tmp_path, "raw", "clean")
    assert (first.returncode, "1 cleaned" in first.stdout) == (0, True), first.stderr
    root = next((tmp_path / "cache" / "copydesk").glob("prefect-*"))
    folder = root / project_name(str(tmp_path / "clean"))
    assert [stat.S_IMODE(path.stat().st_mode) for path in (root, folder)] == [0o700, 0o700]
    files = [path for path in root.rglob("*") if path.is_file()]
    assert {stat.S_IMODE(path.stat().st_mode) for path in files} == {0o600}
    assert not [path.name for path in files if path.name.startswith("new-")]
    (folder / "prefect.db").unlink()
    second = run(env, tmp_path, "raw", "clean")
    assert (second.returncode, "1 unchanged" in second.stdout) == (0, True), second.stderr
    assert not (folder / "prefect.db").exists()
    lines = [json.loads(line)["documents"] for line in (folder / "runs.jsonl").read_text().splitlines()]
    assert lines == [{"cleaned": 1, "aside": 0}, {"unchanged": 1, "aside": 0}]


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_password_in_a_url_is_stored_and_printed_nowhere(env: dict[str, str], tmp_path: Path) -> None:
    write_page(tmp_path)
    urls = [f"vault://ann:tall-lantern@host{tmp_path}/{name}" for name in ("raw", "clean")]
    script = [sys.executable, str(ROOT / "tests" / "vault_store.py"), "run", *urls]
    done = subprocess.run(script, env=env, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, "1 cleaned" in done.stdout) == (0, True), done.stderr
    wrong = [url.replace("ann:tall-lantern", "ann:wrong-tall-lantern") for url in urls]
    refused = subprocess.run([*script[:-2], *wrong], env=env, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert refused.returncode == 1
    assert "vault://host" in refused.stderr
    assert len(refused.stderr.splitlines()) == 1
    assert "tall-lantern" not in done.stdout + done.stderr + refused.stdout + refused.stderr
    stored = [path for path in tmp_path.rglob("*") if path.is_file() and b"tall-lantern" in path.read_bytes()]
    assert stored == []


@pytest.mark.parametrize("by", ["environment", "profile", "prefect.toml", ".env"])
def test_a_server_that_is_configured_and_dead_is_one_line(env: dict[str, str], tmp_path: Path, by: str) -> None:
    write_page(tmp_path)
    if by == "environment":
        env["PREFECT_API_URL"] = NOTHING_LISTENS
    elif by == "profile":
        (tmp_path / ".prefect").mkdir()
        profile = f'active = "ours"\n[profiles.ours]\nPREFECT_API_URL = "{NOTHING_LISTENS}"\n'
        (tmp_path / ".prefect" / "profiles.toml").write_text(profile)
    elif by == "prefect.toml":
        (tmp_path / "prefect.toml").write_text(f'[api]\nurl = "{NOTHING_LISTENS}"\n')
    else:
        (tmp_path / ".env").write_text(f"PREFECT_API_URL={NOTHING_LISTENS}\n")
    done = run(env, tmp_path, "raw", "clean")
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith(f"copydesk: the Prefect server at PREFECT_API_URL, {NOTHING_LISTENS}, does not answer")


def test_without_a_setting_no_server_is_configured(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for key in _UNSET:
        monkeypatch.delenv(key, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    assert configured_api_url() == ""


@pytest.mark.parametrize("clean", ["file/clean", "/proc/clean"])
def test_a_place_that_cannot_be_written_is_one_line(env: dict[str, str], tmp_path: Path, clean: str) -> None:
    write_page(tmp_path)
    (tmp_path / "file").touch()
    done = run(env, tmp_path, "raw", clean)
    assert done.returncode == 1
    (line,) = done.stderr.splitlines()
    assert line.startswith("copydesk: ")
    assert clean in line


@pytest.mark.slow
@pytest.mark.timeout(300)
@pytest.mark.parametrize(("how", "code"), [(signal.SIGKILL, -9), (signal.SIGINT, 130), (signal.SIGTERM, -15)])
@pytest.mark.parametrize("seconds", [0.4, 1.2, 3.0])
def test_no_process_outlives_a_run_that_ends_at_its_start(
    env: dict[str, str], tmp_path: Path, how: signal.Signals, code: int, seconds: float
) -> None:
    write_page(tmp_path)
    mark = f"COPYDESK_TEST={tmp_path}"
    env["COPYDESK_TEST"] = str(tmp_path)
    started = subprocess.Popen(
        command("raw", "clean"), env=env, cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True
    )
    time.sleep(seconds)
    assert started.poll() is None
    if how is signal.SIGINT:
        os.killpg(started.pid, how)
    else:
        started.send_signal(how)
    _, errors = started.communicate(timeout=60)
    end = time.monotonic() + 2
    while processes_of(mark) and time.monotonic() < end:
        time.sleep(0.05)
    assert processes_of(mark) == []
    assert (started.returncode, errors) == (code, "")


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_server_of_a_run_answers_only_who_knows_its_secret(env: dict[str, str], tmp_path: Path) -> None:
    script = (
        "from pipeline.execution.prefect_server import start_server\n"
        "server = start_server('clean', ui=True)\n"
        "server.wait_until_ready()\n"
        "print(server.address, server.secret, server.login_file(), flush=True)\n"
        "input()\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script], env=env, cwd=tmp_path, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    address, secret, login = process.stdout.readline().split()
    assert Path(login).read_text().strip() == secret
    with pytest.raises(urllib.error.HTTPError, match="401"):
        urllib.request.urlopen(f"{address}/api/version", timeout=30)  # noqa: S310 - loopback
    settings = urllib.request.Request(f"{address}/ui-settings", headers={"Origin": "http://evil.example"})  # noqa: S310 - loopback
    with urllib.request.urlopen(settings, timeout=30) as response:  # noqa: S310 - loopback
        assert json.loads(response.read())["api_url"] == f"{address}/api"
        assert response.headers["access-control-allow-origin"] is None
    with urllib.request.urlopen(address, timeout=30) as page:  # noqa: S310 - loopback
        assert b"<title>Prefect" in page.read()
    process.communicate("\n", timeout=60)
    assert process.returncode == 0


def test_without_a_cache_folder_the_server_has_a_private_temporary_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", "/proc")
    folder = project_folder("/news/clean")
    assert folder.name == project_name("/news/clean")
    assert folder.parent.parent == Path(tempfile.gettempdir())
    assert stat.S_IMODE(folder.parent.stat().st_mode) == 0o700


def test_folders_of_projects_that_nobody_uses_are_removed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    old, served = project_folder("/old"), project_folder("/served")
    (served / "prefect.db-wal").touch()
    for folder in (old, served):
        os.utime(folder, (0, 0))
    new = project_folder("/new")
    assert sorted(new.parent.iterdir()) == sorted([new, served])


def test_a_server_that_exits_at_its_start_is_one_sentence(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for key in _UNSET:
        monkeypatch.delenv(key, raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    monkeypatch.setattr(prefect_server, "_COMMAND", [sys.executable, "-c", "print(1)"])
    for key in ("PREFECT_API_URL", "PREFECT_HOME", "PREFECT_API_AUTH_STRING", "PYTHONSAFEPATH"):
        monkeypatch.setenv(key, "")
    server = prefect_server.start_server("clean")
    assert server is not None
    with pytest.raises(StoreUnavailable, match="did not start: remove"):
        server.wait_until_ready()


def test_changes_of_a_run_are_totals_documents_and_visible_edits(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_text(f"{ARTICLE}\nMost Popular Articles\n")
    job = Job(raw=str(tmp_path / "raw"), clean=str(tmp_path / "clean"))
    digest = load_job_rules(job).digest
    for batch in plan_batches(job, digest):
        clean_batch(job, batch, digest)
    changes = collect_changes(job)
    title = "Harbour of Odesa reopens after storm"
    row = {"document": "a.txt", "title": title, "url": "", "site": "(no site)", "edits": 3}
    assert changes.documents == [{**row, "words before": 45, "words after": 42}]
    assert changes.sites == {"(no site)": SiteTotals(1, 3, 45, 42)}
    assert [(source, edit.rule, edit.before.strip()) for source, edit in changes.examples] == [
        ("a.txt", "boilerplate/latest-posts", "Most Popular Articles")
    ]
    assert changes.doubtful == []


def test_file_names_cannot_break_out_of_the_page() -> None:
    evil = "a`|```\n# Heading\x1b[31m.txt"
    aside = Aside(evil, "no text", "extract", "extract/no-text", "Look at it.")
    edit = Edit(Span(0, 3), "```\n# not a heading", "x", "typos/x")
    documents: list[dict[str, str | int]] = [{"document": evil, "title": evil, "url": "https://a.example/)|\n# x"}]
    changes = RunChanges({evil: SiteTotals(1, 1, 2, 2)}, documents, [Example(evil, edit)], [])
    page = run_page(Job(raw="r`aw"), Report(asides=(aside,)), changes)
    headings = [line for line in page.splitlines() if line.startswith("#")]
    assert headings == [
        "# `` r`aw `` cleaned into `clean`",
        "## Sites",
        "## Set aside",
        "## Examples of edits",
        "## Documents",
    ]
    assert "\x1b" not in page
    tables = [line for line in page.splitlines() if line.startswith("|")]
    assert {line.replace("\\|", "").count("|") for line in tables} == {3, 6}
