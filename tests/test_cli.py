"""The commands: output and exit codes."""

import io
import json
import os
import pty
import re
import signal
import subprocess
import sys
import time
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
import yaml

from pipeline import __version__
from pipeline.cli import new_project
from pipeline.cli import project as project_module
from pipeline.cli.app import main
from pipeline.io.lock import lock_folder
from pipeline.io.stores import open_store

ARTICLE = (
    "Harbour of Odesa reopens after storm\n\n"
    "The harbour of Odesa reopened on Monday, two days after a storm had closed it, its master said.\n\n"
    "Eleven ships with grain left for Egypt before noon, and nine more were to follow in the night.\n\n"
    "Most Popular Articles\n"
)


def copydesk_process(*args: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in a process of its own, as commands that start a server need."""
    command = [sys.executable, "-m", "pipeline.cli", *args]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent), "COLUMNS": "160"}
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, env=environment, check=False)


def copydesk(*args: str | Path, cwd: Path, stdin: str = "") -> subprocess.CompletedProcess[str]:
    """Run a command in this process."""
    words = list(map(str, args))
    streams = [io.TextIOWrapper(io.BytesIO(content), "utf-8", newline="") for content in (stdin.encode(), b"", b"")]
    project_module._find.cache_clear()  # noqa: SLF001 - it remembers the project of the current folder
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(cwd)
        patch.setenv("COLUMNS", "160")
        patch.setattr(sys, "argv", ["copydesk", *words])
        for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
            patch.setattr(sys, name, stream)
        code: object = 0
        try:
            main()
        except SystemExit as end:
            code = end.code
    texts = []
    for stream in streams[1:]:
        stream.flush()
        texts.append(stream.buffer.getvalue().decode())
    return subprocess.CompletedProcess(words, int(str(code or 0)), *texts)


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    folder = tmp_path / "raw"
    folder.mkdir()
    (folder / "a.txt").write_text(ARTICLE)
    (folder / "empty.txt").write_text("")
    return folder


def test_version(tmp_path: Path) -> None:
    assert copydesk("--version", cwd=tmp_path).stdout == f"copydesk {__version__}\n"


def test_clean_is_a_filter(raw: Path) -> None:
    from_file = copydesk("clean", "a.txt", cwd=raw)
    from_input = copydesk("clean", "-", cwd=raw, stdin=ARTICLE)
    assert from_file.returncode == 0
    assert from_file.stdout.startswith("---\nid: a.txt\ntitle: Harbour of Odesa reopens after storm\n")
    assert from_file.stdout.endswith("to follow in the night.\n")
    assert from_input.stdout == from_file.stdout.replace("a.txt", '"-"')


def test_clean_names_a_document_set_aside_and_continues(raw: Path) -> None:
    done = copydesk("clean", "empty.txt", "a.txt", "--to", "jsonl", cwd=raw)
    assert done.returncode == 1
    assert done.stderr.startswith("copydesk: empty.txt: ")
    assert json.loads(done.stdout)["id"] == "a.txt"


def test_clean_and_explain_have_the_time_limit_of_a_run(raw: Path) -> None:
    (raw / "configs").mkdir()
    (raw / "configs" / "corpus.yaml").write_text("max_seconds: 0.05\n")
    (raw / "a.txt").write_text(ARTICLE * 2000)
    for command in ("clean", "explain"):
        done = copydesk(command, "a.txt", "empty.txt", "a.txt", "--configs", "configs", cwd=raw)
        assert done.returncode == 1
        assert [line.partition(". ")[0] for line in done.stderr.splitlines()] == [
            "copydesk: a.txt: took longer than max_seconds, 0.05",
            "copydesk: empty.txt: the file holds no characters",
            "copydesk: a.txt: took longer than max_seconds, 0.05",
        ]


def test_clean_imports_nothing_heavy_for_plain_text(raw: Path) -> None:
    script = (
        "import sys; from pipeline.cli.app import app; app(['clean', 'a.txt'], standalone_mode=False);"
        "heavy = {'prefect', 'trafilatura', 'lxml', 'rich', 'numpy', 'uvicorn'};"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=raw, capture_output=True, text=True, check=True)
    assert done.stderr == "[]\n"


def test_explain_shows_each_change_with_its_rule(raw: Path) -> None:
    lines = copydesk("explain", "a.txt", cwd=raw).stdout.splitlines()
    assert lines[0] == "a.txt"
    assert any("[-Most Popular Articles" in line and "boilerplate/" in line for line in lines)
    assert any("title: Harbour of Odesa reopens after storm" in line and "metadata/" in line for line in lines)


def test_explain_prints_the_record_as_json(raw: Path) -> None:
    data = json.loads(copydesk("explain", "a.txt", "--json", cwd=raw).stdout)
    assert [step["stage"] for step in data["steps"]][:2] == ["charset", "extract"]


def test_explain_takes_a_folder_and_one_line_of_a_file(raw: Path) -> None:
    (raw / "b.jsonl").write_text("".join(json.dumps({"text": f"Ship {number} left."}) + "\n" for number in range(3)))
    done = copydesk("explain", "raw", "raw/b.jsonl#2", cwd=raw.parent)
    names = [line for line in done.stdout.splitlines() if line.endswith(("a.txt", "#1", "#2", "#3"))]
    assert names == ["a.txt", "b.jsonl#1", "b.jsonl#2", "b.jsonl#3", "b.jsonl#2"]
    assert "Ship 1 left." in copydesk("clean", "raw/b.jsonl#2", cwd=raw.parent).stdout
    assert "b.jsonl has no document 9" in copydesk("clean", "raw/b.jsonl#9", cwd=raw.parent).stderr


def test_a_web_page_is_read_and_a_failed_download_is_named(raw: Path) -> None:
    (raw / "page.html").write_text(f"<html><body><p>{ARTICLE}</p></body></html>")
    handler = partial(SimpleHTTPRequestHandler, directory=str(raw))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        done = copydesk("clean", f"{address}/page.html", f"{address}/none.html", cwd=raw)
        server.shutdown()
    assert done.returncode == 1
    assert f'url: "{address}/page.html"' in done.stdout
    assert "none.html: it could not be downloaded: HTTP Error 404" in done.stderr


def test_a_terminal_as_input_is_announced_and_as_output_gets_no_control_characters(raw: Path) -> None:
    controller, terminal = pty.openpty()
    command = [sys.executable, "-m", "pipeline.cli", "clean", "-"]
    with subprocess.Popen(command, cwd=raw, stdin=terminal, stdout=terminal, stderr=subprocess.PIPE) as process:
        assert process.stderr is not None
        assert process.stderr.readline() == b"copydesk: reading a page from the terminal; end it with Ctrl-D.\n"
        os.write(controller, b"The harbour of Odesa was opened\x1b[31m again on Monday, its master told us.\n\x04")
        assert process.wait(timeout=60) == 0
    shown = os.read(controller, 100_000).decode()
    assert "was opened" in shown.rpartition("---")[2]
    assert "\x1b" not in shown.rpartition("---")[2]


@pytest.mark.parametrize(
    ("args", "message"),
    [
        pytest.param(["run", "none"], "none is not a folder", id="no such folder"),
        pytest.param(["run", "raw", "raw"], "RAW and CLEAN are the same folder", id="raw over raw"),
        pytest.param(["run", "raw", "."], "RAW is inside CLEAN", id="raw inside clean"),
        pytest.param(["serve", "raw", "raw", "--every", "15m"], "RAW and CLEAN are the same", id="raw over raw, again"),
        pytest.param(["run", "raw", "--engine", "ray"], "--address HOST:6379", id="a cluster without an address"),
        pytest.param(["serve", "raw"], "either --cron '*/15 * * * *' or --every 15m", id="no schedule"),
        pytest.param(["serve", "raw", "--every", "soon"], "'soon' is no interval", id="no interval"),
        pytest.param(["serve", "raw", "--cron", "daily"], "'daily' is no cron expression", id="no cron"),
        pytest.param(
            ["serve", "raw", "--every", "1h", "--timezone", "Kyiv"], "'Kyiv' is no time zone", id="no time zone"
        ),
        pytest.param(["run", "raw", "--configs", "none"], "there is no such folder", id="no such rules"),
        pytest.param(["run", "raw", "--to", "pdf"], "'pdf' is not", id="an unknown form"),
        pytest.param(["clean", "raw"], "raw is not a file", id="a folder to the filter"),
        pytest.param(["bake"], "No such command", id="an unknown command"),
    ],
)
def test_wrong_usage_exits_2_with_a_remedy(raw: Path, args: list[str], message: str) -> None:
    done = copydesk(*args, cwd=raw.parent)
    assert done.returncode == 2
    assert message in done.stderr
    assert "Traceback" not in done.stderr
    assert not (raw.parent / "clean").exists()


def test_check_runs_the_examples(tmp_path: Path) -> None:
    done = copydesk("check", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert " examples pass; rules " in done.stdout


def test_check_names_a_bad_rule(tmp_path: Path) -> None:
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs" / "corpus.yaml").write_text("\nmax_byte: 3\n")
    done = copydesk("check", "--configs", "configs", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stderr == (
        "copydesk: configs/corpus.yaml:2: max_byte: unknown key `max_byte`; did you mean `max_bytes`? "
        "Remove the key or correct its spelling.\n"
    )


def test_init_makes_a_project(tmp_path: Path) -> None:
    done = copydesk("init", "mine", cwd=tmp_path)
    assert done.stdout.splitlines()[:4] == ["mine/raw", "mine/configs", "mine/configs/sites", "mine/copydesk.yaml"]
    assert done.stderr.splitlines() == [
        "Next: put pages into mine/raw, then: cd mine && copydesk run",
        "Your own rules: edit mine/configs/boilerplate/mine.yaml, then: copydesk check",
    ]
    assert copydesk("check", "--configs", "mine/configs", cwd=tmp_path).returncode == 0


def test_the_deployment_of_the_samples_is_that_of_a_new_project(tmp_path: Path) -> None:
    assert list(new_project.make(tmp_path / "news"))
    files = (Path(__file__).parent.parent / "prefect.yaml", tmp_path / "news" / "prefect.yaml")
    (ours, *more), (new, *_) = (yaml.safe_load(path.read_text("utf-8"))["deployments"] for path in files)
    assert more == []
    own = {"name", "parameters"}
    assert {key: ours[key] for key in ours.keys() - own} == {key: new[key] for key in new.keys() - own}


def test_init_into_a_place_that_cannot_be_exits_2(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = copydesk("init", "file/mine", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (
        2,
        "copydesk: file/mine: Not a directory. Name a folder that you may write to.\n",
    )


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project that refuses documents of more than 20 bytes."""
    copydesk("init", "mine", cwd=tmp_path)
    (tmp_path / "mine" / "raw" / "a.txt").write_text(ARTICLE)
    (tmp_path / "mine" / "configs" / "corpus.yaml").write_text("max_bytes: 20\n")
    return tmp_path / "mine"


@pytest.mark.parametrize("folder", [".", "raw"])
def test_a_project_is_found_from_every_folder_below_it(project: Path, folder: str) -> None:
    done = copydesk("clean", project / "raw" / "a.txt", cwd=project / folder)
    assert (done.returncode, done.stdout) == (1, "")
    assert "larger than max_bytes, 20" in done.stderr


def test_an_invalid_rule_of_a_project_stops_each_command(project: Path) -> None:
    (project / "configs" / "corpus.yaml").write_text("max_bytes: none\n")
    for args in (["run"], ["run", "--dry-run"], ["serve", "--every", "1h"], ["clean", "raw/a.txt"], ["check"]):
        done = copydesk(*args, cwd=project)
        assert done.returncode == 2, args
        assert done.stderr.startswith("copydesk: configs/corpus.yaml:1: max_bytes: "), args
        assert done.stderr.count("\n") == 1, args


def test_an_unknown_key_of_the_project_file_exits_2(project: Path) -> None:
    (project / "copydesk.yaml").write_text("raw: raw\nconfig: configs\n")
    done = copydesk("run", cwd=project / "raw")
    assert done.returncode == 2
    assert done.stderr.startswith(
        f"copydesk: {project}/copydesk.yaml:2: config: unknown key `config`; did you mean `co"
    )
    assert done.stderr.count("\n") == 1


def test_the_style_of_a_project_is_used(project: Path) -> None:
    (project / "configs" / "corpus.yaml").write_text("")
    (project / "copydesk.yaml").write_text("style: gardian\n")
    done = copydesk("clean", "raw/a.txt", cwd=project)
    assert (done.returncode, "did you mean `guardian`?" in done.stderr) == (2, True)


def test_no_control_character_reaches_a_terminal(tmp_path: Path) -> None:
    name = "a\x1b]0;x\x07\nb.txt"
    (tmp_path / name).write_text(ARTICLE.replace("Odesa", "Odesa\x1b[31m\x9b2J\u202e", 1))
    for args in (["explain", name], ["run", ".", "clean", "--dry-run"], ["clean", "empty\x1b.txt"]):
        done = copydesk(*args, cwd=tmp_path)
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e]", done.stdout + done.stderr), args


