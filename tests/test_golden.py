"""Whole documents in, whole files out, compared as bytes. ``make golden`` writes them anew, to be read in the diff."""

import shutil
from pathlib import Path

import pytest

from pipeline.corpus.batch import clean_batch
from pipeline.corpus.finishing import finish_run
from pipeline.corpus.job import Job
from pipeline.corpus.job_rules import load_job_rules
from pipeline.corpus.planning import plan_batches
from pipeline.corpus.report import total_report

ROOT = Path(__file__).parent.parent
PAIRS = [(ROOT / "raw", ROOT / "clean"), (ROOT / "tests" / "golden" / "raw", ROOT / "tests" / "golden" / "clean")]


def tree(folder: Path) -> dict[str, bytes]:
    """Every file but the catalogue, which is derived, and whose bytes differ from release to release of Parquet."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("_catalogue"))
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def cleaned(raw: Path, target: Path) -> Path:
    job = Job(raw=str(raw), clean=str(target))
    digest = load_job_rules(job).digest
    finish_run(job, total_report(clean_batch(job, batch, digest) for batch in plan_batches(job)))
    return target


@pytest.mark.parametrize(("raw", "expected"), PAIRS, ids=["samples", "golden"])
def test_golden(raw: Path, expected: Path, tmp_path: Path) -> None:
    before = tree(raw)
    found, wanted = tree(cleaned(raw, tmp_path / "clean")), tree(expected)
    assert list(found) == list(wanted)
    for name, content in found.items():
        assert content.decode() == wanted[name].decode(), name
    assert tree(raw) == before


if __name__ == "__main__":
    for raw, expected in PAIRS:
        shutil.rmtree(expected, ignore_errors=True)
        cleaned(raw, expected)
