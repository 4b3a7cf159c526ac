"""Train the line classifier from labelled pages: ``python -m bench.train_lines --data DIR`` writes its file.

1. Every page becomes several texts with labelled lines: see ``bench/labelled_text.py``.
2. Words and class names get log-odds by the pages they occur in. Pages are divided by site into five folds; the
   features of a fold use the lexicons of the other four, so that a page's own words are never evidence for it.
3. Symmetric trees are trained for each kind of text. In an extractor's output lost content costs more than boilerplate
   left; in all visible text, and in HTML, both cost the same.
4. For each kind five more sets of trees are trained, each without one fold. Their scores of that fold, pages of unseen
   sites, calibrate the probabilities.

``--folds DIR`` writes the models of step 4: ``bench.text`` and ``bench.html`` test each page with the model that has
not seen its site. ``--kinds`` names the kinds to train; the rest is copied from the present file.

Needs ``pip install catboost``. Equal data and versions give an equal file, byte for byte. ``--show`` prints the present
model as JSON lines.
"""

import argparse
import json
import logging
import math
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np

from bench.labelled_text import FOLDS, LabelledText, labelled_texts
from bench.line_lexicon import class_name_lexicon, word_lexicon
from pipeline.line_classifier import features, markup_features, tree_model
from pipeline.line_classifier.line_words import Lexicon
from pipeline.line_classifier.tree_model import EXTRACT, HTML, PAGE, SCALE, TREE_SETS, Model, Trees, load_model

MODEL = Path(tree_model.__file__).parent / "model.npz"
DEPTH = 6
RECIPES = {
    EXTRACT: {"iterations": 320, "learning_rate": 0.1},
    PAGE: {"iterations": 700, "learning_rate": 0.05},
    HTML: {"iterations": 320, "learning_rate": 0.1},
}
NEVER = 1e30  # a border that no value exceeds: the split of a tree that has fewer than six
NEWTON_STEPS = 30

Lexicons = Mapping[str, Lexicon]


class Row(NamedTuple):
    """A text with its features: one column a name, one figure a line."""

    text: LabelledText
    columns: Mapping[str, Any]


def lexicons(texts: Sequence[LabelledText]) -> Lexicons:
    """The lexicons of these texts. Words are counted once a page: in its visible text, or in its HTML."""
    html = [text for text in texts if text.kind == HTML]
    pages = [text for text in texts if text.kind == PAGE]
    return {"text": word_lexicon(pages), "html": word_lexicon(html), "class_names": class_name_lexicon(html)}


def feature_rows(texts: Sequence[LabelledText], by_fold: Sequence[Lexicons]) -> list[Row]:
    """Every text with its features, computed with the lexicons of the other folds."""
    return [Row(text, _columns(text, by_fold[text.fold])) for text in texts]


def _columns(text: LabelledText, known: Lexicons) -> dict[str, Any]:
    if text.blocks and text.context:
        columns = features.feature_table(text.lines, known["html"])
        return columns | markup_features.feature_table(text.blocks, text.context, known["class_names"])
    return features.feature_table(text.lines, known["text"])