def test_a_locked_folder_exits_3_and_names_the_process(raw: Path) -> None:
    with lock_folder(open_store(str(raw.parent / "clean"))):
        done = copydesk("run", cwd=raw.parent)
    assert done.returncode == 3
    assert done.stderr.startswith(f"copydesk: clean is locked by a run: process {os.getpid()} on ")
    assert "Traceback" not in done.stderr


def test_serve_has_the_options_of_run(tmp_path: Path) -> None:
    run_options, serve_options = (
        set(re.findall(r"--[a-z-]+", copydesk(command, "--help", cwd=tmp_path).stdout)) for command in ("run", "serve")
    )
    assert run_options - serve_options == {"--dry-run", "--against", "--json"}
    assert serve_options - run_options == {"--cron", "--every", "--timezone", "--name"}


@pytest.mark.slow
def test_an_invalid_cron_expression_exits_2(raw: Path) -> None:
    done = copydesk_process("serve", "raw", "--cron", "61 * * * *", cwd=raw.parent)
    assert (done.returncode, done.stderr.startswith("copydesk: '61 * * * *' is no cron expression.")) == (2, True)


@pytest.mark.slow
def test_run_cleans_a_folder_and_prints_a_summary(raw: Path) -> None:
    first = copydesk_process("run", "--strict", cwd=raw.parent)
    assert first.returncode == 1, first.stderr
    assert first.stdout.splitlines()[0] == "rules: the defaults; results: clean"
    assert first.stdout.splitlines()[1] == "1 cleaned, 0 unchanged, 1 set aside"
    assert "Traceback" not in first.stderr
    assert "prefect" not in (first.stdout + first.stderr).lower()
    again = copydesk_process("run", "raw", "clean", "--json", "--strict", cwd=raw.parent)
    assert again.returncode == 0  # nothing more is set aside
    summary = json.loads(again.stdout)
    assert summary["documents"] == {"cleaned": 0, "unchanged": 1, "aside": 1}
    assert [aside["id"] for aside in summary["aside"]] == ["empty.txt"]


