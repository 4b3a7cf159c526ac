"""Runs: how fast with one and two workers, what Prefect costs, how much memory, what a second run costs, and kills.

All documents are made here, 300 words of a text scraper each. ``COPYDESK_BENCH_DOCUMENTS`` and ``_KILLS`` shrink it.
``python -m bench.runs RAW CLEAN FORM`` cleans a folder without Prefect, to be killed.

On a machine whose cores others use too, read the speedup of two workers beside the ratio of CPU seconds: near 1, two
workers do no more work than one.
"""

import contextlib
import hashlib
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from pipeline.corpus import run_steps
from pipeline.corpus.job import Job
from pipeline.corpus.report import Report, total_report
from pipeline.execution import prefect_server
from pipeline.execution.worker_pool import WorkerPool
from pipeline.io import lock
from pipeline.io.stores import open_store

_MANY = int(os.environ.get("COPYDESK_BENCH_DOCUMENTS", "20000"))
_KILLS = int(os.environ.get("COPYDESK_BENCH_KILLS", "50"))
_SOME = 1000
_KILLED = 2000
_TOUCHED = 10
_NOUNS = ["harbour", "bridge", "council", "grain ship", "school", "tram line", "river", "hospital", "market", "mine"]
_VERBS = ["reopened", "was closed", "was repaired", "drew visitors", "was inspected", "was flooded", "was rebuilt"]
_PLACES = ["Odesa", "Izmail", "Reni", "Lviv", "Kharkiv", "Poltava", "Sumy", "Rivne", "Lutsk", "Uman"]


def made(raw: Path, count: int) -> None:
    """Writes ``count`` documents, each of its own words, with a headline above and furniture below."""
    then = time.time() - 1000
    for number in range(count):
        draw = random.Random(number)  # noqa: S311 - the same documents each time
        lines = [
            f"The {draw.choice(_NOUNS)} of {draw.choice(_PLACES)} {draw.choice(_VERBS)} on day {draw.randrange(900)}, "
            f"and {draw.randrange(2, 90)} people of {draw.choice(_PLACES)} saw it, a {draw.choice(_NOUNS)} man said."
            for _ in range(12)
        ]
        page = f"Story {number}: {lines[0][:40]}\n\n" + "\n\n".join(lines) + "\n\nMost Popular Articles\n"
        path = raw / f"{number % 100:02}" / f"{number}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page)
        os.utime(path, (then, then))


class Took(NamedTuple):
    """What a run took: seconds and CPU seconds of cleaning, megabytes of the largest worker."""

    seconds: float
    cpu: float
    memory: float


def plainly(job: Job) -> tuple[Report, Took]:
    """The run without Prefect: its report, and what it took before it was summed up."""
    rule_set = run_steps.load_job_rules(job)
    start, spent = time.perf_counter(), _cpu()
    with (
        lock.lock_folder(open_store(job.clean)) as shared,
        closing(WorkerPool(job.workers, rule_set.corpus, shared)) as crew,
    ):
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(job.workers) as threads:
            planned = list(run_steps.plan(job, rule_set.digest))
            todo = [batch for batch in planned if batch.sources]
            reports = list(
                threads.map(
                    lambda batch: run_steps.collect_batch(job, batch, crew.clean(job, batch, rule_set.digest)), todo
                )
            )
        took = Took(time.perf_counter() - start, _cpu() - spent, _largest_child())
        reports += [batch.held for batch in planned if not batch.sources]
        return run_steps.finish(job, total_report(reports)), took


def _cpu() -> float:
    """The CPU seconds of this process and its children, also of those that still run."""
    seconds = time.process_time()
    for child in _children():
        fields = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()
        seconds += (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return seconds + sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2])


def _children() -> list[str]:
    found = []
    for task in Path("/proc/self/task").iterdir():
        with contextlib.suppress(OSError):  # a thread may end while it is looked at
            found += (task / "children").read_text().split()
    return [child for child in found if Path(f"/proc/{child}/stat").exists()]