def train(rows: Sequence[Row], kind: str) -> Trees:
    """Train one set of trees."""
    from catboost import CatBoostClassifier

    whole = np.concatenate([_table(row) for row in rows])
    weight = np.concatenate([row.text.weights() for row in rows])
    boilerplate = 1 - np.concatenate([row.text.content for row in rows])
    used = weight > 0
    learner = CatBoostClassifier(
        **RECIPES[kind],
        depth=DEPTH,
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
    learner.fit(whole[used], boilerplate[used], sample_weight=weight[used])
    return exported(learner, tuple(rows[0].columns))


def _table(row: Row) -> Any:
    return np.array(list(row.columns.values()), dtype=np.float32).T


def exported(learner: Any, names: tuple[str, ...]) -> Trees:
    """CatBoost's trees in the form of ``tree_model.py``."""
    with TemporaryDirectory() as folder:
        learner.save_model(f"{folder}/model", format="json")
        content = json.loads(Path(folder, "model").read_text("utf-8"))
    scale, (bias,) = content["scale_and_bias"]
    splits, borders, leaves = [], [], []
    for tree in content["oblivious_trees"]:
        missing = DEPTH - len(tree["splits"])
        splits.append([split["float_feature_index"] for split in tree["splits"]] + [0] * missing)
        borders.append([float(f"{split['border']:.6g}") for split in tree["splits"]] + [NEVER] * missing)
        own = [round(leaf * scale * SCALE) for leaf in tree["leaf_values"]]
        leaves.append(own + [0] * (2**DEPTH - len(own)))
    return Trees(
        features=names,
        splits=np.array(splits, dtype=np.intp),
        borders=np.array(borders, dtype=np.float32),
        leaves=np.array(leaves, dtype=np.int32),
        bias=round(bias * SCALE),
    )


def calibration(rows: Sequence[Row], unseen: Sequence[Trees]) -> tuple[float, float]:
    """Slope and intercept of a logistic regression on the scores of unseen sites (Platt 1999), each line counted once.

    Clean bodies are left out: they have no boilerplate, and would make every probability lower.
    """
    scores, boilerplate = [], []
    for row in rows:
        if row.text.source != "gold":
            known = ~np.isnan(row.text.content)
            scores.append(unseen[row.text.fold].log_odds(row.columns)[known])
            boilerplate.append(1 - row.text.content[known])
    return logistic_fit(np.concatenate(scores), np.concatenate(boilerplate))


def logistic_fit(scores: Any, answers: Any) -> tuple[float, float]:
    """Slope and intercept of a logistic regression, by Newton's method with halved steps."""
    design = np.stack([scores, np.ones(len(scores))], axis=1)
    fit = np.array([0.0, 0.0])
    for _ in range(NEWTON_STEPS):
        predicted = 1 / (1 + np.exp(-design @ fit))
        curvature = (design * (predicted * (1 - predicted))[:, None]).T @ design
        step = np.linalg.solve(curvature, design.T @ (answers - predicted))
        while _log_loss(design, answers, fit + step) > _log_loss(design, answers, fit) + 1e-9:
            step /= 2
        fit += step
    return round(float(fit[0]), 4), round(float(fit[1]), 4)


def _log_loss(design: Any, answers: Any, fit: Any) -> float:
    odds = design @ fit
    return float((np.logaddexp(0, odds) - answers * odds).sum())


def models(texts: Sequence[LabelledText], kinds: Sequence[str]) -> Iterator[Model]:
    """The model of all pages, then one without each fold; parts of other kinds are those of the present model."""
    present = load_model()
    by_fold = [lexicons([text for text in texts if text.fold != fold]) for fold in range(FOLDS)]
    sets: list[dict[str, Trees]] = [dict(present.trees) for _ in range(FOLDS + 1)]
    for kind in kinds:
        rows = feature_rows([text for text in texts if text.kind == kind], by_fold)
        unseen = [train([row for row in rows if row.text.fold != fold], kind) for fold in range(FOLDS)]
        fit = calibration(rows, unseen) if kind != HTML else (1.0, 0.0)
        for trees, trained in zip(sets, [train(rows, kind), *unseen], strict=True):
            trees[kind] = Trees(**vars(trained) | {"calibration": fit})
        print(f"{kind}: {len(rows)} texts, calibration {fit}", flush=True)
    for known, trees in zip([lexicons(texts), *by_fold], sets, strict=True):
        kept = known if HTML in kinds else {**present.lexicons, "text": known["text"]}
        yield Model(kept, trees)


def write(model: Model, path: Path) -> None:
    """Write the model's file."""
    with path.open("wb") as file:
        model.write(file)
    print(f"{path}: {path.stat().st_size:,} bytes", flush=True)


def show(model: Model) -> None:
    """Print the lexicons, and every tree with the names of its features, as JSON lines."""
    for name, known in model.lexicons.items():
        print(json.dumps({"lexicon": name, "log_odds": dict(known)}, ensure_ascii=False))
    for name, trees in model.trees.items():
        for splits, borders, leaves in zip(trees.splits, trees.borders, trees.leaves, strict=True):
            tests = [
                [trees.features[at], round(float(border), 6)]
                for at, border in zip(splits, borders, strict=True)
                if not math.isclose(border, NEVER, rel_tol=1e-6)
            ]
            print(json.dumps({"trees": name, "splits": tests, "leaves": leaves.tolist()}))


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.train_lines", description=__doc__)
    parser.add_argument("--data", type=Path, help="folder of the labelled data")
    parser.add_argument("--kinds", nargs="+", choices=TREE_SETS, default=TREE_SETS, help="sets of trees to train")
    parser.add_argument("--folds", type=Path, help="write the five models there that were trained without a fold")
    parser.add_argument("--show", action="store_true", help="print the present model instead")
    options = parser.parse_args()
    if options.show:
        show(load_model())
        return
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    texts = list(labelled_texts(options.data, html=HTML in options.kinds))
    print(f"{len(texts)} texts, {sum(len(text.lines) for text in texts)} lines", flush=True)
    paths = [MODEL]
    if options.folds:
        options.folds.mkdir(parents=True, exist_ok=True)
        paths += [options.folds / f"{fold}.npz" for fold in range(FOLDS)]
    for path, model in zip(paths, models(texts, options.kinds), strict=False):
        write(model, path)


if __name__ == "__main__":
    main()
