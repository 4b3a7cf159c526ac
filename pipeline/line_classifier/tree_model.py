"""The trained model, read from ``model.json`` when first used.

``TEXT`` are the trees for lines of plain text, ``PAGE`` those for blocks of HTML, whose markup is known too. One set
for both was worse at each. The lexicon of words and the features of lines are shared.

``bench/train_lines.py`` trains the model with CatBoost. Its trees are symmetric: all nodes of one level share one
split, so a tree is six (feature, border) pairs and 64 leaves, and evaluation is one comparison of arrays. CatBoost
itself, a gigabyte with its dependencies and a second to import, is needed for training only. Leaves are integers, so
their sum, and with it every score, is equal to the bit on every machine.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

SCALE = 1000
"""Leaves are log-odds in thousandths; words and class names in hundredths."""
TEXT, PAGE = "text", "page"


@dataclass(frozen=True)
class Trees:
    """One set of trees."""

    features: tuple[str, ...]
    split_features: Any
    borders: Any
    leaves: Any
    bias: int

    def scores(self, columns: Mapping[str, Any]) -> list[float]:
        """Return the probability that each line is boilerplate, 0 to 1, from the columns of its features."""
        import numpy as np

        table = np.array([columns[name] for name in self.features], dtype=np.float32)
        trees, size = self.leaves.shape
        depth = size.bit_length() - 1
        above = (table[self.split_features] > self.borders[:, None]).reshape(trees, depth, -1)
        leaf = np.zeros((trees, table.shape[1]), dtype=np.int64)
        for level in range(depth):
            leaf |= above[:, level].astype(np.int64) << level
        total = np.take_along_axis(self.leaves, leaf, axis=1).sum(axis=0) + self.bias
        scores: list[float] = (1 / (1 + np.exp(-total / SCALE))).round(4).tolist()
        return scores

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> "Trees":
        """Make the trees from their part of the model file."""
        import numpy as np

        trees = len(content["leaves"])
        return cls(
            features=tuple(content["features"]),
            split_features=np.array(content["split_features"], dtype=np.intp).reshape(-1),
            borders=np.array(content["borders"], dtype=np.float32).reshape(-1),
            leaves=np.array(content["leaves"], dtype=np.int64).reshape(trees, -1),
            bias=content["bias"],
        )


@dataclass(frozen=True)
class Model:
    """The lexicon of words, that of class names (both name -> log-odds of boilerplate), and the trees by kind."""

    words: Mapping[str, float]
    class_names: Mapping[str, float]
    trees: Mapping[str, Trees]

    @classmethod
    def read(cls, content: Mapping[str, Any]) -> "Model":
        """Make the model from the content of its file."""
        return cls(
            words={word: odds / 100 for word, odds in content["words"].items()},
            class_names={name: odds / 100 for name, odds in content["class_names"].items()},
            trees={kind: Trees.read(content[kind]) for kind in (TEXT, PAGE)},
        )


@cache
def load_model() -> Model:
    """Load the model that is shipped with the package."""
    return Model.read(json.loads(resources.files("pipeline.line_classifier").joinpath("model.json").read_bytes()))
