"""Schema of ``copydesk.yaml``, the file that marks a project."""

from pathlib import Path

import pydantic

from pipeline.rules import yaml_file
from pipeline.rules.rule_files import RuleFile
from pipeline.rules.validation import validate


class ProjectFile(pydantic.BaseModel):
    """``copydesk.yaml``: the folders and settings of a project. Paths are relative to the file."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, defer_build=True)

    raw: str = pydantic.Field(default="raw", description="folder or URL of scraped pages")
    clean: str = pydantic.Field(default="clean", description="folder or URL of clean documents")
    configs: str = pydantic.Field(default="configs", description="folder or URL of rules over the default ones")
    style: str | None = pydantic.Field(
        default=None, description="house style of names; replaces that of spellings.yaml"
    )
    schedule: str | None = pydantic.Field(
        default=None, description="when `copydesk serve` runs: an interval such as 15m, or a cron expression"
    )
    timezone: str = pydantic.Field(default="UTC", description="time zone of a cron expression")


def read(path: Path) -> ProjectFile:
    """Read and validate a ``copydesk.yaml``. Raises BadRules."""
    data = yaml_file.read(path)
    return validate(ProjectFile, data, [RuleFile(path, path.name, data, own=True)])
