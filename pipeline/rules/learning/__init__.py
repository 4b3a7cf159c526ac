"""A corpus -> proposed rules, with their evidence: what sites print around reporting, and names spelt several ways."""
