"""Load all rules, from the cache if their files have not changed."""

from collections.abc import Iterable

from pipeline.rules import cache
from pipeline.rules.corpus_rules import CorpusRules
from pipeline.rules.defaults import DEFAULTS
from pipeline.rules.rule_set import SCHEMAS, RuleSet
from pipeline.stage import Stage
from pipeline.stages import STAGES

__all__ = ["DEFAULTS", "SCHEMAS", "CorpusRules", "RuleSet", "load_rules"]


def load_rules(folder: str | None = None, *, style: str | None = None, stages: Iterable[Stage] = STAGES) -> RuleSet:
    """Load the default rules, and those of ``folder`` over them. Raises BadRules for the first error.

    ``style`` is a house style of names; it replaces that of ``spellings.yaml``. ``stages`` may add stages of your own.
    """
    entry = cache.entry_for(folder, style) if stages is STAGES else None
    cached = entry and entry.read()
    if cached:
        return cached
    from pipeline.rules.building import build

    rules = build(folder, style=style, stages=stages)
    if entry:
        entry.write(rules)
    return rules
