"""Kills: runs that are killed at any moment, and what is left of them.

``COPYDESK_BENCH_SCALE`` (default 0.01) is the share of the full size, 200 kills, in each format in turn, with one
and two workers. Only the parent is killed: its workers must notice by themselves. The next run must end with the tree
of a run that was never killed. ``python -m bench.kills RAW CLEAN FORMAT WORKERS`` is the run that is killed.
"""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

from bench import runs
from pipeline.corpus.job import Job
from pipeline.io.own_files import MANIFESTS, TEMPORARY

_KILLS = max(6, round(200 * float(os.environ.get("COPYDESK_BENCH_SCALE", "0.01"))))
_DOCUMENTS = 100
_FORMATS = ("md", "jsonl", "parquet")
_PHASES = ("before_writing", "in_writing", "in_finishing", "after_the_end")
_HARM = ("different", "failed", "processes", "temporary_files")
_MOST_SECONDS = 2.0  # that a worker may live without its parent


def measure(data: Path) -> dict[str, float]:  # noqa: ARG001 - the signature of every benchmark
    with tempfile.TemporaryDirectory() as folder:
        return measure_in(Path(folder), _KILLS)


def measure_in(here: Path, kills: int) -> dict[str, float]:
    """Kill so many runs, and compare what the next run makes of each."""
    runs.write_documents(here / "raw", _DOCUMENTS)
    seconds, expected = dict[str, float](), dict[str, dict[str, str]]()
    for to in _FORMATS:
        start = time.perf_counter()
        _start(here, f"expected-{to}", to, workers=2).wait()
        seconds[to], expected[to] = time.perf_counter() - start, runs.tree_digests(here / f"expected-{to}")
    draw, harm, phases = random.Random(7), Counter[str](), Counter[str]()  # noqa: S311 - the same moments every time
    for number in range(kills):
        to, workers = _FORMATS[number % len(_FORMATS)], 1 + number // len(_FORMATS) % 2
        shutil.rmtree(here / "clean", ignore_errors=True)
        killed = _start(here, "clean", to, workers=workers)
        with suppress(subprocess.TimeoutExpired):
            killed.wait(timeout=draw.uniform(0, 1.2 * seconds[to]))
        phases[_phase(here / "clean", expected[to], ended=killed.poll() is not None)] += 1
        with suppress(ProcessLookupError):
            os.kill(killed.pid, signal.SIGKILL)
        killed.wait()
        harm["processes"] += _outlives(killed.pid)
        harm["failed"] += _start(here, "clean", to, workers=3 - workers).wait() != 0
        harm["different"] += runs.tree_digests(here / "clean") != expected[to]
        harm["temporary_files"] += (here / "clean" / TEMPORARY).exists()
        print(f"kills: {number + 1} of {kills}, {dict(phases)} {dict(harm)}", file=sys.stderr, flush=True)
    names = ("different", "failed", "processes", "temporary_files")
    return {
        "kills.number": kills,
        **{
            f"kills.{phase}": phases[phase] for phase in ("in_start_up", "in_cleaning", "in_finishing", "after_the_end")
        },
        **{f"kills.{name}.harm": harm[name] for name in names},
    }


def _phase(clean: Path, expected: dict[str, str], *, ended: bool) -> str:
    """What a run was doing when it was killed, by the documents or manifests that are on disk."""
    if ended:
        return "after_the_end"
    complete = sum(name.startswith(f"{MANIFESTS}/") or name.endswith(".md") for name in expected)
    written = sum(1 for _ in [*clean.glob(f"{MANIFESTS}/*.json"), *clean.glob("[!_]*/*.md")])
    return "before_writing" if not written else "in_writing" if written < complete else "in_finishing"


def _outlives(session: int) -> bool:
    """Whether a process of this session still runs some time after its parent was killed."""
    end = time.monotonic() + _MOST_SECONDS
    while _session_runs(session):
        if time.monotonic() > end:
            return True
        time.sleep(0.05)
    return False


def _session_runs(session: int) -> bool:
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # a process may end meanwhile
            fields = stat.read_text().rpartition(")")[2].split()
            if fields[0] != "Z" and int(fields[3]) == session:
                return True
    return False


def _start(here: Path, clean: str, to: str, *, workers: int) -> "subprocess.Popen[bytes]":
    command = [sys.executable, "-m", "bench.kills", str(here / "raw"), str(here / clean), to, str(workers)]
    return subprocess.Popen(command, start_new_session=True)


if __name__ == "__main__":
    raw, clean, to, workers = sys.argv[1:]
    runs.run_without_prefect(Job.model_validate({"raw": raw, "clean": clean, "to": to, "workers": int(workers)}))
