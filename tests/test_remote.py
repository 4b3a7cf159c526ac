"""Folders behind URLs: in memory, and in a real S3 server on loopback."""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

import pytest

from pipeline.corpus.batch import clean_batch
from pipeline.corpus.finishing import finish_run
from pipeline.corpus.job import Batch, Job
from pipeline.corpus.job_rules import load_job_rules
from pipeline.corpus.planning import plan_batches
from pipeline.corpus.report import Report, total_report
from pipeline.errors import FolderLocked, StoreUnavailable
from pipeline.execution import clusters
from pipeline.io import lock
from pipeline.io.stores import open_store
from pipeline.io.stores.protocol import NewFile
from pipeline.rules.loading import load_rules

ARTICLE = (
    "Harbour of Odesa reopens after storm\n\n"
    "The harbour of Odesa reopened on Monday, two days after a storm had closed it, its master said.\n\n"
    "Eleven ships with grain left for Egypt before noon, and nine more were to follow in the night.\n"
)
OWN = {f"_catalogue{end}" for end in (".parquet", ".last.parquet", ".changes.jsonl.gz")} | {
    "_aside.jsonl",
    "_duplicates.jsonl",
}


def run(raw: str, clean: str, **options: object) -> Report:
    job = Job.model_validate({"raw": raw, "clean": clean, **options})
    digest = load_job_rules(job).digest if job.configs else load_rules().digest
    planned = plan_batches(job, digest)
    reports = [clean_batch(job, batch, digest) if batch.sources else batch.up_to_date for batch in planned]
    return finish_run(job, total_report(reports))


def fill(url: str) -> None:
    lines = "".join(json.dumps({"text": ARTICLE.replace("Odesa", name)}) + "\n" for name in ("Reni", "Izmail"))
    pages = {"a.txt": ARTICLE, "b/c.txt": ARTICLE.replace("Odesa", "Kilia"), "empty.txt": "", ".hidden": "x"}
    open_store(url).put([NewFile(name, page.encode()) for name, page in {**pages, "w.jsonl": lines}.items()])


def tree(url: str) -> dict[str, bytes]:
    folder = open_store(url)
    found = {}
    for file in folder.walk():
        if file.path not in OWN and not file.path.startswith("_shards/"):  # which bear the times of raw files
            with folder.open(file.path) as opened:
                found[file.path] = opened.read()
    return found


