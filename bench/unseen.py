"""The line model that has not seen the site of a page: one of five that ``bench/train_lines.py --folds`` makes."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from unittest.mock import patch

from bench.line_views import fold_of
from pipeline.line_classifier import tree_model
from pipeline.line_classifier.tree_model import Model


@contextmanager
def judge(site: str, folds: Path | None) -> Iterator[None]:
    """While it lasts the line model is the one of ``folds`` that saw nothing of this site; None: the one shipped."""
    if folds is None:
        yield
    else:
        held = _read(folds / f"{fold_of(site)}.json")
        with patch.object(tree_model, "load", lambda: held):
            yield


@cache
def _read(path: Path) -> Model:
    return Model.read(json.loads(path.read_bytes()))
