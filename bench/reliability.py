"""Reliability: odd names, damaged state and a failing store. Harm is counted; 0 is promised.

``COPYDESK_BENCH_SCALE`` (default 0.01) is the share of the full size, 50,000 odd names. Kills, mutated input, growth
and memory have benchmarks of their own.
"""

import os
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

from bench import odd_inputs, runs
from pipeline.corpus import verification
from pipeline.corpus.batch import clean_batch
from pipeline.corpus.finishing import finish_run
from pipeline.corpus.job import Job
from pipeline.corpus.job_rules import load_job_rules
from pipeline.corpus.planning import plan_batches
from pipeline.corpus.report import Report, total_report
from pipeline.errors import StoreUnavailable
from pipeline.io import output_folder
from pipeline.io.sources import file_of
from pipeline.io.stores import open_store
from pipeline.io.stores.protocol import NewFile
from pipeline.io.writers import shards

_SCALE = float(os.environ.get("COPYDESK_BENCH_SCALE", "0.01"))
_ODD_NAMES = max(500, round(50_000 * _SCALE))
_FORMATS = ("md", "jsonl", "parquet")


def measure(data: Path) -> dict[str, float]:  # noqa: ARG001 - the signature of every benchmark
    with tempfile.TemporaryDirectory() as folder:
        here = Path(folder)
        return {
            **_odd_names(here / "names"),
            **_damage(here / "damage"),
            **_failing_store(here / "store"),
        }


def _run(raw: Path, clean: Path, *, to: str = "md", workers: int = 2, **options: object) -> Report:
    values = {"raw": str(raw), "clean": str(clean), "to": to, "workers": workers, **options}
    return runs.run_without_prefect(Job.model_validate(values))[0]


def _accounted(report: Report) -> int:
    return sum(report.documents.values()) + len(report.asides)


def _problems(clean: Path) -> int:
    return sum(1 for _ in verification.verify(open_store(str(clean))))


def _odd_names(here: Path) -> dict[str, float]:
    """Files of odd names: those without a document or aside, and those that a second run or a check finds changed."""
    files = odd_inputs.write_odd_names(here / "raw", _ODD_NAMES)
    names = {file.encode(errors="backslashreplace").decode() for file in files}
    lost = changed = 0
    for to in _FORMATS if _SCALE < 1 else ("md", "parquet"):
        report = _run(here / "raw", here / to, to=to)
        again = _run(here / "raw", here / to, to=to)
        lost += len(names ^ {file_of(source).removeprefix("./") for source in _sources(here / to, report)})
        changed += again.documents["cleaned"] + abs(_accounted(report) - _accounted(again)) + _problems(here / to)
    return {
        "reliability.names.files": len(files),
        "reliability.names.lost.harm": lost,
        "reliability.names.changed.harm": changed,
        "reliability.names.parent_mb.cost": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    }


def _sources(clean: Path, report: Report) -> list[str]:
    """The sources of all documents on disk and of all asides."""
    store = open_store(str(clean))
    rows = [document.source for _, manifest in shards.manifests(store) for document in manifest.documents]
    return [*output_folder.written_sources(store), *rows, *(aside.id for aside in report.asides)]


def _damage(here: Path) -> dict[str, float]:
    """Every file of an output folder emptied, cut, inverted or replaced: how many are neither healed nor reported."""
    runs.write_documents(here / "raw", 12)
    (here / "raw/w.jsonl").write_bytes(b'{"text": "One story about ships."}\n{"text": "And another one of trams."}\n')
    (here / "raw/empty.txt").write_bytes(b"")
    for path in (here / "raw").glob("*.*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    cases = unnoticed = unhealed = 0
    for to in _FORMATS:
        clean = here / to
        _run_here(str(here / "raw"), str(clean), to=to)
        expected = runs.tree_digests(clean)
        for name in expected:
            for damaged in _damages((clean / name).read_bytes()):
                cases += 1
                (clean / name).write_bytes(damaged)
                noticed = bool(_problems(clean)) or name == ".copydesk"
                _run_here(str(here / "raw"), str(clean), to=to)
                _run_here(str(here / "raw"), str(clean), to=to)
                healed = runs.tree_digests(clean) == expected
                unnoticed += not healed and not noticed
                if not healed:
                    _run_here(str(here / "raw"), str(clean), to=to, checksum=True)
                    unhealed += runs.tree_digests(clean) != expected
    return {
        "reliability.damage.cases": cases,
        "reliability.damage.unnoticed.harm": unnoticed,
        "reliability.damage.unhealed.harm": unhealed,
    }


def _damages(content: bytes) -> Iterator[bytes]:
    yield from (b"", content[: len(content) // 2], bytes(255 - byte for byte in content), b"[]\n")


def _run_here(raw: str, clean: str, **options: object) -> Report:
    """A run in this process, without workers."""
    job = Job.model_validate({"raw": raw, "clean": clean, **options})
    rule_set = load_job_rules(job)
    planned = plan_batches(job, rule_set.digest)
    reports = [clean_batch(job, each, rule_set.digest) if each.sources else each.up_to_date for each in planned]
    return finish_run(job, total_report(reports))


def _failing_store(here: Path) -> dict[str, float]:
    """A store that fails at every 10th write: runs until one ends, and whether its tree differs from a normal one."""
    import fsspec
    from fsspec.implementations.memory import MemoryFileSystem

    class FailingStore(MemoryFileSystem):  # type: ignore[misc]  # fsspec has no types
        """A store in memory that fails at every 10th write."""

        protocol = "failing"
        store: dict[str, Any] = {}  # noqa: RUF012 - shared by all instances, as in the base class
        pseudo_dirs = [""]  # noqa: RUF012 - likewise
        writes = 0

        def pipe_file(self, *args: Any, **options: Any) -> None:
            FailingStore.writes += 1
            if FailingStore.writes % 10 == 0:
                raise ConnectionResetError("the store broke off")
            super().pipe_file(*args, **options)

    fsspec.register_implementation("failing", FailingStore, clobber=True)
    runs.write_documents(here, 40)
    attempts = different = 0
    for to in ("md", "jsonl"):
        for store in ("memory", "failing"):
            raw = open_store(f"{store}://reliability/raw")
            for path in sorted(here.rglob("*.txt")):
                for _ in range(2):
                    with suppress(StoreUnavailable):
                        raw.put([NewFile(path.name, path.read_bytes())])
                        break
        time.sleep(2.1)  # an object store has times of whole seconds
        _run_here("memory://reliability/raw", f"memory://reliability/{to}", to=to)
        ended = False
        while not ended:
            attempts += 1
            with suppress(StoreUnavailable):
                _run_here("failing://reliability/raw", f"failing://reliability/{to}", to=to)
                ended = True
        different += _stored(f"failing://reliability/{to}") != _stored(f"memory://reliability/{to}")
    return {"reliability.failing_store.runs": attempts, "reliability.failing_store.different.harm": different}


def _stored(url: str) -> dict[str, bytes]:
    """The documents and records of a store; manifests name the times of raw files."""
    store = open_store(url)
    contents = {}
    for info in store.walk():
        if not info.path.startswith(("_shards", "_catalogue")):
            with store.open(info.path) as file:
                contents[info.path] = file.read()
    return contents
