"""Growth: CPU time of cleaning 200 patterns of text, HTML and YAML at 250 KB, 500 KB and 1 MB.

The promise: none grows faster than n to the power of 1.3, none takes more than two CPU seconds at 250 KB. Growth is
only asked of patterns that take two seconds at the end, since below that a cache that fills would decide. What looks
too slow is measured again, and the least time counts: others use the machine too.

``python -m bench.growth [WORD ...]`` prints a line for each pattern whose name contains one of the words.
"""

import math
import signal
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType, MappingProxyType
from typing import NamedTuple

from bench import growth_patterns
from bench.growth_patterns import Pattern
from pipeline.clean import clean
from pipeline.document import Document
from pipeline.errors import Unreadable
from pipeline.rules.loading import load_rules
from pipeline.rules.rule_set import RuleSet
from pipeline.stages import layout, metadata, spellings, typos

_SIZES = (250_000, 500_000, 1_000_000)
_MOST_SECONDS, _STEEPEST = 2.0, 1.3
_ATTEMPTS = 3
_GIVEN_UP = 120  # wall seconds after which one measurement ends
_STAGES = {"layout": layout, "typos": typos, "spellings": spellings, "metadata": metadata}


class Growth(NamedTuple):
    """CPU seconds of a pattern at some sizes, and the exponent of its growth (0 where it takes too little time)."""

    seconds: tuple[float, ...]
    exponent: float


def cost(pattern: Pattern, length: int, rules: RuleSet) -> float:
    """CPU seconds that a pattern of this length takes.

    The whole pipeline cleans it as a page. A text is also given to the stages that depend on the language as text and
    title of a document in its language: the pipeline would hold many patterns for another one.
    """
    page = Document("a.txt", growth_patterns.build(pattern, length))
    start = time.process_time()
    with suppress(Unreadable):
        clean(page, rules.rules)
    if pattern.language:
        text = page.raw.decode()
        fields = {"text": text, "title": text[-length:].replace("\n", " "), "language": pattern.language}
        doc = Document("a.txt", b"", fields=MappingProxyType(fields))
        for name, stage in _STAGES.items():
            list(stage.find(doc, rules.rules[name]))
    return time.process_time() - start


def growth(pattern: Pattern, rules: RuleSet, sizes: Sequence[int] = _SIZES) -> Growth:
    """Measure a pattern; again, where it seems to break a promise."""
    seconds = [math.inf] * len(sizes)
    for _ in range(_ATTEMPTS):
        seconds = [min(known, _cost_or_end(pattern, size, rules)) for known, size in zip(seconds, sizes, strict=True)]
        found = Growth(tuple(seconds), _exponent(seconds, sizes))
        if found.seconds[0] <= _MOST_SECONDS and found.exponent <= _STEEPEST:
            break
    return found


def _cost_or_end(pattern: Pattern, size: int, rules: RuleSet) -> float:
    signal.signal(signal.SIGALRM, _end)
    signal.alarm(_GIVEN_UP)
    try:
        return cost(pattern, size, rules)
    except TimeoutError:
        return float(_GIVEN_UP)
    finally:
        signal.alarm(0)


def _end(_signal: int, _frame: FrameType | None) -> None:
    raise TimeoutError


def _exponent(seconds: Sequence[float], sizes: Sequence[int]) -> float:
    if seconds[-1] < _MOST_SECONDS:
        return 0
    return math.log(seconds[-1] / seconds[0]) / math.log(sizes[-1] / sizes[0])


def measure(data: Path) -> dict[str, float]:  # noqa: ARG001 - the signature of every benchmark
    found = measure_patterns([""])
    return {
        "growth.patterns": len(found),
        "growth.seconds_at_250_kb.cost": max(each.seconds[0] for each in found.values()),
        "growth.exponent.cost": max(each.exponent for each in found.values()),
        "growth.slow.alarms": sum(each.seconds[0] > _MOST_SECONDS for each in found.values()),
        "growth.steep.alarms": sum(each.exponent > _STEEPEST for each in found.values()),
    }


def measure_patterns(words: Sequence[str]) -> dict[str, Growth]:
    """The growth of each pattern whose name contains one of the words; prints it."""
    rules, found = load_rules(), dict[str, Growth]()
    for pattern in growth_patterns.PATTERNS.values():
        cost(pattern, 3000, rules)  # word lists and caches are filled
    for name, pattern in growth_patterns.PATTERNS.items():
        if any(word in name for word in words):
            found[name] = growth(pattern, rules)
            seconds = " ".join(f"{each:8.3f}" for each in found[name].seconds)
            print(f"{name:<28} {seconds}  {found[name].exponent:5.2f}", file=sys.stderr, flush=True)
    return found


if __name__ == "__main__":
    measure_patterns(sys.argv[1:] or [""])
