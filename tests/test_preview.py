"""Preview: the files a run would read, and what other rules would change, without writing anything."""

import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.corpus import preview
from pipeline.corpus.batch import clean_batch
from pipeline.corpus.finishing import finish_run
from pipeline.corpus.job import Job
from pipeline.corpus.job_rules import load_job_rules
from pipeline.corpus.planning import plan_batches
from pipeline.corpus.report import total_report

ARTICLE = (
    "Harbour of Odesa reopens after storm\n\n"
    "The harbour of Odesa reopened on Monday, two days after a storm had closed it, its master said.\n\n"
    "Eleven ships with grain left for Egypt before noon, and nine more were to follow in the night.\n\n"
    "Most Popular Articles\n"
)


@pytest.fixture
def job(tmp_path: Path) -> Job:
    """A folder of three documents, cleaned."""
    (tmp_path / "raw").mkdir()
    for name in "abc":
        (tmp_path / f"raw/{name}.txt").write_text(ARTICLE.replace("Odesa", f"Odesa {name}"))
    done = Job(raw=str(tmp_path / "raw"), clean=str(tmp_path / "clean"))
    digest = load_job_rules(done).digest
    finish_run(done, total_report(clean_batch(done, batch, digest) for batch in plan_batches(done, digest)))
    return done


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_dry_run_gives_each_file_with_its_reason(job: Job, tmp_path: Path) -> None:
    (tmp_path / "raw/new.txt").write_text(ARTICLE)
    (tmp_path / "raw/a.txt").write_text("Shorter.")
    (tmp_path / "clean/b.txt.md").unlink()
    (tmp_path / "raw/c.txt").unlink()
    before = tree(tmp_path / "clean")
    comparison = dict(preview.planned_files(job, load_job_rules(job)))
    assert comparison == {
        "a.txt": "its size or time changed",
        "b.txt": comparison["b.txt"],
        "c.txt": "removed from raw/",
        "new.txt": "new",
    }
    assert comparison["b.txt"] in {"not in clean/ any more", "its size or time changed"}  # it was written just now
    assert tree(tmp_path / "clean") == before


def test_differences_are_counted_by_rule(job: Job, tmp_path: Path) -> None:
    rule_set = load_job_rules(job)
    assert preview.compare(job, job.clean, rule_set).changed == 0
    (tmp_path / "raw/a.txt").write_text(ARTICLE.replace("Odesa", "Odesa a").replace("Eleven", "Source link\n\nEleven"))
    (tmp_path / "raw/b.txt").write_text(ARTICLE.replace("Odesa", "Odesa b").replace("Most Popular Articles\n", ""))
    (tmp_path / "raw/c.txt").write_text("")
    (tmp_path / "raw/d.txt").write_text(ARTICLE)
    comparison = preview.compare(job, job.clean, rule_set)
    assert (comparison.documents, comparison.new, comparison.asides, comparison.changed) == (4, 1, 1, 2)
    assert {rule.partition("/")[0] for rule in comparison.gained} == {"boilerplate"}
    assert "boilerplate" in {rule.partition("/")[0] for rule in comparison.lost}
    (gained,) = (shown for rule, shown in comparison.examples.items() if rule.startswith("+boilerplate/"))
    assert gained[0].startswith("a.txt: 'Source link")


def test_the_command_writes_nothing(job: Job, tmp_path: Path) -> None:
    before = tree(tmp_path)
    command = [sys.executable, "-m", "pipeline.cli", "run", job.raw, job.clean, "--dry-run", "--against", job.clean]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    assert done.stdout.startswith("3 documents looked at, 0 would differ\n")
    assert tree(tmp_path) == before
