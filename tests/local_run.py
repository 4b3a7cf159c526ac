"""Run a job in this process, without workers and without Prefect; used by the tests of readers, writers and runs."""

from functools import cache
from pathlib import Path

from pipeline.corpus.batch import clean_batch
from pipeline.corpus.catalogue_rows import Row
from pipeline.corpus.finishing import finish_run
from pipeline.corpus.job import Job
from pipeline.corpus.planning import plan_batches
from pipeline.corpus.report import Report, total_report
from pipeline.rules.loading import load_rules


def without_run(rows: list[Row]) -> list[Row]:
    """Rows of the catalogue without the run that wrote them, which no record names."""
    return [{**row, "run": ""} for row in rows]


@cache
def default_digest() -> str:
    """The digest of the default rules."""
    return load_rules().digest


def run_locally(raw: Path | str, clean: Path | str, **options: object) -> Report:
    """Clean ``raw`` into ``clean`` with the default rules; returns the report of the whole run."""
    job = Job.model_validate({"raw": str(raw), "clean": str(clean), **options})
    planned = plan_batches(job, default_digest())
    reports = [clean_batch(job, batch, default_digest()) if batch.sources else batch.up_to_date for batch in planned]
    return finish_run(job, total_report(reports))
