"""Runs: speed with one and two workers, cost of Prefect, memory, cost of a second run, and trees after kills.

All documents are generated here, 300 words each. ``COPYDESK_BENCH_DOCUMENTS`` and ``COPYDESK_BENCH_KILLS`` set the
size.
``python -m bench.runs RAW CLEAN FORM`` cleans a folder without Prefect; kills are tried on it.

On a machine whose cores others use too, compare the speedup of two workers with the ratio of CPU seconds: near 1,
two workers do no more work than one.
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

import pyarrow.parquet as pq

from bench.run_start import measure_start
from pipeline.corpus.batch import collect_batch
from pipeline.corpus.finishing import finish_run
from pipeline.corpus.job import Job
from pipeline.corpus.job_rules import load_job_rules
from pipeline.corpus.planning import plan_batches
from pipeline.corpus.report import Report, total_report
from pipeline.execution import prefect_server
from pipeline.execution.worker_pool import WorkerPool
from pipeline.io import lock, own_files
from pipeline.io.stores import open_store

_DOCUMENTS = int(os.environ.get("COPYDESK_BENCH_DOCUMENTS", "20000"))
_KILLS = int(os.environ.get("COPYDESK_BENCH_KILLS", "50"))
_FEW = 1000
_PLANNED = 50_000
_KILLED_DOCUMENTS = 2000
_TOUCHED = 10
_OF_RUNS = frozenset({own_files.PREVIOUS_CATALOGUE, own_files.CHANGES})
_RUN_COLUMNS = frozenset({"run", "run_time"})
_NOUNS = ["harbour", "bridge", "council", "grain ship", "school", "tram line", "river", "hospital", "market", "mine"]
_VERBS = ["reopened", "was closed", "was repaired", "drew visitors", "was inspected", "was flooded", "was rebuilt"]
_PLACES = ["Odesa", "Izmail", "Reni", "Lviv", "Kharkiv", "Poltava", "Sumy", "Rivne", "Lutsk", "Uman"]


def write_documents(raw: Path, count: int) -> None:
    """Write ``count`` different documents, each with a headline above and a boilerplate line below."""
    modified = time.time() - 1000
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
        os.utime(path, (modified, modified))


class Cost(NamedTuple):
    """Cost of a run: seconds and CPU seconds of cleaning, megabytes of the largest worker."""

    seconds: float
    cpu: float
    memory: float


def run_without_prefect(job: Job) -> tuple[Report, Cost]:
    """Run a job without Prefect; its report, and its cost before the final steps."""
    rule_set = load_job_rules(job)
    start, cpu_before = time.perf_counter(), _cpu()
    with (
        lock.lock_folder(open_store(job.clean)) as lock_descriptor,
        closing(WorkerPool(job.workers, rule_set.corpus, lock_descriptor)) as pool,
    ):
        from concurrent.futures import ThreadPoolExecutor

        with ThreadPoolExecutor(job.workers) as threads:
            planned = list(plan_batches(job, rule_set.digest))
            to_clean = [batch for batch in planned if batch.sources]
            reports = list(
                threads.map(lambda batch: collect_batch(job, batch, pool.clean(job, batch, rule_set.digest)), to_clean)
            )
        cost = Cost(time.perf_counter() - start, _cpu() - cpu_before, _largest_child())
        reports += [batch.up_to_date for batch in planned if not batch.sources]
        return finish_run(job, total_report(reports)), cost


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
        with contextlib.suppress(OSError):  # a thread may end meanwhile
            found += (task / "children").read_text().split()
    return [child for child in found if Path(f"/proc/{child}/stat").exists()]


def _largest_child() -> float:
    """The most memory that one of this process's children ever took, in megabytes."""
    peaks = [0.0]
    for child in _children():
        status = Path(f"/proc/{child}/status").read_text()
        peaks += [float(line.split()[1]) / 1024 for line in status.splitlines() if line.startswith("VmHWM")]
    return max(peaks)


