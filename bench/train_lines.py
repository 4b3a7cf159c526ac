"""Trains the line model from labelled pages: ``python -m bench.train_lines --data DIR`` writes its file.

1. Pages become views, and lines of views reporting or furniture: see ``bench/line_views.py``.
2. Words and hints (names of boxes) get log-odds by the pages they stand in. A page's own words never speak for
   it: pages are dealt by site into five folds, and the tables of one fold are made from the other four.
3. Symmetric trees are trained on all views at once. To lose reporting from an extractor's text costs more than to leave
   furniture in it; from all visible text, and from HTML, as much.
4. With ``--folds`` the same is done five times without one fold, and that fold is judged: the honest figures.

Needs ``pip install catboost``; equal input and versions give an equal file, to the byte. Half an hour on one core.
"""

import argparse
import json
import logging
import math
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from bench.line_views import FOLDS, View, views
from bench.measure import score
from pipeline.lines import features, marks, model
from pipeline.lines.blocks import Box

MODEL = Path(model.__file__).parent / "model.json"
FEWEST_PAGES = 6  # in which a word or hint must stand to be known
WORST_PASSED_OVER = 0.15  # odds nearer to even than this say nothing and are left out of the file
TREES, DEPTH = 320, 6
NEVER = 1e30  # a border nothing is above: the question of a tree that has fewer than six
THRESHOLDS = (0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95)
NO_LEXICON: dict[str, Any] = {"words": {}, "hints": {}}


def odds(pages_said: Iterable[tuple[set[str], set[str]]]) -> dict[str, int]:
    """Key -> hundredths of log-odds that it stands in furniture, from (in furniture, in reporting) a page, sorted."""
    furniture, article = Counter[str](), Counter[str]()
    for one, other in pages_said:
        furniture.update(one)
        article.update(other)
    known = {}
    for key in sorted(furniture.keys() | article.keys()):
        if furniture[key] + article[key] >= FEWEST_PAGES:
            value = math.log((furniture[key] + 2) / (article[key] + 2))
            if abs(value) >= WORST_PASSED_OVER:
                known[key] = round(value * 100)
    return known


def words_of(view: View) -> tuple[set[str], set[str]]:
    """The keys of a page's words, those of its furniture and those of its reporting."""
    found: tuple[set[str], set[str]] = (set(), set())
    for line, is_reporting in zip(view.lines, view.reporting.tolist(), strict=True):
        if not math.isnan(is_reporting):
            found[int(is_reporting)].update(features.keys(line.casefold()))
    return found


def hints_of(view: View) -> tuple[set[str], set[str]]:
    """The names of all boxes around a page's furniture, and of all around its reporting."""
    found: tuple[set[str], set[str]] = (set(), set())
    for block, is_reporting in zip(view.blocks or (), view.reporting.tolist(), strict=True):
        box: Box | None = block.box
        while box is not None and not math.isnan(is_reporting):
            found[int(is_reporting)].update(marks.names(box))
            box = box.above
    return found


def lexicons(seen: Sequence[View]) -> tuple[dict[str, int], dict[str, int]]:
    """Words and hints with their odds, from the pages as they are."""
    paged = [view for view in seen if view.blocks]
    return odds(map(words_of, paged)), odds(map(hints_of, paged))


def table(view: View, words: Mapping[str, int], hints: Mapping[str, int]) -> Any:
    """The features of a view, a row a line, in the order of ``names``."""
    of_words = {word: value / 100 for word, value in words.items()}
    of_hints = {hint: value / 100 for hint, value in hints.items()}
    marked = marks.table(view.blocks, view.said, of_hints) if view.blocks and view.said else None
    return np.array(list(features.table(view.lines, of_words, marked).values()), dtype=np.float32).T


def names() -> list[str]:
    """The features, in the order of the columns of ``table``."""
    return list(features.table(["One line."], {}))


def dealt(seen: Sequence[View]) -> list[Any]:
    """The features of every view, its words and hints judged by the pages of the other folds."""
    found: list[Any] = [None] * len(seen)
    for fold in range(FOLDS):
        words, hints = lexicons([view for view in seen if view.fold != fold])
        for at, view in enumerate(seen):
            if view.fold == fold:
                found[at] = table(view, words, hints)
    return found


def trained(seen: Sequence[View], rows: Sequence[Any]) -> dict[str, Any]:
    """The trees, as ``model.json`` holds them."""
    from catboost import CatBoostClassifier

    whole = np.concatenate(rows)
    weight = np.concatenate([view.weights() for view in seen])
    furniture = 1 - np.concatenate([view.reporting for view in seen])
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
    return exported(learner)


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
        own = [round(leaf * scale * model.SCALE) for leaf in tree["leaf_values"]]
        leaves.append(own + [0] * (2**DEPTH - len(own)))
    return {
        "features": names(),
        "asked": asked,
        "borders": borders,
        "leaves": leaves,
        "bias": round(bias * model.SCALE),
    }


def judged(seen: Sequence[View], rows: Sequence[Any]) -> None:
    """Trains five times without a fold and prints how its pages come out, a line for each view and threshold."""
    scored: dict[str, list[tuple[View, list[float]]]] = defaultdict(list)
    for fold in range(FOLDS):
        others = [at for at, view in enumerate(seen) if view.fold != fold]
        trees = model.Model.read(trained([seen[at] for at in others], [rows[at] for at in others]) | NO_LEXICON)
        for view, own in zip(seen, rows, strict=True):
            if view.fold == fold:
                scored[view.name].append((view, trees.scores(dict(zip(names(), own.T, strict=True)))))
        print(f"fold {fold}", file=sys.stderr, flush=True)
    for name, pages_scored in scored.items():
        for threshold in THRESHOLDS:
            print(_row(name, threshold, pages_scored), flush=True)


def _row(name: str, threshold: float, scored: Sequence[tuple[View, list[float]]]) -> str:
    given = score((view.gold, "\n".join(view.lines)) for view, _ in scored)
    left = score((view.gold, "\n".join(_left(view, scores, threshold))) for view, scores in scored)
    lost = sum(
        len(line.split())
        for view, scores in scored
        for line, given_score, own in zip(view.lines, scores, view.reporting.tolist(), strict=True)
        if given_score >= threshold and own == 1
    )
    share = lost / sum(len(line.split()) for view, _ in scored for line in view.lines)
    figures = f"F1 {left.f1:.4f} P {left.precision:.4f} R {left.recall:.4f} exact {left.exact:.3f}"
    return (
        f"{name:12} {threshold:.2f} {figures} recall lost {given.recall - left.recall:.4f} reporting lost {share:.3%}"
    )


def _left(view: View, scores: Sequence[float], threshold: float) -> Iterator[str]:
    return (line for line, own in zip(view.lines, scores, strict=True) if own < threshold)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.train_lines", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled data")
    parser.add_argument("--folds", action="store_true", help="judge each fold by a model that has not seen its sites")
    given = parser.parse_args()
    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    seen = list(views(given.data))
    print(f"{len(seen)} views", file=sys.stderr, flush=True)
    rows = dealt(seen)
    print(f"{sum(map(len, rows))} lines", file=sys.stderr, flush=True)
    if given.folds:
        judged(seen, rows)
        return
    words, hints = lexicons(seen)
    held = {"words": words, "hints": hints, **trained(seen, rows)}
    MODEL.write_text(
        json.dumps(held, ensure_ascii=False, separators=(",", ":")).replace("],[", "],\n[") + "\n", "utf-8"
    )
    print(f"{MODEL}: {MODEL.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
