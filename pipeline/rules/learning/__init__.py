"""Propose rules from a corpus, with evidence: templates of its sources, and names that it spells in several ways."""