def measure(data: Path) -> dict[str, float]:  # noqa: ARG001 - the signature of every benchmark
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        shards = {"runs.kills.shards.different.harm": _kills(here / "shards", _KILLS // 5, to="parquet")}
        (here / "start").mkdir()
        start = measure_start(here / "start")
        return {**start, **_speed(here), "runs.kills.different.harm": _kills(here / "kills", _KILLS), **shards}


def _speed(here: Path) -> dict[str, float]:
    write_documents(here / "raw", _DOCUMENTS)
    write_documents(here / "few", _FEW)
    planning = _planning(here)
    _, small = run_without_prefect(_job(here, raw="few", clean="c0"))
    _, one = run_without_prefect(_job(here, clean="c1"))
    _, two = run_without_prefect(_job(here, clean="c2", workers=2))
    assert tree_digests(here / "c1") == tree_digests(here / "c2")
    start = time.perf_counter()
    again, _ = run_without_prefect(_job(here, clean="c2", workers=2))
    idle = time.perf_counter() - start
    assert again.documents == {"unchanged": _DOCUMENTS}
    for number in range(_TOUCHED):
        path = here / "raw" / f"{number:02}" / f"{number}.txt"
        path.write_text(path.read_text().replace("people", "persons"))
    start = time.perf_counter()
    touched, _ = run_without_prefect(_job(here, clean="c2", workers=2))
    ten = time.perf_counter() - start
    assert touched.documents["cleaned"] == _TOUCHED
    return {
        "runs.documents_a_second.1": _DOCUMENTS / one.seconds,
        "runs.documents_a_second.2": _DOCUMENTS / two.seconds,
        "runs.two_workers.speedup": one.seconds / two.seconds,
        "runs.two_workers.cpu.ratio": two.cpu / one.cpu,
        "runs.cpu_seconds.1.cost": one.cpu,
        "runs.worker_mb.1000.cost": small.memory,
        "runs.worker_mb.many.cost": one.memory,
        "runs.worker_mb.growth.ratio": one.memory / small.memory,
        "runs.parent_mb.many.cost": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
        "runs.nothing_to_do.documents_a_second": _DOCUMENTS / idle,
        "runs.ten_touched.seconds.cost": ten,
        **planning,
        **_prefect(here),
    }


def _planning(here: Path) -> dict[str, float]:
    """Seconds and CPU seconds to plan a run over many new files."""
    write_documents(here / "many", _PLANNED)
    job = _job(here, raw="many", clean="planned")
    start, cpu = time.perf_counter(), time.process_time()
    planned = sum(len(batch.sources) for batch in plan_batches(job, "any rules"))
    assert planned == _PLANNED
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    shutil.rmtree(here / "many")
    return {f"runs.planning.{_PLANNED}.cost": seconds, f"runs.planning.{_PLANNED}.cpu.cost": cpu}


def _prefect(here: Path) -> dict[str, float]:
    """Share of Prefect in the time of a run, its start not counted: alternating runs with and without, two workers."""
    server = prefect_server.start_server(str(here))
    from pipeline import flow

    if server:
        server.wait_until_ready()

    seconds = {"with": 0.0, "without": 0.0}
    for turn in range(2):
        job = _job(here, clean=f"p{turn}", workers=2)
        start = time.perf_counter()
        flow.run_once(job, lambda _: None)
        seconds["with"] += time.perf_counter() - start
        job = _job(here, clean=f"q{turn}", workers=2)
        start = time.perf_counter()
        run_without_prefect(job)
        seconds["without"] += time.perf_counter() - start
    return {"runs.prefect_share.cost": 1 - seconds["without"] / seconds["with"]}


def _job(here: Path, *, raw: str = "raw", clean: str, workers: int = 1) -> Job:
    return Job(raw=str(here / raw), clean=str(here / clean), workers=workers)


def _kills(here: Path, kills: int, *, to: str = "md") -> float:
    """Number of output trees that differ when a run follows one that was killed at a random moment."""
    write_documents(here / "raw", _KILLED_DOCUMENTS)
    start = time.perf_counter()
    start_run(here, "expected", to).wait()
    expected, seconds = tree_digests(here / "expected"), time.perf_counter() - start
    different = 0
    draw = random.Random(7)  # noqa: S311 - the same moments every time
    for number in range(kills):
        different += tree_after_kill(here, draw.uniform(0, seconds), to) != expected
        print(f"runs: {to}, kill {number + 1} of {kills}, {different} trees differ", file=sys.stderr, flush=True)
    return different


def tree_after_kill(here: Path, seconds: float, to: str = "md") -> dict[str, str]:
    """Digests of the output when a run follows one that was killed, with all its processes, after ``seconds``."""
    shutil.rmtree(here / "clean", ignore_errors=True)
    run = start_run(here, "clean", to)
    try:
        run.wait(timeout=seconds)
    except subprocess.TimeoutExpired:
        os.killpg(run.pid, signal.SIGKILL)
        run.wait()
    assert start_run(here, "clean", to).wait() == 0
    return tree_digests(here / "clean")


def start_run(here: Path, clean: str, to: str = "md") -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "bench.runs", str(here / "raw"), str(here / clean), to]
    return subprocess.Popen(command, start_new_session=True)


def tree_digests(folder: Path) -> dict[str, str]:
    """Digest of each file's content.

    What depends on earlier runs or on the time is left out: the previous catalogue, the list of what each run changed,
    and the columns of the catalogue that name the run.
    """
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in _OF_RUNS)
    return {str(path.relative_to(folder)): hashlib.sha256(_content(path)).hexdigest() for path in files}


def _content(path: Path) -> bytes:
    if path.name != own_files.CATALOGUE:
        return path.read_bytes()
    table = pq.read_table(path)
    return repr(table.drop_columns([*_RUN_COLUMNS & {*table.column_names}]).to_pylist()).encode()


if __name__ == "__main__":
    if sys.argv[1] == "--data":
        for name, value in measure(Path(sys.argv[2])).items():
            print(f"{name:<48} {value:.4f}", flush=True)
    else:
        run_without_prefect(
            Job.model_validate({"raw": sys.argv[1], "clean": sys.argv[2], "to": sys.argv[3], "workers": 2})
        )
