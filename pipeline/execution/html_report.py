"""The report of a run as an HTML file, if its job asks for one."""

import sqlite3
from pathlib import Path

from pipeline.corpus.job import Job
from pipeline.errors import StoreUnavailable


def write_report(job: Job) -> None:
    """Write the report of ``copydesk report`` on CLEAN as it is now. Raises OSError, StoreUnavailable."""
    from pipeline.review import report  # templates and SQLite, which a run without a report does not need
    from pipeline.review.corpus import Corpus

    try:
        report.write(Corpus(job.clean, job.raw, Path(job.configs or "configs")), Path(job.report))
    except sqlite3.Error as why:
        raise StoreUnavailable(f"the index for the report cannot be written: {why}") from why
