"""The whole way of one text document against ``ftfy.fix_text`` plus ``langdetect.detect`` on the same text.

Both take every document in turn, in one process, so that the ratio holds while the machine's speed drifts.
"""

import argparse
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import ftfy
import langdetect

from bench.labelled import extracted
from pipeline.clean import clean
from pipeline.document import Document
from pipeline.errors import Unreadable
from pipeline.rules.loading import load_rules

_DOCUMENTS = 120
_ROUNDS = 3  # the first one is the warm-up and not counted


def measure(data: Path) -> dict[str, float]:
    """Ratios of time, ours to theirs: for article bodies alone, and for what an extractor makes of whole pages."""
    pages = [page for page in extracted(data) if not page["gold_suspect"]][:_DOCUMENTS]
    bodies = [page["body"] for page in pages]
    outputs = [page["extracted"]["trafilatura"] for page in pages if page["extracted"]["trafilatura"]]
    return {"speed.body.ratio": _ratio(bodies), "speed.trafilatura.ratio": _ratio(outputs)}


def _ratio(texts: list[str]) -> float:
    rule_set = load_rules()

    def ours(text: str) -> None:
        with suppress(Unreadable):
            clean(Document("a.txt", text.encode()), rule_set.rules)

    def theirs(text: str) -> None:
        ftfy.fix_text(text)
        langdetect.detect(text)

    sums = [0.0, 0.0]
    for at in range(_ROUNDS):
        for text in texts:
            for side, work in enumerate((ours, theirs)):
                sums[side] += _seconds(work, text) * (at > 0)
    return sums[0] / sums[1]


def _seconds(work: Callable[[str], None], text: str) -> float:
    start = time.perf_counter()
    work(text)
    return time.perf_counter() - start


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    for figure, value in measure(parser.parse_args().data).items():
        print(f"{figure:<32} {value:.3f}")
