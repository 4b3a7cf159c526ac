"""For all tests: the default rules; Hypothesis with the same examples on every machine; files with slow tests first."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from pipeline.rules.loading import RuleSet, load_rules

ROOT = Path(__file__).parent.parent

settings.register_profile("repeatable", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("repeatable")


@pytest.fixture(scope="session")
def rule_set() -> RuleSet:
    """The default rules."""
    return load_rules()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Files with slow tests first, so that two processes are busy until the end."""
    slow = {item.path for item in items if item.get_closest_marker("slow")}
    items.sort(key=lambda item: item.path not in slow)
