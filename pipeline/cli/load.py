"""Load the rules of a command: of ``--configs``, else of the project, else the default ones."""

from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.cli import project

if TYPE_CHECKING:
    from pipeline.rules.loading import RuleSet


def load_rule_set(configs: Path | None) -> "RuleSet":
    """The rules of a folder, or of the current project, over the default ones. Raises BadRules."""
    from pipeline.rules.loading import load_rules

    found = project.find()
    folder = str(configs) if configs else found.configs
    return load_rules(folder, style=found.style)
