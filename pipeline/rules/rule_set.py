"""All validated rules of a run, and the schema of each config."""

from collections.abc import Mapping
from dataclasses import dataclass

from pipeline import decisions
from pipeline.rules.corpus_rules import CorpusRules
from pipeline.stage import Rules, stage_name
from pipeline.stages import STAGES

SCHEMAS: Mapping[str, type[Rules]] = {
    **{stage_name(stage): stage.Rules for stage in STAGES},
    "corpus": CorpusRules,
    "decisions": decisions.Rules,
}
"""The schema of each config: one for each stage, those of ``corpus.yaml`` and ``decisions.yaml``."""


@dataclass(frozen=True)
class RuleSet:
    """All validated rules of a run. Rule sets of equal ``digest`` produce equal documents."""

    rules: Mapping[str, Rules]
    digest: str

    @property
    def corpus(self) -> CorpusRules:
        """The limits of ``corpus.yaml``."""
        rules = self.rules["corpus"]
        assert isinstance(rules, CorpusRules)  # noqa: S101 - for mypy; SCHEMAS says so
        return rules

    @property
    def decisions(self) -> tuple[decisions.Decision, ...]:
        """The user's decisions of ``decisions.yaml``."""
        rules = self.rules.get("decisions")
        return rules.decisions if isinstance(rules, decisions.Rules) else ()