@pytest.mark.slow
def test_an_interrupted_run_leaves_only_complete_files_and_exits_130(tmp_path: Path) -> None:
    for number in range(1500):
        path = tmp_path / "raw" / f"{number % 50}" / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(ARTICLE.replace("Odesa", f"Odesa {number}"))
    command = [sys.executable, "-m", "pipeline.cli", "run", "--workers", "2"]
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    with subprocess.Popen(
        command, cwd=tmp_path, env=environment, stderr=subprocess.PIPE, start_new_session=True
    ) as run:
        end = time.monotonic() + 60
        while not list((tmp_path / "clean").glob("*/*.md")) and time.monotonic() < end:
            time.sleep(0.05)
        os.killpg(run.pid, signal.SIGINT)
        _, errors = run.communicate(timeout=60)
    assert run.returncode == 130, errors.decode()
    documents = {path.relative_to(tmp_path / "clean") for path in (tmp_path / "clean").glob("*/*.md")}
    records = list((tmp_path / "clean" / "_record").glob("*/*.json"))
    assert 0 < len(documents) < 1500
    assert all(path.read_text().endswith("in the night.\n") for path in (tmp_path / "clean").glob("*/*.md"))
    assert all(json.loads(path.read_text())["steps"] for path in records)


def test_an_interruption_that_a_library_swallows_is_raised_again_and_cleanup_is_completed(tmp_path: Path) -> None:
    script = (
        "import os, signal, sys, time; from pipeline.cli import __main__, app\n"
        "def swallow():\n"
        "    try: os.kill(os.getpid(), signal.SIGINT); time.sleep(5)\n"
        "    except SystemExit: print('swallowed')\n"
        "    try: time.sleep(5)\n"
        "    finally: time.sleep(1); print('cleaned up')\n"
        "app.main = swallow; __main__.main()\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parent.parent)}
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=tmp_path, env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (130, "swallowed\ncleaned up\n"), done.stderr


def test_learn_writes_proposals_that_check_reads(tmp_path: Path) -> None:
    (tmp_path / "raw" / "gazette").mkdir(parents=True)
    towns = [
        f"{one}{two}"
        for one in ("Bal", "Ker", "Mor", "Tir", "Vel")
        for two in ("den", "gate", "holm", "mouth", "stow", "wick")
    ]
    for number, town in enumerate(towns):
        other, third = towns[(7 * number + 1) % 30], towns[(11 * number + 3) % 30]
        text = (
            f"{town} opens its bridge to {other}\n\n"
            f"Carts from {other} crossed into {town} on Monday for the first time since a flood took it away.\n\n"
            f"Masons of {third} had worked through the winter, and the council of {town} paid them in grain.\n\n"
            "Gazette of the lower town\n"
        )
        (tmp_path / "raw" / "gazette" / f"{number}.txt").write_text(text)
    done = copydesk("learn", "raw", "--into", "rules", "--accept", "0.5", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    assert done.stdout == "rules/boilerplate/learned/folder-gazette.yaml\n"
    assert "Gazette of the lower town" in (tmp_path / "rules/boilerplate/learned/folder-gazette.yaml").read_text(
        "utf-8"
    )
    assert copydesk("check", "--configs", "rules", cwd=tmp_path).returncode == 0
