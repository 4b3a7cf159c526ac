"""Build the Job of ``run`` and ``serve`` from their options; wrong usage ends the command."""

from typing import TYPE_CHECKING

from pipeline.cli import project
from pipeline.cli.options import Engine, exit_with_usage_error
from pipeline.io.credentials import strip_credentials

if TYPE_CHECKING:
    from pipeline.corpus.job import Job

_EXAMPLE_ADDRESS = {"dask": "tcp://HOST:8786", "ray": "HOST:6379"}


def job_of(*, raw: str | None, clean: str | None, configs: str | None, **options: object) -> "Job":
    """The job of a run: folders that are not named are those of the project. Exits 2 if it cannot run."""
    from pipeline.corpus.job import Job

    found = project.find()
    raw, clean = strip_credentials(raw or found.raw), strip_credentials(clean or found.clean)
    _check_folders(raw, clean, str(options["to"]))
    if options["engine"] is not Engine.local:
        _check_engine(str(options["engine"]), options["address"])
    return Job.model_validate(
        {"raw": raw, "clean": clean, "configs": configs or found.configs, "style": found.style, **options}
    )


def _check_folders(raw: str, clean: str, to: str) -> None:
    from pipeline.corpus.job import overlap_problem
    from pipeline.io import output_folder
    from pipeline.io.stores import open_store

    if not open_store(raw).exists():
        exit_with_usage_error(f"{raw} is not a folder. Name the folder of scraped pages: copydesk run RAW CLEAN.")
    if problem := overlap_problem(raw, clean):
        exit_with_usage_error(problem)
    if problem := output_folder.format_conflict(open_store(clean), to):
        exit_with_usage_error(f"{problem}.")


def _check_engine(engine: str, address: object) -> None:
    from pipeline.execution import clusters

    if not address:
        exit_with_usage_error(
            f"--engine {engine} needs the address of a cluster: --address {_EXAMPLE_ADDRESS[engine]}."
        )
    if clusters.is_missing(engine):
        exit_with_usage_error(
            f"--engine {engine} needs a library that is not installed: pip install 'copydesk[{engine}]'."
        )
