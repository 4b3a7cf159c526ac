"""Worker limits: a document that crashes its process, hangs or takes all memory is set aside; the rest is cleaned."""

import json
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from pipeline.corpus import catalogue
from pipeline.corpus.batch import collect_batch
from pipeline.corpus.job import Job
from pipeline.corpus.planning import plan_batches
from pipeline.corpus.report import Report, total_report
from pipeline.execution import worker_process
from pipeline.execution.prepared_run import finish
from pipeline.execution.worker_pool import WorkerPool
from pipeline.rules.loading import CorpusRules

pytestmark = pytest.mark.slow

ARTICLE = (
    "Harbour of Odesa reopens after storm\n\n"
    "The harbour of Odesa reopened on Monday, two days after a storm had closed it, its master said.\n\n"
    "Eleven ships with grain left for Egypt before noon, and nine more were to follow in the night.\n"
)
LIMITS = CorpusRules(max_seconds=8, max_memory=700_000_000)
DIGEST = "failing"


@pytest.fixture(autouse=True)
def _use_failing_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(worker_process, "command", [sys.executable, str(Path(__file__).parent / "failing_worker.py")])


def put(tmp_path: Path, **bodies: str) -> None:
    (tmp_path / "raw").mkdir(exist_ok=True)
    for name, word in bodies.items():
        (tmp_path / "raw" / f"{name}.txt").write_text(f"{ARTICLE}\n{word} is what the harbour master called it.\n")


def run(tmp_path: Path, *, to: str = "md", limits: CorpusRules = LIMITS) -> Report:
    job = Job.model_validate({"raw": str(tmp_path / "raw"), "clean": str(tmp_path / "clean"), "to": to})
    with closing(WorkerPool(1, limits)) as pool:
        planned = plan_batches(job, DIGEST, limits)
        reports = [
            collect_batch(job, batch, pool.clean(job, batch, DIGEST)) if batch.sources else batch.up_to_date
            for batch in planned
        ]
    return finish(job, total_report(reports))


def _raise_key_error(*_: object) -> None:
    raise KeyError("no such key")


def reasons(report: Report) -> dict[str, str]:
    return {aside.id: aside.rule for aside in report.asides}


def test_each_kind_of_failure_is_set_aside_and_the_rest_of_the_batch_is_cleaned(tmp_path: Path) -> None:
    put(tmp_path, a="Calm", b="EXIT", c="Calm", d="SLEEP", e="GREED", f="Calm", g="ABORT", h="LEAP", i="Calm")
    report = run(tmp_path)
    assert report.documents == {"cleaned": 4}
    assert reasons(report) == {
        "b.txt": "run/crash",
        "d.txt": "run/time",
        "e.txt": "run/memory",
        "g.txt": "run/crash",
        "h.txt": "run/memory",
    }
    asides = [json.loads(line) for line in (tmp_path / "clean/_aside.jsonl").read_text().splitlines()]
    assert asides[0]["reason"] == "cleaning it ended the process, twice (exit code 3)"
    assert asides[3]["reason"] == "cleaning it ended the process, twice (SIGABRT)"
    assert asides[1]["reason"] == "took longer than max_seconds, 8"
    assert sorted(path.name for path in (tmp_path / "clean").glob("*.md")) == [f"{x}.txt.md" for x in "acfi"]


def test_a_failing_document_is_not_tried_again(tmp_path: Path) -> None:
    put(tmp_path, a="Calm", b="SLEEP")
    first = run(tmp_path)
    start = time.monotonic()
    assert (run(tmp_path).asides, first.documents) == (first.asides, {"cleaned": 1})
    assert time.monotonic() - start < LIMITS.max_seconds


@pytest.mark.parametrize("to", ["md", "jsonl"])
def test_a_failing_document_is_tried_again_under_another_limit_and_nothing_else_is(tmp_path: Path, to: str) -> None:
    put(tmp_path, a="Calm", b="SLEEP")
    run(tmp_path, to=to)
    report = run(tmp_path, to=to, limits=CorpusRules(max_seconds=1))
    assert report.documents == {"unchanged": 1}
    assert [aside.reason for aside in report.asides] == ["took longer than max_seconds, 1"]


def test_a_shard_is_complete_though_its_worker_exited(tmp_path: Path) -> None:
    put(tmp_path, a="Calm", b="EXIT", c="Calm")
    report = run(tmp_path, to="jsonl")
    assert (report.documents, reasons(report)) == ({"cleaned": 2}, {"b.txt": "run/crash"})
    lines = [json.loads(line) for line in next((tmp_path / "clean/documents").iterdir()).read_text().splitlines()]
    assert [line["id"] for line in lines] == ["a.txt", "c.txt"]


