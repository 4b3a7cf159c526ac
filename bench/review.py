"""The index of the review page with a million edits: CPU time of a facet, of a page of edits and of a search."""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from sqlite3 import Connection

from pipeline.review import queries
from pipeline.review.index_tables import open_index
from pipeline.review.queries import Selection

_EDITS = 1_000_000
_FILL = """
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?)
INSERT INTO edits (source, number, stage, rule, field, before, after, left, right, confidence, words, site,
    language, run, same)
SELECT 'document' || (i / 20), i % 20, 'stage' || (i % 9), 'rule/' || (i % 400), 'text', 'word' || (i % 977), 'a',
    '', '', (i % 100) / 100.0, i % 9, 'site' || (i % 300), 'en', 1, i % 5000 FROM n"""
_QUESTIONS: dict[str, Callable[[Connection], object]] = {
    "facet": lambda opened: queries.facet(opened, "rule", Selection({"site": "site7"})),
    "page": lambda opened: queries.edits(opened, Selection({"site": "site7"})),
    "search": lambda opened: queries.edits(opened, Selection(search="word7")),
}


def measure(data: Path) -> dict[str, float]:  # noqa: ARG001 - every benchmark is given the labelled data
    """Milliseconds of CPU time a question."""
    with tempfile.TemporaryDirectory() as folder:
        opened = open_index(Path(folder, "index.sqlite"))
        with opened:
            opened.execute(_FILL, (_EDITS,))
        return {f"review.{name}_ms.cost": _milliseconds(ask, opened) for name, ask in _QUESTIONS.items()}


def _milliseconds(ask: Callable[[Connection], object], opened: Connection) -> float:
    start = time.process_time()
    ask(opened)
    return 1000 * (time.process_time() - start)


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__).parse_args()
    for figure, value in measure(Path()).items():
        print(f"{figure:<32} {value:.1f}")
