"""Trains the line model from labelled pages: ``python -m bench.train_lines --data DIR`` writes its file.

1. Pages become views, and lines of views reporting or furniture: see ``bench/line_views.py``.
2. Words and hints (names of boxes) get log-odds by the pages they stand in. A page's own words never speak for
   it: pages are dealt by site into five folds, and the tables of one fold are made from the other four.
3. Symmetric trees are trained, one set on lines of plain text with what the rules of the boilerplate stage say of them,
   one on blocks of HTML with what their markup says. To lose reporting from an extractor's text costs more than to
   leave furniture in it; from all visible text, and from HTML, as much.
4. With ``--folds DIR`` five more models are made, each without a fifth of the sites: the benches on text and on HTML
   take them with an option of that name and judge each page by the one that has not seen its site.

Needs ``pip install catboost``; equal input, rules and versions give an equal file, to the byte.
"""

import argparse
import json
import logging
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np

from bench.line_lexicon import lexicons
from bench.line_views import FOLDS, View, views
from pipeline.line_classifier import features, markup_features, rule_features, tree_model
from pipeline.line_classifier.tree_model import PAGE, SCALE, TEXT
from pipeline.rules.loading import load_rules
from pipeline.stages import boilerplate

MODEL = Path(tree_model.__file__).parent / "model.json"
TREES, DEPTH = 320, 6
NEVER = 1e30  # a border nothing is above: the question of a tree that has fewer than six


class Row(NamedTuple):
    """A view with its features: a column a name, and a figure a line."""

    view: View
    columns: Mapping[str, Any]

    @property
    def kind(self) -> str:
        """Which trees it is for."""
        return PAGE if self.view.blocks else TEXT


def dealt(seen: Sequence[View]) -> list[Row]:
    """Every view with its features, its words and hints judged by the pages of the other folds."""
    rules = load_rules().rules["boilerplate"]
    assert isinstance(rules, boilerplate.Rules)
    found = []
    for fold in range(FOLDS):
        words, hints = lexicons([view for view in seen if view.fold != fold])
        found += [Row(view, _columns(view, words, hints, rules)) for view in seen if view.fold == fold]
    return found


def _columns(
    view: View, words: Mapping[str, int], hints: Mapping[str, int], rules: boilerplate.Rules
) -> dict[str, Any]:
    plain = features.feature_table(view.lines, {word: value / 100 for word, value in words.items()})
    if view.blocks and view.said:
        return plain | markup_features.feature_table(
            view.blocks, view.said, {hint: value / 100 for hint, value in hints.items()}
        )
    return plain | rule_features.feature_table(boilerplate.rule_matches("\n".join(view.lines), rules))


def made(seen: Sequence[View], rows: Sequence[Row]) -> dict[str, Any]:
    """What ``model.json`` holds, from these views and their rows."""
    words, hints = lexicons(seen)
    trees = {kind: trained([row for row in rows if row.kind == kind]) for kind in (TEXT, PAGE)}
    return {"words": words, "hints": hints, **trees}


def trained(rows: Sequence[Row]) -> dict[str, Any]:
    """The trees from rows of one kind, as ``model.json`` holds them."""
    from catboost import CatBoostClassifier

    names = list(rows[0].columns)
    whole = np.concatenate([np.array(list(row.columns.values()), dtype=np.float32).T for row in rows])
    weight = np.concatenate([row.view.weights() for row in rows])
    furniture = 1 - np.concatenate([row.view.reporting for row in rows])
    counts = weight > 0
    learner = CatBoostClassifier(
        iterations=TREES,
        depth=DEPTH,
        learning_rate=0.1,
        l2_leaf_reg=6,
        rsm=0.25,
        bootstrap_type="Bernoulli",
        subsample=0.7,
        border_count=48,
        nan_mode="Min",
        boosting_type="Plain",
        random_seed=1,
        thread_count=2,  # the sums of two threads differ from those of one, so the number is part of the recipe
        allow_writing_files=False,
        verbose=False,
    )
    learner.fit(whole[counts], furniture[counts], sample_weight=weight[counts])
    return {"features": names, **exported(learner)}


def exported(learner: Any) -> dict[str, Any]:
    """CatBoost's trees in the form ``model.py`` asks."""
    with TemporaryDirectory() as folder:
        learner.save_model(f"{folder}/model", format="json")
        held = json.loads(Path(folder, "model").read_text("utf-8"))
    scale, (bias,) = held["scale_and_bias"]
    asked, borders, leaves = [], [], []
    for tree in held["oblivious_trees"]:
        missing = DEPTH - len(tree["splits"])
        asked.append([split["float_feature_index"] for split in tree["splits"]] + [0] * missing)
        borders.append([float(f"{split['border']:.6g}") for split in tree["splits"]] + [NEVER] * missing)
        own = [round(leaf * scale * SCALE) for leaf in tree["leaf_values"]]
        leaves.append(own + [0] * (2**DEPTH - len(own)))
    return {"asked": asked, "borders": borders, "leaves": leaves, "bias": round(bias * SCALE)}


def write(held: Mapping[str, Any], path: Path) -> None:
    """The model as a file, a tree a line."""
    text = json.dumps(held, ensure_ascii=False, separators=(",", ":")).replace("],[", "],\n[")
    path.write_text(text + "\n", "utf-8")
    print(f"{path}: {path.stat().st_size:,} bytes", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.train_lines", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled data")
    parser.add_argument("--folds", type=Path, help="write five more models there, each without a fifth of the sites")
    given = parser.parse_args()
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    seen = list(views(given.data))
    rows = dealt(seen)
    print(f"{len(seen)} views, {sum(len(view.lines) for view in seen)} lines", file=sys.stderr, flush=True)
    write(made(seen, rows), MODEL)
    if given.folds:
        given.folds.mkdir(parents=True, exist_ok=True)
        for fold in range(FOLDS):
            others = [view for view in seen if view.fold != fold]
            write(made(others, [row for row in rows if row.view.fold != fold]), given.folds / f"{fold}.json")


if __name__ == "__main__":
    main()
