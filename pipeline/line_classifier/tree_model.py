"""The trained model, read from ``model.npz`` when first used.

Three sets of trees: ``EXTRACT`` for lines of an extractor's output, ``PAGE`` for lines of all visible text of a page,
``HTML`` for blocks of an HTML page, whose markup is known too. One set for all was worse at each.

``bench/train_lines.py`` trains the model with CatBoost. Its trees are symmetric: all nodes of one level share one
split, so a tree is six (feature, border) pairs and 64 leaves, and evaluation is one comparison of arrays. CatBoost
itself, a gigabyte with its dependencies and a second to import, is needed for training only. Leaves are integers, so
their sum, and with it every score, is equal to the bit on every machine.

The file is an archive of numpy arrays. Strings are stored as UTF-8 bytes, one a line.

=====================================  ===========================================================================
``<lexicon>.keys``, ``.odds``          lexicons ``text``, ``html`` and ``class_names``: log-odds in hundredths
``<trees>.features``                   names of the feature columns, in the order that splits count them
``<trees>.splits``, ``.borders``       trees x 6: the feature of each level, and the border it must exceed
``<trees>.leaves``, ``.bias``          trees x 64: log-odds in thousandths; the bias is added to their sum
``<trees>.calibration``                slope and intercept: log-odds -> log-odds measured on pages of unseen sites
=====================================  ===========================================================================
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from importlib import resources
from typing import IO, Any

from pipeline.line_classifier.line_words import Lexicon

SCALE = 1000
"""Leaves are log-odds in thousandths."""
EXTRACT, PAGE, HTML = "extract", "page", "html"
TREE_SETS = (EXTRACT, PAGE, HTML)
LEXICON_SCALE = 100
LEXICONS = ("text", "html", "class_names")


@dataclass(frozen=True)
class Trees:
    """One set of trees."""

    features: tuple[str, ...]
    splits: Any
    borders: Any
    leaves: Any
    bias: int
    calibration: tuple[float, float] = (1.0, 0.0)

    def probabilities(self, columns: Mapping[str, Any]) -> list[float]:
        """Return the calibrated probability, 0 to 1, that each line is boilerplate, from its features."""
        import numpy as np

        slope, intercept = self.calibration
        probabilities: list[float] = (1 / (1 + np.exp(-(self.log_odds(columns) * slope + intercept)))).round(4).tolist()
        return probabilities

    def log_odds(self, columns: Mapping[str, Any]) -> Any:
        """Return the log-odds that each line is boilerplate, not calibrated."""
        import numpy as np

        table = np.array([columns[name] for name in self.features], dtype=np.float32)
        used, borders, levels = self._comparisons
        above = (table[used] > borders).view(np.uint8)
        leaf = np.zeros((len(self.leaves), table.shape[1]), dtype=np.uint8)
        for level in reversed(levels):
            leaf <<= 1
            leaf |= above.take(level, axis=0)
        first_leaf = np.arange(0, self.leaves.size, self.leaves.shape[1])[:, None]
        return (self.leaves.take(leaf + first_leaf).sum(axis=0, dtype=np.int64) + self.bias) / SCALE

    @cached_property
    def _comparisons(self) -> tuple[Any, Any, list[Any]]:
        """The different splits: feature and border of each; and for each level, the split of every tree."""
        import numpy as np

        borders = np.ascontiguousarray(self.borders, dtype=np.float32).view(np.uint32)
        splits, numbers = np.unique(self.splits.astype(np.uint64) << 32 | borders, return_inverse=True)
        used = (splits >> 32).astype(np.intp)
        levels = list(np.ascontiguousarray(numbers.reshape(self.splits.shape).T))
        return used, splits.astype(np.uint32).view(np.float32)[:, None], levels

    def arrays(self, name: str) -> dict[str, Any]:
        """Return the arrays that store this set in the model file."""
        import numpy as np

        return {
            f"{name}.features": _packed(self.features),
            f"{name}.splits": np.asarray(self.splits, dtype=np.uint16),
            f"{name}.borders": np.asarray(self.borders, dtype=np.float32),
            f"{name}.leaves": np.asarray(self.leaves, dtype=np.int16),
            f"{name}.bias": np.array([self.bias], dtype=np.int32),
            f"{name}.calibration": np.array(self.calibration, dtype=np.float64),
        }

    @classmethod
    def read(cls, arrays: Mapping[str, Any], name: str) -> "Trees":
        """Make the set from the arrays of the model file."""
        import numpy as np

        slope, intercept = arrays[f"{name}.calibration"].tolist()
        return cls(
            features=tuple(_unpacked(arrays[f"{name}.features"])),
            splits=arrays[f"{name}.splits"].astype(np.intp),
            borders=arrays[f"{name}.borders"],
            leaves=arrays[f"{name}.leaves"].astype(np.int32),
            bias=int(arrays[f"{name}.bias"][0]),
            calibration=(slope, intercept),
        )


@dataclass(frozen=True)
class Model:
    """The lexicons (word or class name -> log-odds of boilerplate) and the sets of trees, by name."""

    lexicons: Mapping[str, Lexicon]
    trees: Mapping[str, Trees]

    def write(self, file: IO[bytes]) -> None:
        """Write the model file. Equal models give equal bytes."""
        import numpy as np

        arrays: dict[str, Any] = {}
        for name, lexicon in self.lexicons.items():
            arrays[f"{name}.keys"] = _packed(list(lexicon))
            odds = [round(value * LEXICON_SCALE) for value in lexicon.values()]
            arrays[f"{name}.odds"] = np.array(odds, dtype=np.int16)
        for name, trees in self.trees.items():
            arrays |= trees.arrays(name)
        np.savez_compressed(file, **arrays)

    @classmethod
    def read(cls, file: IO[bytes]) -> "Model":
        """Read the model file."""
        import numpy as np

        with np.load(file, allow_pickle=False) as arrays:
            lexicons = {
                name: Lexicon(
                    zip(
                        _unpacked(arrays[f"{name}.keys"]),
                        (arrays[f"{name}.odds"] / LEXICON_SCALE).tolist(),
                        strict=True,
                    )
                )
                for name in LEXICONS
            }
            return cls(lexicons, {name: Trees.read(arrays, name) for name in TREE_SETS})


def _packed(strings: Sequence[str]) -> Any:
    import numpy as np

    return np.frombuffer("\n".join(strings).encode(), dtype=np.uint8)


def _unpacked(array: Any) -> list[str]:
    text: str = array.tobytes().decode()
    return text.split("\n")


@cache
def load_model() -> Model:
    """Load the model that is shipped with the package."""
    with resources.files("pipeline.line_classifier").joinpath("model.npz").open("rb") as file:
        return Model.read(file)