def test_a_failing_line_costs_only_that_line(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    lines = [ARTICLE, f"{ARTICLE}\nEXIT, the master said on Monday to all who would hear him.", ARTICLE]
    (tmp_path / "raw/w.jsonl").write_text("".join(json.dumps({"text": text}) + "\n" for text in lines))
    report = run(tmp_path)
    assert (report.documents, reasons(report)) == ({"cleaned": 2}, {"w.jsonl#2": "run/crash"})


def test_a_bug_sets_one_document_aside_with_its_traceback(tmp_path: Path) -> None:
    put(tmp_path, a="Calm", b="BUG", c="Calm")
    report = run(tmp_path)
    assert (report.documents, report.bugs, reasons(report)) == ({"cleaned": 2}, 1, {"b.txt": "run/bug"})
    (line,) = map(json.loads, (tmp_path / "clean/_aside.jsonl").read_text().splitlines())
    assert line["reason"] == "cleaning it raised LookupError: b.txt"
    assert "failing_worker.py" in line["traceback"]


@pytest.mark.parametrize(("word", "rule"), [("UNWRITABLE", "run/bug"), ("DEADLY", "run/crash")])
def test_a_failure_outside_the_fence_costs_one_document(tmp_path: Path, word: str, rule: str) -> None:
    put(tmp_path, a="Calm", b="Calm", c=word, d="Calm")
    report = run(tmp_path)
    assert (report.documents, reasons(report)) == ({"cleaned": 3}, {"c.txt": rule})
    (line,) = map(json.loads, (tmp_path / "clean/_aside.jsonl").read_text().splitlines())
    assert ("failing_worker.py" in line.get("traceback", "")) == (rule == "run/bug")
    assert sorted(path.name for path in (tmp_path / "clean").glob("*.md")) == [f"{x}.txt.md" for x in "abd"]


def test_a_failure_in_writing_a_shard_sets_its_files_aside(tmp_path: Path) -> None:
    put(tmp_path, a="Calm", b="UNWRITABLE")
    report = run(tmp_path, to="jsonl")
    assert (report.documents, reasons(report)) == ({}, {"a.txt": "run/bug", "b.txt": "run/bug"})


def test_a_failure_in_a_file_of_lines_sets_what_is_left_of_it_aside(tmp_path: Path) -> None:
    put(tmp_path, a="Calm", z="Calm")
    lines = [ARTICLE, f"{ARTICLE}\nUNWRITABLE, the master said on Monday to all who would hear him.", ARTICLE]
    (tmp_path / "raw/w.jsonl").write_text("".join(json.dumps({"text": text}) + "\n" for text in lines))
    report = run(tmp_path)
    assert (report.documents, reasons(report)) == ({"cleaned": 2}, {"w.jsonl": "run/bug"})


def test_a_full_disk_ends_the_run_and_no_document_is_blamed(tmp_path: Path) -> None:
    put(tmp_path, a="Calm", b="DISK-FULL")
    with pytest.raises(OSError, match="No space left on device"):
        run(tmp_path)


def test_a_bug_at_the_end_of_a_run_keeps_documents_and_asides(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, a="Calm", b="EXIT")
    monkeypatch.setattr(catalogue, "write", _raise_key_error)
    report = run(tmp_path)
    assert (report.documents, report.bugs) == ({"cleaned": 1}, 1)
    assert reasons(report) == {"(end of the run)": "run/bug", "b.txt": "run/crash"}
    asides = [json.loads(line)["id"] for line in (tmp_path / "clean/_aside.jsonl").read_text().splitlines()]
    assert asides == ["(end of the run)", "b.txt"]
    monkeypatch.undo()
    monkeypatch.setattr(worker_process, "command", [sys.executable, str(Path(__file__).parent / "failing_worker.py")])
    assert reasons(run(tmp_path)) == {"b.txt": "run/crash"}
    assert list((tmp_path / "clean").glob("_catalogue*"))


def test_a_pipe_is_set_aside_unopened(tmp_path: Path) -> None:
    import os

    put(tmp_path, a="Calm", c="Calm")
    os.mkfifo(tmp_path / "raw" / "b.txt")
    report = run(tmp_path)
    assert (report.documents, reasons(report)) == ({"cleaned": 2}, {"b.txt": "reader/special"})


@pytest.mark.parametrize("to", ["md", "jsonl"])
def test_files_that_hang_when_read_are_set_aside_from_there_on(tmp_path: Path, to: str) -> None:
    put(tmp_path, a="Calm", z="Calm")
    for name in ("b.jsonl", "c.jsonl"):
        lines = [f"{ARTICLE}{word}" for word in ("Calm", "HANG", "Calm")]
        (tmp_path / "raw" / name).write_text("".join(json.dumps(line) + "\n" for line in lines))
    report = run(tmp_path, to=to, limits=LIMITS.model_copy(update={"max_seconds": 2}))
    assert (report.documents, reasons(report)) == ({"cleaned": 4}, {"b.jsonl": "run/time", "c.jsonl": "run/time"})


def test_a_worker_watches_its_parent_before_it_imports_what_takes_long() -> None:
    code = "import sys, pipeline.execution.worker; sys.exit('pipeline.corpus.batch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
