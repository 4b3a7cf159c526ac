"""What a second run does: it reads only what changed, finds what is gone, and never meets another run in one folder."""

import gzip
import json
import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

import pytest
from backports import zstd

from bench import runs
from pipeline.corpus import batch_reading, planning, up_to_date
from pipeline.corpus.batch import clean_batch
from pipeline.corpus.finishing import finish_run
from pipeline.corpus.job import Batch, Job
from pipeline.corpus.job_rules import load_job_rules
from pipeline.corpus.planning import plan_batches
from pipeline.corpus.report import Report, total_report
from pipeline.document import Document
from pipeline.errors import FolderLocked
from pipeline.io import lock
from pipeline.io.asides import Aside
from pipeline.io.readers import chunks
from pipeline.io.readers.raw_files import read_documents
from pipeline.io.sources import Source
from pipeline.io.stores import open_store
from pipeline.rules.loading import load_rules

ARTICLE = (
    "Harbour of Odesa reopens after storm\n\n"
    "The harbour of Odesa reopened on Monday, two days after a storm had closed it, its master said.\n\n"
    "Eleven ships with grain left for Egypt before noon, and nine more were to follow in the night.\n"
)
Read = list[str]


@cache
def _digest(folder: str | None) -> str:
    return load_rules(folder).digest


@pytest.fixture
def read(monkeypatch: pytest.MonkeyPatch) -> Read:
    """The files that were opened, in order."""
    opened: Read = []
    real = read_documents

    def documents(raw: object, source: Source, limits: object) -> Iterator[Document | Aside]:
        opened.append(source.path)
        return real(raw, source, limits)  # type: ignore[arg-type]  # passed through as they came

    monkeypatch.setattr(batch_reading, "read_documents", documents)
    return opened


def run(tmp_path: Path, **options: object) -> Report:
    job = Job.model_validate({"raw": str(tmp_path / "raw"), "clean": str(tmp_path / "clean"), **options})
    digest = _digest(job.configs)
    reports = [
        clean_batch(job, planned, digest) if planned.sources else planned.up_to_date
        for planned in plan_batches(job, digest)
    ]
    return finish_run(job, total_report(reports))


def put(tmp_path: Path, name: str, content: bytes | str = ARTICLE, *, age: float = 100) -> None:
    path = tmp_path / "raw" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    then = time.time() - age
    os.utime(path, (then, then))


def tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("_catalogue"))
    return {str(path.relative_to(folder)): path.read_bytes() for path in files if path.name != "_duplicates.jsonl"}


def lines(*texts: str) -> str:
    return "".join(json.dumps({"text": text}) + "\n" for text in texts)


def test_files_of_equal_size_and_time_are_not_read_again(tmp_path: Path, read: Read) -> None:
    for name in ("a.txt", "b/c.txt", "d.txt.gz"):
        put(tmp_path, name, gzip.compress(ARTICLE.encode()) if name.endswith("gz") else ARTICLE)
    run(tmp_path)
    before = tree(tmp_path / "clean")
    read.clear()
    assert (run(tmp_path).documents, read) == ({"unchanged": 3}, [])
    assert run(tmp_path, checksum=True).documents == {"unchanged": 3}
    assert read == ["a.txt", "d.txt.gz", "b/c.txt"]
    assert tree(tmp_path / "clean") == before


def test_only_changed_and_new_files_are_cleaned(tmp_path: Path, read: Read) -> None:
    for name in ("a.txt", "b.txt", "c.txt"):
        put(tmp_path, name)
    run(tmp_path)
    read.clear()
    put(tmp_path, "b.txt", ARTICLE.replace("Odesa", "Izmail"), age=50)
    put(tmp_path, "new.txt")
    assert run(tmp_path).documents == {"cleaned": 2, "unchanged": 2}
    assert read == ["b.txt", "new.txt"]
    assert "Izmail" in (tmp_path / "clean/b.txt.md").read_text("utf-8")


def test_a_touched_file_is_read_once_and_not_cleaned(tmp_path: Path, read: Read) -> None:
    put(tmp_path, "a.txt")
    run(tmp_path)
    put(tmp_path, "a.txt", age=50)
    read.clear()
    assert run(tmp_path).documents == run(tmp_path).documents == {"unchanged": 1}
    assert read == ["a.txt"]


def test_a_file_written_just_now_may_change_again_within_a_tick_of_the_clock(tmp_path: Path, read: Read) -> None:
    put(tmp_path, "a.txt", age=0)
    run(tmp_path)
    run(tmp_path)
    assert read == ["a.txt", "a.txt"]


