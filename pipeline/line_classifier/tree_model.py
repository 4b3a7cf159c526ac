"""The trained model: trees that ask every line the same six questions, read from ``model.json`` when first needed.

Words and features are the same for every kind of text; the trees are not: lines of plain text have ``TEXT``, blocks of
a page of HTML, of which the markup is known too, have ``PAGE``. One set for both was worse at each.

Trained by ``bench/train_lines.py`` with CatBoost, whose trees are symmetric: a tree is six (feature, border) pairs and
64 leaves. Such trees need no library to be asked: all questions are one comparison of arrays. CatBoost itself, a
gigabyte with what it needs and a second to import, stays with those who train. Leaves are whole numbers, so their sum,
and with it every score, is the same to the bit on every machine.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

SCALE = 1000
"""Leaves are log-odds in thousandths, words and hints in hundredths."""


TEXT, PAGE = "text", "page"


@dataclass(frozen=True)
class Trees:
    """The trees for one kind of lines."""

    features: tuple[str, ...]
    asked: Any
    borders: Any
    leaves: Any
    bias: int

    def scores(self, columns: Mapping[str, Any]) -> list[float]:
        """The probability that each line is furniture, 0 to 1, from their columns."""
        import numpy as np

        table = np.array([columns[name] for name in self.features], dtype=np.float32)
        trees, size = self.leaves.shape
        depth = size.bit_length() - 1
        yes = (table[self.asked] > self.borders[:, None]).reshape(trees, depth, -1)
        leaf = np.zeros((trees, table.shape[1]), dtype=np.int64)
        for level in range(depth):
            leaf |= yes[:, level].astype(np.int64) << level
        total = np.take_along_axis(self.leaves, leaf, axis=1).sum(axis=0) + self.bias
        scores: list[float] = (1 / (1 + np.exp(-total / SCALE))).round(4).tolist()
        return scores

    @classmethod
    def read(cls, held: Mapping[str, Any]) -> "Trees":
        """The trees from what the file of the model holds of them."""
        import numpy as np

        trees = len(held["leaves"])
        return cls(
            features=tuple(held["features"]),
            asked=np.array(held["asked"], dtype=np.intp).reshape(-1),
            borders=np.array(held["borders"], dtype=np.float32).reshape(-1),
            leaves=np.array(held["leaves"], dtype=np.int64).reshape(trees, -1),
            bias=held["bias"],
        )


@dataclass(frozen=True)
class Model:
    """What ``model.json`` holds, ready to be asked. ``words`` and ``hints`` map what they know to log-odds."""

    words: Mapping[str, float]
    hints: Mapping[str, float]
    trees: Mapping[str, Trees]

    @classmethod
    def read(cls, held: Mapping[str, Any]) -> "Model":
        """The model from what its file holds."""
        return cls(
            words={word: odds / 100 for word, odds in held["words"].items()},
            hints={hint: odds / 100 for hint, odds in held["hints"].items()},
            trees={kind: Trees.read(held[kind]) for kind in (TEXT, PAGE)},
        )


@cache
def load_model() -> Model:
    """The model that comes with the package."""
    return Model.read(json.loads(resources.files("pipeline.line_classifier").joinpath("model.json").read_bytes()))