@pytest.fixture(scope="module")
def s3() -> Iterator[str]:
    """A bucket in an S3 server of our own."""
    pytest.importorskip("moto", reason="the S3 server is a development extra")
    pytest.importorskip("s3fs", reason="the S3 client is an extra")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "moto.server", "-H", "127.0.0.1", "-p", str(port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    environment = {
        "AWS_ACCESS_KEY_ID": "testing",
        "AWS_SECRET_ACCESS_KEY": "testing",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
    }
    before = {key: os.environ.get(key) for key in environment}
    os.environ.update(environment)
    end = time.monotonic() + 60
    while time.monotonic() < end:
        try:
            urllib.request.urlopen(environment["AWS_ENDPOINT_URL"], timeout=5).close()  # noqa: S310 - loopback
            break
        except OSError:
            time.sleep(0.2)
    import fsspec

    fsspec.filesystem("s3").mkdir("news")
    yield "s3://news"
    server.kill()
    server.wait()
    for key, value in before.items():
        os.environ.pop(key) if value is None else os.environ.update({key: value})


@pytest.fixture(params=["memory", pytest.param("s3", marks=pytest.mark.slow)])
def root(request: pytest.FixtureRequest) -> str:
    """A folder of its own."""
    return f"{request.getfixturevalue('s3') if request.param == 's3' else 'memory://news'}/{uuid4().hex}"


@pytest.mark.parametrize("to", ["md", "jsonl", "parquet"])
def test_a_folder_behind_a_url_is_cleaned_as_one_on_disk(root: str, tmp_path: Path, to: str) -> None:
    fill(f"{root}/raw")
    (tmp_path / "raw").mkdir()
    fill(str(tmp_path / "raw"))
    there, here = run(f"{root}/raw", f"{root}/clean", to=to), run(str(tmp_path / "raw"), str(tmp_path / "clean"), to=to)
    assert there == here
    assert there.documents == {"cleaned": 4}
    assert tree(f"{root}/clean") == tree(str(tmp_path / "clean"))


def test_a_second_run_changes_nothing_and_finds_removed_files(root: str) -> None:
    fill(f"{root}/raw")
    run(f"{root}/raw", f"{root}/clean")
    before = tree(f"{root}/clean")
    assert run(f"{root}/raw", f"{root}/clean").documents == {"unchanged": 4}
    assert tree(f"{root}/clean") == before
    open_store(f"{root}/raw").remove("a.txt")
    assert run(f"{root}/raw", f"{root}/clean", prune=True).removed == ("a.txt",)
    assert tree(f"{root}/clean")["_removed/a.txt.md"] == before["a.txt.md"]


def test_clean_may_be_inside_raw(root: str) -> None:
    fill(root)
    run(root, f"{root}/clean")
    assert run(root, f"{root}/clean").documents == {"unchanged": 4}


def test_rules_behind_a_url(root: str) -> None:
    fill(f"{root}/raw")
    open_store(f"{root}/configs").put([NewFile("corpus.yaml", b"max_bytes: 3\n")])
    report = run(f"{root}/raw", f"{root}/clean", configs=f"{root}/configs")
    assert {aside.rule for aside in report.asides} >= {"reader/too-large"}


def test_two_runs_exclude_each_other(root: str) -> None:
    clean = open_store(f"{root}/clean")
    with lock.lock_folder(clean), pytest.raises(FolderLocked, match="is locked by a run"), lock.lock_folder(clean):
        pass
    with lock.lock_folder(clean):
        pass


@pytest.mark.slow
def test_two_machines_of_a_dask_cluster_clean_a_bucket(s3: str, tmp_path: Path) -> None:
    distributed = pytest.importorskip("distributed", reason="Dask is an extra")
    raw, clean = f"{s3}/{uuid4().hex}", f"{s3}/{uuid4().hex}"
    fill(raw)
    fill(str(tmp_path / "raw"))
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        job = Job.model_validate({"raw": raw, "clean": clean, "engine": "dask", "address": cluster.scheduler_address})
        digest = load_job_rules(job).digest
        report = finish_run(job, total_report(clusters.reports(job, _split(plan_batches(job, digest), "md"), digest)))
    assert run(str(tmp_path / "raw"), str(tmp_path / "clean")) == report
    assert tree(clean) == tree(str(tmp_path / "clean"))


@pytest.fixture
def ray(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """The address of a Ray instance of our own, with two processors."""
    pytest.importorskip("ray", reason="Ray is an extra")
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tempfile.mkdtemp(prefix="ray-")  # not below tmp_path: its sockets have short names only
    options = [f"--port={port}", "--num-cpus=2", f"--temp-dir={folder}", "--object-store-memory=100000000"]
    options += ["--node-ip-address=127.0.0.1", "--include-dashboard=false", "--disable-usage-stats"]
    head = subprocess.Popen(
        [sys.executable, "-m", "ray.scripts.scripts", "start", "--head", "--block", *options],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    end = time.monotonic() + 60
    while time.monotonic() < end:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            break
        time.sleep(0.2)
    yield f"127.0.0.1:{port}"
    head.terminate()
    with suppress(subprocess.TimeoutExpired):
        head.wait(timeout=30)
    with suppress(ProcessLookupError):
        os.killpg(head.pid, signal.SIGKILL)
    shutil.rmtree(folder, ignore_errors=True)


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_ray_cluster_cleans_the_same_batches(ray: str, tmp_path: Path) -> None:
    raw = str(tmp_path / "raw")
    fill(raw)
    for to in ("md", "parquet"):
        there, here = str(tmp_path / f"there-{to}"), str(tmp_path / f"here-{to}")
        job = Job.model_validate({"raw": raw, "clean": there, "to": to, "engine": "ray", "address": ray})
        digest = load_job_rules(job).digest
        report = finish_run(job, total_report(clusters.reports(job, _split(plan_batches(job, digest), to), digest)))
        assert run(raw, here, to=to) == report
        assert tree(there) == tree(here)


def _split(planned: Iterator[Batch], to: str) -> Iterator[Batch]:
    """A batch a file, so that there are several; a shard stays whole."""
    for part in planned:
        if to == "md":
            yield from (part._replace(number=at, sources=(source,)) for at, source in enumerate(part.sources))
        else:
            yield part


@pytest.mark.parametrize("engine", ["dask", "ray"])
def test_a_cluster_that_does_not_listen_is_reported(engine: str, tmp_path: Path) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    job = Job.model_validate({"raw": "raw", "clean": str(tmp_path), "engine": engine, "address": address})
    with pytest.raises(StoreUnavailable, match=f"nothing listens at {address}"):
        list(clusters.reports(job, [], ""))


def test_an_engine_without_a_cluster_is_refused() -> None:
    with pytest.raises(ValueError, match="engine ray needs the address of its cluster"):
        Job(engine="ray")