@pytest.mark.parametrize("lost", ["a.txt.md", "_record/a.txt.json"])
def test_a_deleted_document_or_record_is_written_again(tmp_path: Path, lost: str) -> None:
    put(tmp_path, "a.txt")
    run(tmp_path)
    before = tree(tmp_path / "clean")
    (tmp_path / "clean" / lost).unlink()
    assert run(tmp_path).documents == {"cleaned": 1}
    assert tree(tmp_path / "clean") == before


def test_changed_rules_clean_all_documents_again(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    run(tmp_path)
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs/corpus.yaml").write_text("max_bytes: 1000000\n")
    assert run(tmp_path, configs=str(tmp_path / "configs")).documents == {"cleaned": 1}


def test_changed_limits_of_time_and_memory_clean_nothing_again(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    run(tmp_path)
    (tmp_path / "configs").mkdir()
    (tmp_path / "configs/corpus.yaml").write_text("max_seconds: 10\nmax_memory: 1000000000\n")
    assert run(tmp_path, configs=str(tmp_path / "configs")).documents == {"unchanged": 1}


def test_an_aside_is_not_tried_again(tmp_path: Path, read: Read, monkeypatch: pytest.MonkeyPatch) -> None:
    put(tmp_path, "a.txt", b"")
    put(tmp_path, "b.png", b"\x89PNG\r\n\x1a\n\0\0")
    monkeypatch.setattr(up_to_date, "CLOCK_TICK_NS", 0)
    time.sleep(0.05)
    first = run(tmp_path)
    listed = (tmp_path / "clean/_aside.jsonl").read_bytes()
    read.clear()
    assert run(tmp_path).asides == first.asides
    assert read == []
    monkeypatch.setattr("pipeline.clean.clean", None)  # files are read again, not cleaned
    assert run(tmp_path, checksum=True).asides == first.asides
    assert (tmp_path / "clean/_aside.jsonl").read_bytes() == listed


def test_an_aside_whose_file_is_replaced_becomes_a_document(tmp_path: Path) -> None:
    put(tmp_path, "a.txt", b"")
    run(tmp_path)
    put(tmp_path, "a.txt")
    assert run(tmp_path).documents == {"cleaned": 1}
    assert not (tmp_path / "clean/_aside.jsonl").exists()


def test_only_new_lines_are_cleaned(tmp_path: Path, read: Read) -> None:
    put(tmp_path, "w.jsonl", lines(ARTICLE, "", ARTICLE))
    assert run(tmp_path).documents == {"cleaned": 2}
    read.clear()
    again = run(tmp_path)
    assert (again.documents, len(again.asides), read) == ({"unchanged": 2}, 1, [])
    put(tmp_path, "w.jsonl", lines(ARTICLE, "", ARTICLE, ARTICLE.replace("Odesa", "Izmail")), age=50)
    assert run(tmp_path).documents == {"cleaned": 1, "unchanged": 2}


def test_a_deleted_document_of_a_line_is_written_again(tmp_path: Path) -> None:
    put(tmp_path, "w.jsonl", lines(ARTICLE, ARTICLE))
    run(tmp_path)
    before = tree(tmp_path / "clean")
    (tmp_path / "clean/w.jsonl/2.md").unlink()
    assert run(tmp_path).documents == {"cleaned": 1, "unchanged": 1}
    assert tree(tmp_path / "clean") == before


@pytest.mark.parametrize(("suffix", "pack"), [("", bytes), (".gz", gzip.compress), (".zst", zstd.compress)])
def test_a_large_file_of_lines_is_split_into_batches(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, suffix: str, pack: Callable[[bytes], bytes]
) -> None:
    texts = [ARTICLE.replace("Odesa", f"Port {number}") if number % 3 else "" for number in range(20)]
    put(tmp_path, f"w.jsonl{suffix}", pack(lines(*texts).replace("\n", "\n\n", 3).encode()))
    run(tmp_path)
    whole = tree(tmp_path / "clean")
    (tmp_path / "clean").rename(tmp_path / "whole")
    monkeypatch.setattr(planning, "_MAX_BATCH_BYTES", 1000)
    monkeypatch.setattr(chunks, "_BLOCK", 700)
    job = Job(raw=str(tmp_path / "raw"), clean=str(tmp_path / "clean"))
    planned = list(plan_batches(job))
    assert len(planned) > 2
    assert run(tmp_path).files == 1
    marks = {name for name in whole if name.rpartition("/")[2].startswith("_") and "/" in name}
    split = {name: content for name, content in tree(tmp_path / "clean").items() if "/_" not in name}
    assert split == {name: content for name, content in whole.items() if name not in marks}
    assert run(tmp_path).documents == {"unchanged": 13}


def test_a_file_of_lines_has_work_for_several_workers(tmp_path: Path) -> None:
    put(tmp_path, "w.jsonl", lines(*("word " * 200 for _ in range(10_000))))
    put(tmp_path, "x.jsonl.gz", gzip.compress(lines(*("word " * 200 for _ in range(10_000))).encode()))
    batches = list(plan_batches(Job(raw=str(tmp_path / "raw"), clean=str(tmp_path / "clean"))))
    paths = [[source.path for source in batch.sources] for batch in batches]
    assert paths == [["w.jsonl"], ["w.jsonl"], ["w.jsonl", "x.jsonl.gz"]]
    assert max(batch.sources[0].length for batch in batches) < 5_100_000


def test_documents_of_removed_files_are_reported_and_moved_under_prune(tmp_path: Path) -> None:
    for name in ("a.txt", "b/c.txt"):
        put(tmp_path, name)
    put(tmp_path, "w.jsonl", lines(ARTICLE, ARTICLE, ARTICLE))
    put(tmp_path, "empty.txt", "")
    run(tmp_path)
    before = tree(tmp_path / "clean")
    (tmp_path / "raw/b/c.txt").unlink()
    (tmp_path / "raw/empty.txt").unlink()
    put(tmp_path, "w.jsonl", lines(ARTICLE), age=50)
    assert run(tmp_path).removed == ("b/c.txt", "w.jsonl#2", "w.jsonl#3")
    assert "b/c.txt.md" in tree(tmp_path / "clean")
    run(tmp_path, prune=True)
    after = tree(tmp_path / "clean")
    moved = ["b/c.txt.md", "_record/b/c.txt.json", "w.jsonl/2.md", "w.jsonl/3.md"]
    assert [after[f"_removed/{name}"] for name in moved] == [before[name] for name in moved]
    assert not set(moved) & after.keys()
    assert run(tmp_path, prune=True).removed == ()
    assert not (tmp_path / "clean/_aside.jsonl").exists()


def test_an_empty_raw_folder_prunes_nothing(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    run(tmp_path)
    (tmp_path / "raw/a.txt").unlink()
    assert run(tmp_path, prune=True).removed == ()
    assert (tmp_path / "clean/a.txt.md").exists()


def test_a_corrupt_file_of_lines_loses_no_document(tmp_path: Path) -> None:
    packed = gzip.compress(lines(ARTICLE, ARTICLE).encode())
    put(tmp_path, "w.jsonl.gz", packed)
    run(tmp_path)
    put(tmp_path, "w.jsonl.gz", packed[:-9], age=50)
    report = run(tmp_path, prune=True)
    assert (report.removed, [aside.rule for aside in report.asides]) == ((), ["reader/corrupt"])
    assert (tmp_path / "clean/w.jsonl.gz/1.md").exists()


def test_a_second_run_is_told_who_holds_the_lock(tmp_path: Path) -> None:
    clean = open_store(str(tmp_path))
    lock.check_unlocked(clean)
    with lock.lock_folder(clean):
        message = rf"{tmp_path} is locked by a run: process {os.getpid()} on .* since \d{{4}}-"
        with pytest.raises(FolderLocked, match=message):
            lock.check_unlocked(clean)
        with pytest.raises(FolderLocked, match=message), lock.lock_folder(clean):
            pass
    assert tree(tmp_path) == {}
    with lock.lock_folder(clean):
        pass


def test_the_lock_file_of_a_killed_run_locks_nothing(tmp_path: Path) -> None:
    (tmp_path / "_lock").write_text('{"process": 1, "machine": "elsewhere", "since": "then"}')
    with lock.lock_folder(open_store(str(tmp_path))):
        assert json.loads((tmp_path / "_lock").read_text())["process"] == os.getpid()


def test_batches_report_files_that_are_up_to_date(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    run(tmp_path)
    job = Job(raw=str(tmp_path / "raw"), clean=str(tmp_path / "clean"))
    (planned,) = plan_batches(job, load_job_rules(job).digest)
    assert (planned.sources, planned.up_to_date.files) == ((), 1)
    assert isinstance(planned, Batch)


@pytest.mark.slow
def test_a_run_after_a_killed_one_gives_the_same_bytes(tmp_path: Path) -> None:
    runs.write_documents(tmp_path / "raw", 300)
    whole = runs.tree_after_kill(tmp_path, 1000)
    shutil.rmtree(tmp_path / "clean")
    first = runs.start_run(tmp_path, "clean")
    end = time.monotonic() + 60
    while not list((tmp_path / "clean").glob("*/*.md")) and time.monotonic() < end:
        time.sleep(0.01)
    os.killpg(first.pid, signal.SIGKILL)
    first.wait()
    assert 0 < len(list((tmp_path / "clean").glob("*/*.md"))) < 300
    assert runs.start_run(tmp_path, "clean").wait() == 0
    assert runs.tree_digests(tmp_path / "clean") == whole
