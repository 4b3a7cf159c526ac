"""Log of one-off runs: a line of JSON each, in the folder of the project's own Prefect server."""

import json
import os
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from pipeline.corpus.job import Job, absolute
from pipeline.corpus.report import Report
from pipeline.execution.prefect_settings import project_folder

_MOST_BYTES = 1_000_000  # then the older half is cut off


def log_path(job: Job) -> Path:
    """Where the runs of a project are logged."""
    return project_folder(absolute(job.clean)) / "runs.jsonl"


def append_run(job: Job, report: Report, *, seconds: float) -> None:
    """Add a line: when the run ended, how long it took, what became of the documents."""
    line = {
        "ended": datetime.now(UTC).isoformat(timespec="seconds"),
        "seconds": round(seconds, 2),
        "raw": job.raw,
        "clean": job.clean,
        "documents": {**report.documents, "aside": len(report.asides)},
    }
    with suppress(OSError):  # a run is no failure for want of its log
        path = log_path(job)
        lines = path.read_text("utf-8").splitlines(keepends=True) if path.exists() else []
        if sum(map(len, lines)) > _MOST_BYTES:
            path.write_text("".join(lines[len(lines) // 2 :]), "utf-8")
        with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "w", encoding="utf-8") as file:  # noqa: PTH123 - created with its mode
            file.write(json.dumps(line, ensure_ascii=False) + "\n")