def _largest_child() -> float:
    """The most memory that one of this process's children ever took, in megabytes."""
    peaks = [0.0]
    for child in _children():
        status = Path(f"/proc/{child}/status").read_text()
        peaks += [float(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")]
    return max(peaks)


def measure(data: Path) -> dict[str, float]:  # noqa: ARG001 - every benchmark is given the labelled data
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        rows = {"runs.kills.shards.different.harm": _kills(here / "rows", _KILLS // 5, to="parquet")}
        return {**_speed(here), "runs.kills.different.harm": _kills(here / "kills", _KILLS), **rows}


def _speed(here: Path) -> dict[str, float]:
    made(here / "raw", _MANY)
    made(here / "some", _SOME)
    _, small = plainly(_job(here, raw="some", clean="c0"))
    _, one = plainly(_job(here, clean="c1"))
    _, two = plainly(_job(here, clean="c2", workers=2))
    assert tree(here / "c1") == tree(here / "c2")
    start = time.perf_counter()
    again, _ = plainly(_job(here, clean="c2", workers=2))
    idle = time.perf_counter() - start
    assert again.documents == {"unchanged": _MANY}
    for number in range(_TOUCHED):
        path = here / "raw" / f"{number:02}" / f"{number}.txt"
        path.write_text(path.read_text().replace("people", "persons"))
    start = time.perf_counter()
    touched, _ = plainly(_job(here, clean="c2", workers=2))
    ten = time.perf_counter() - start
    assert touched.documents["cleaned"] == _TOUCHED
    return {
        "runs.documents_a_second.1": _MANY / one.seconds,
        "runs.documents_a_second.2": _MANY / two.seconds,
        "runs.two_workers.speedup": one.seconds / two.seconds,
        "runs.two_workers.cpu.ratio": two.cpu / one.cpu,
        "runs.cpu_seconds.1.cost": one.cpu,
        "runs.worker_mb.1000.cost": small.memory,
        "runs.worker_mb.many.cost": one.memory,
        "runs.worker_mb.growth.ratio": one.memory / small.memory,
        "runs.parent_mb.many.cost": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "runs.nothing_to_do.documents_a_second": _MANY / idle,
        "runs.ten_touched.seconds.cost": ten,
        **_prefect(here),
    }


def _prefect(here: Path) -> dict[str, float]:
    """What Prefect adds once it runs: its flow against the same without, alternating, two workers."""
    prefect_server.start_server()
    from pipeline import flow

    seconds = {"with": 0.0, "without": 0.0}
    for turn in range(2):
        job = _job(here, clean=f"p{turn}", workers=2)
        start = time.perf_counter()
        flow.run_once(job, lambda _: None)
        seconds["with"] += time.perf_counter() - start
        job = _job(here, clean=f"q{turn}", workers=2)
        start = time.perf_counter()
        plainly(job)
        seconds["without"] += time.perf_counter() - start
    return {"runs.prefect_share.cost": 1 - seconds["without"] / seconds["with"]}


def _job(here: Path, *, raw: str = "raw", clean: str, workers: int = 1) -> Job:
    return Job(raw=str(here / raw), clean=str(here / clean), workers=workers)


def _kills(here: Path, kills: int, *, to: str = "md") -> float:
    """How many of the trees differ that a run makes after one that was killed at a random moment."""
    made(here / "raw", _KILLED)
    start = time.perf_counter()
    started(here, "whole", to).wait()
    whole, took = tree(here / "whole"), time.perf_counter() - start
    different = 0
    draw = random.Random(7)  # noqa: S311 - the same moments each time
    for number in range(kills):
        different += killed(here, draw.uniform(0, took), to) != whole
        print(f"runs: {to}, kill {number + 1} of {kills}, {different} trees differ", file=sys.stderr, flush=True)
    return different


def killed(here: Path, seconds: float, to: str = "md") -> dict[str, str]:
    """The tree that a run makes after one that was killed, with all its processes, after so many seconds."""
    shutil.rmtree(here / "clean", ignore_errors=True)
    run = started(here, "clean", to)
    try:
        run.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
    assert started(here, "clean", to).wait() == 0
    return tree(here / "clean")


def started(here: Path, clean: str, to: str = "md") -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bench.runs", str(here / "raw"), str(here / clean), to]
    return subprocess.Popen(command, start_new_session=True)


def tree(folder: Path) -> dict[str, str]:
    """Every file and the digest of its bytes, but for the catalogue before the last, which tells of runs."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name != "_catalogue.last.parquet")
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


if __name__ == "__main__":
    if sys.argv[1] == "--data":
        for name, value in measure(Path(sys.argv[2])).items():
            print(f"{name:<48} {value:.4f}", flush=True)
    else:
        plainly(Job.model_validate({"raw": sys.argv[1], "clean": sys.argv[2], "to": sys.argv[3], "workers": 2}))
