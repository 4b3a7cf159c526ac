"""Rules of a job: loaded from a folder or a URL, and kept by each process."""

from functools import lru_cache
from pathlib import Path
from tempfile import TemporaryDirectory

from pipeline.corpus.job import Job
from pipeline.errors import BadRules
from pipeline.io.stores import open_store
from pipeline.rules.loading import RuleSet, load_rules


def load_job_rules(job: Job) -> RuleSet:
    """The rules of a job, read and checked now. Raises BadRules."""
    return load_rules_from(job.configs, style=job.style)


def load_rules_from(folder: str | None, *, style: str | None = None) -> RuleSet:
    """The default rules with those of a folder or URL over them, in the house style ``style``. Raises BadRules."""
    if folder is None or "://" not in folder:
        return load_rules(folder, style=style)
    with TemporaryDirectory() as copy:
        rules = open_store(folder)
        for file_info in rules.walk():
            path = Path(copy) / file_info.path
            path.parent.mkdir(parents=True, exist_ok=True)
            with rules.open(file_info.path) as file:
                path.write_bytes(file.read())
        return load_rules(copy, style=style)


@lru_cache(maxsize=2)
def cached_rules(folder: str | None, style: str | None, digest: str) -> RuleSet:
    """The rules, loaded once in each process. Raises BadRules if they changed since the run began."""
    rule_set = load_rules_from(folder, style=style)
    if rule_set.digest != digest:
        raise BadRules(file=folder or "rules", problem="changed since the run began", remedy="Run again")
    return rule_set
