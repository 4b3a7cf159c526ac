"""A user's decisions: ``configs/decisions.yaml``, which outranks every rule and the classifier."""

from pipeline.decisions.decision import Decision, can_be_cleaned, changed, rule_id, site_of
from pipeline.decisions.rules import Rules

__all__ = ["Decision", "Rules", "can_be_cleaned", "changed", "rule_id", "site_of"]
