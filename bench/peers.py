"""Documents a second beside datatrove on the same job, one worker each: JSON lines to JSON lines.

1. Scraped bodies of news: encoding, language, lines that are no article text.
2. News pages as HTML: the article first (datatrove: trafilatura), then the same.

Both start cold, in processes of their own. copydesk does more: typos, names, page metadata, near-duplicates, a record
of each change. datatrove needs an environment of its own: ``make peers``, or name its Python in ``COPYDESK_PEERS``.
Without it nothing is measured.
"""

import json
import lzma
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import NamedTuple

_PEER = Path(os.environ.get("COPYDESK_PEERS", Path(__file__).parents[1] / "build/peers/bin/python"))
_TEXTS = int(os.environ.get("COPYDESK_BENCH_TEXTS", "1500"))
_PAGES = int(os.environ.get("COPYDESK_BENCH_PAGES", "300"))
_RUN = """
import sys
from bench.runs import run_without_prefect
from pipeline.corpus.job import Job
run_without_prefect(Job(raw=sys.argv[1], clean=sys.argv[2], to="jsonl"))
"""


class Cost(NamedTuple):
    """Wall and CPU seconds of a process and its children."""

    wall: float
    cpu: float


def measure(data: Path) -> dict[str, float]:
    """Documents a second of both, and our cost in shares of datatrove's; nothing where datatrove is absent."""
    if not _PEER.exists():
        print(f"peers: skipped, there is no datatrove at {_PEER}: make peers", file=sys.stderr)
        return {}
    figures = dict[str, float]()
    with tempfile.TemporaryDirectory() as folder:
        for kind, file, key, count in (
            ("text", "text/fnc-bodies.jsonl.xz", "text", _TEXTS),
            ("html", "html/newspaper4k.jsonl.xz", "html", _PAGES),
        ):
            here = Path(folder) / kind
            documents = _write(here / "raw", kind, islice(_values(data / file, key), count))
            ours = _cost([sys.executable, "-c", _RUN, str(here / "raw"), str(here / "clean")])
            job = [str(_PEER), "-P", str(Path(__file__).parent / "_datatrove.py")]
            theirs = _cost([*job, kind, str(here / "raw"), str(here / "peer")])
            figures |= {
                f"peers.{kind}.documents": documents,
                f"peers.{kind}.documents_a_second": documents / ours.wall,
                f"peers.{kind}.datatrove.documents_a_second": documents / theirs.wall,
                f"peers.{kind}.times_datatrove": theirs.wall / ours.wall,
                f"peers.{kind}.cpu.ratio": ours.cpu / theirs.cpu,
            }
    return figures


def _values(path: Path, key: str) -> Iterator[str]:
    with lzma.open(path, "rt", encoding="utf8") as lines:
        yield from (json.loads(line)[key] for line in lines)


def _write(folder: Path, kind: str, values: Iterator[str]) -> int:
    folder.mkdir(parents=True)
    lines = [json.dumps({"id": str(number), kind: value}) + "\n" for number, value in enumerate(values)]
    (folder / "documents.jsonl").write_text("".join(lines), "utf-8")
    return len(lines)


def _cost(command: Sequence[str]) -> Cost:
    env = os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}
    if command[0] == str(_PEER):
        env.pop("PYTHONPATH")
    start = time.perf_counter()
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise RuntimeError(f"{' '.join(command[:2])} failed")
    return Cost(time.perf_counter() - start, usage.ru_utime + usage.ru_stime)


if __name__ == "__main__":
    for name, value in measure(Path(sys.argv[2])).items():
        print(f"{name:<48} {value:.4f}", flush=True)
