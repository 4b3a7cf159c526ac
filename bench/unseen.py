"""The line classifier that was trained without a page's site: one of five from ``bench/train_lines.py --folds``."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from unittest.mock import patch

from bench.labelled_text import fold_of
from pipeline import line_classifier
from pipeline.line_classifier.tree_model import Model


@contextmanager
def use_unseen_model(site: str, folds: Path | None) -> Iterator[None]:
    """Replace the line classifier by the one in ``folds`` that was trained without this site; None: do nothing.

    ``site`` is an address, or the country of a publisher.
    """
    if folds is None:
        yield
    else:
        with use_unseen_fold(fold_of(site), folds):
            yield


@contextmanager
def use_unseen_fold(fold: int, folds: Path) -> Iterator[None]:
    """Replace the line classifier by the one that was trained without this fold."""
    model = _read(folds / f"{fold}.npz")
    with patch.object(line_classifier, "load_model", lambda: model):
        yield


@cache
def _read(path: Path) -> Model:
    with path.open("rb") as file:
        return Model.read(file)
