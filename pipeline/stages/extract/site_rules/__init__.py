"""Rules of single sites: those of ``configs/sites/`` and files in the ftr-site-config format."""

from pipeline.stages.extract.site_rules.apply_rule import SiteResult, apply_site_rule
from pipeline.stages.extract.site_rules.hosts import candidate_hosts, host_key
from pipeline.stages.extract.site_rules.lookup import SiteRule, SiteRules
from pipeline.stages.extract.site_rules.schema import Page, Site

__all__ = [
    "Page",
    "Site",
    "SiteResult",
    "SiteRule",
    "SiteRules",
    "apply_site_rule",
    "candidate_hosts",
    "host_key",
]
