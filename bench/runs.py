"""Runs: how fast with one and two workers, what Prefect costs, how much memory, what a second run costs, and kills.

All documents are made here, 300 words of a text scraper each. ``COPYDESK_BENCH_DOCUMENTS`` and ``_KILLS`` shrink it.
``python -m bench.runs RAW CLEAN`` cleans a folder without Prefect, to be killed.
"""

import hashlib
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from pipeline import corpus
from pipeline.corpus import Job, Report
from pipeline.runs import lock, server
from pipeline.runs.workers import Crew
from pipeline.storage.folder import at

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


def plainly(job: Job) -> tuple[Report, float, float]:
    """The run without Prefect: its report, its seconds before it is summed up, the largest worker's megabytes."""
    book = corpus.rulebook(job)
    start = time.perf_counter()
    with lock.hold(at(job.clean)) as shared, closing(Crew(job.workers, book.corpus, shared)) as crew:
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(job.workers) as threads:
            planned = list(corpus.plan(job, book.digest))
            todo = [batch for batch in planned if batch.sources]
            reports = list(
                threads.map(lambda batch: corpus.gathered(job, batch, crew.clean(job, batch, book.digest)), todo)
            )
        seconds, memory = time.perf_counter() - start, _largest_child()
        reports += [batch.held for batch in planned if not batch.sources]
        return corpus.finish(job, corpus.total(reports)), seconds, memory


def _largest_child() -> float:
    """The most memory that one of this process's children ever took, in megabytes."""
    peaks = [0.0]
    for task in Path("/proc/self/task").iterdir():
        for child in (task / "children").read_text().split():
            status = Path(f"/proc/{child}/status").read_text()
            peaks += [float(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")]
    return max(peaks)


def measure(data: Path) -> dict[str, float]:  # noqa: ARG001 - every benchmark is given the labelled data
    with tempfile.TemporaryDirectory() as folder:
        return {**_speed(Path(folder)), **_kills(Path(folder) / "kills")}


def _speed(here: Path) -> dict[str, float]:
    made(here / "raw", _MANY)
    made(here / "some", _SOME)
    _, _, small = plainly(_job(here, raw="some", clean="c0"))
    _, one, large = plainly(_job(here, clean="c1"))
    _, two, _ = plainly(_job(here, clean="c2", workers=2))
    assert tree(here / "c1") == tree(here / "c2")
    start = time.perf_counter()
    again, _, _ = plainly(_job(here, clean="c2", workers=2))
    idle = time.perf_counter() - start
    assert again.documents == {"unchanged": _MANY}
    for number in range(_TOUCHED):
        path = here / "raw" / f"{number:02}" / f"{number}.txt"
        path.write_text(path.read_text().replace("people", "persons"))
    start = time.perf_counter()
    touched, _, _ = plainly(_job(here, clean="c2", workers=2))
    ten = time.perf_counter() - start
    assert touched.documents["cleaned"] == _TOUCHED
    return {
        "runs.documents_a_second.1": _MANY / one,
        "runs.documents_a_second.2": _MANY / two,
        "runs.two_workers.speedup": one / two,
        "runs.worker_mb.1000.cost": small,
        "runs.worker_mb.many.cost": large,
        "runs.worker_mb.growth.ratio": large / small,
        "runs.nothing_to_do.documents_a_second": _MANY / idle,
        "runs.ten_touched.seconds.cost": ten,
        **_prefect(here),
    }


def _prefect(here: Path) -> dict[str, float]:
    """What Prefect adds once it runs: its flow against the same without, alternating, two workers."""
    server.start()
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


def _kills(here: Path) -> dict[str, float]:
    """How many of the trees differ that a run makes after one that was killed at a random moment."""
    made(here / "raw", _KILLED)
    start = time.perf_counter()
    started(here, "whole").wait()
    whole, took = tree(here / "whole"), time.perf_counter() - start
    different = 0
    draw = random.Random(7)  # noqa: S311 - the same moments each time
    for _ in range(_KILLS):
        different += killed(here, draw.uniform(0, took)) != whole
    return {"runs.kills": _KILLS, "runs.kills.different.harm": different}


def killed(here: Path, seconds: float) -> dict[str, str]:
    """The tree that a run makes after one that was killed, with all its processes, after so many seconds."""
    shutil.rmtree(here / "clean", ignore_errors=True)
    run = started(here, "clean")
    try:
        run.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
    assert started(here, "clean").wait() == 0
    return tree(here / "clean")


def started(here: Path, clean: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bench.runs", str(here / "raw"), str(here / clean)]
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
        plainly(Job(raw=sys.argv[1], clean=sys.argv[2], workers=2))
