"""Scale: time a document and memory of the parent and of a worker, from a thousand documents up; writes a plot.

One worker, without Prefect; documents as in ``bench.runs``, as files and as lines of one JSONL file. Each size runs in
a process of its own. Sizes: ``COPYDESK_BENCH_SIZES``, such as ``1000,10000,50000,200000``.
``python -m bench.scale --plot FILE.svg`` runs them and draws the plot.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from bench.runs import write_documents

_SIZES = [int(size) for size in os.environ.get("COPYDESK_BENCH_SIZES", "1000,4000").split(",")]
_FORMS = ("files", "lines")
_RUN = """
import json, os, resource, sys, time
from bench.runs import run_without_prefect
from pipeline.corpus.job import Job
job = Job(raw=sys.argv[1], clean=sys.argv[2])
figures = []
for _ in range(2):
    start, cpu = time.perf_counter(), sum(os.times()[:4])
    report, cost = run_without_prefect(job)
    finish = time.perf_counter() - start - cost.seconds
    parent = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    figures += [sum(os.times()[:4]) - cpu, finish, parent, cost.memory]
print(json.dumps(figures))
"""


class Figures(NamedTuple):
    """A run: CPU microseconds a document, seconds of the final steps, peak megabytes of the parent and of the worker.

    ``again`` is the CPU microseconds a document of a second run with nothing to do.
    """

    documents: int
    cpu: float
    finish: float
    parent: float
    worker: float
    again: float


def measure(data: Path) -> dict[str, float]:  # noqa: ARG001 - the signature of every benchmark
    """Figures of the largest size, and how much more a document costs there than in the smallest."""
    figures = dict[str, float]()
    for form in _FORMS:
        first, last = (_run(form, size) for size in (_SIZES[0], _SIZES[-1]))
        figures |= {
            f"scale.{form}.documents": last.documents,
            f"scale.{form}.cpu_us": last.cpu,
            f"scale.{form}.cpu.growth.ratio": last.cpu / first.cpu,
            f"scale.{form}.finish_seconds": last.finish,
            f"scale.{form}.parent_mb": last.parent,
            f"scale.{form}.parent_kb_a_document": (last.parent - first.parent)
            * 1024
            / max(1, last.documents - first.documents),
            f"scale.{form}.worker_mb": last.worker,
            f"scale.{form}.worker_mb.growth.ratio": last.worker / first.worker,
            f"scale.{form}.again_us": last.again,
        }
    return figures


def _run(form: str, size: int) -> Figures:
    with tempfile.TemporaryDirectory() as folder:
        raw, clean = Path(folder) / "raw", Path(folder) / "clean"
        write_documents(raw, size)
        if form == "lines":
            raw = _as_lines(raw, Path(folder) / "lines")
        env = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
        env["XDG_CACHE_HOME"] = f"{folder}/cache"
        command = [sys.executable, "-c", _RUN, str(raw), str(clean)]
        done = subprocess.run(command, env=env, check=True, capture_output=True, text=True)
    cpu, finish, parent, worker, again, *_ = json.loads(done.stdout)
    return Figures(size, cpu / size * 1e6, finish, parent, worker, again / size * 1e6)


def _as_lines(raw: Path, folder: Path) -> Path:
    folder.mkdir()
    with (folder / "documents.jsonl").open("w") as file:
        for path in sorted(raw.rglob("*.txt")):
            file.write(json.dumps({"text": path.read_text()}) + "\n")
    os.utime(folder / "documents.jsonl", (1_700_000_000,) * 2)
    return folder


_WIDTH, _HEIGHT, _MARGIN = 520, 220, 60
_COLOURS = {"files": "#1f77b4", "lines": "#d62728"}


def plot(runs: dict[str, list[Figures]]) -> str:
    """Two diagrams as SVG over the number of documents: peak memory of the parent, CPU time a document."""
    parts = [
        _diagram(runs, "parent", "parent, MB", 0),
        _diagram(runs, "cpu", "CPU a document, us", _HEIGHT + _MARGIN),
    ]
    height = 2 * (_HEIGHT + _MARGIN)
    size = f'width="{_WIDTH + 2 * _MARGIN}" height="{height}" font-family="sans-serif" font-size="12"'
    return f'<svg xmlns="http://www.w3.org/2000/svg" {size}>{"".join(parts)}</svg>\n'


def _diagram(runs: dict[str, list[Figures]], field: str, title: str, top: int) -> str:
    points = [figures for each in runs.values() for figures in each]
    most = max(figures.documents for figures in points)
    highest = max(getattr(figures, field) for figures in points) * 1.1

    def place(figures: Figures) -> tuple[float, float]:
        left = _MARGIN + _WIDTH * figures.documents / most
        return left, top + 20 + _HEIGHT * (1 - getattr(figures, field) / highest)

    drawn = [f'<text x="{_MARGIN}" y="{top + 14}">{title} (up to {most:,} documents)</text>']
    drawn.append(f'<path d="M{_MARGIN} {top + 20}v{_HEIGHT}h{_WIDTH}" fill="none" stroke="#888"/>')
    for number, (form, each) in enumerate(runs.items()):
        line = " ".join(f"{left:.0f},{up:.0f}" for left, up in map(place, each))
        drawn.append(f'<polyline points="{line}" fill="none" stroke="{_COLOURS[form]}" stroke-width="2"/>')
        for figures in each:
            left, up = place(figures)
            drawn.append(
                f'<text x="{left - 20:.0f}" y="{up - 6 - 12 * number:.0f}">{getattr(figures, field):.0f}</text>'
            )
        drawn.append(f'<text x="{_WIDTH - 60 + 60 * number}" y="{top + 14}" fill="{_COLOURS[form]}">{form}</text>')
    return "".join(drawn)


if __name__ == "__main__":
    measured: dict[str, list[Figures]] = {form: [] for form in _FORMS}
    for each_form in _FORMS:
        for each_size in _SIZES:
            measured[each_form].append(_run(each_form, each_size))
            row = {key: round(value, 1) for key, value in measured[each_form][-1]._asdict().items()}
            print(each_form, row, flush=True)
    Path(sys.argv[2]).write_text(plot(measured))
