"""No text, page or front matter makes cleaning slow out of proportion: 200 patterns, each at one and four lengths.

Time is CPU time, and growth is only asked of what takes long enough to be measured. What seems steep is measured
again, since a busy machine makes single measurements longer, never all shorter. ``bench/growth.py`` goes to 1 MB.
"""

import pytest

from bench.growth import cost
from bench.growth_patterns import PATTERNS
from pipeline.rules.rule_set import RuleSet

_SHORT, _LONG = 3_000, 12_000
_ENOUGH = 0.3  # CPU seconds from which on growth is measured
_ATTEMPTS = 3
_STEEPEST = 10  # times the CPU time for four times the length; 16 is quadratic, 4 is linear


@pytest.mark.parametrize("name", PATTERNS)
def test_time_is_in_proportion(name: str, rule_set: RuleSet) -> None:
    pattern = PATTERNS[name]
    long = cost(pattern, _LONG, rule_set)
    for _ in range(_ATTEMPTS):
        if long < _ENOUGH or long < _STEEPEST * cost(pattern, _SHORT, rule_set):
            return
        long = min(long, cost(pattern, _LONG, rule_set))
    pytest.fail(f"{_LONG:,} bytes take {long:.1f} CPU seconds, more than {_STEEPEST} times those of {_SHORT:,}")
