"""The classifier's operating points: content words lost against boilerplate left, by threshold, on unseen sites.

``python -m bench.text_curve --data DIR --folds FOLDS`` prints one row a threshold, tab-separated. ``page`` is all
visible text, ``extract`` the outputs of extractors, ``gold`` clean bodies. Shares are of the words that rules leave, in
per cent.
"""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple
from unittest.mock import patch

from bench.labelled_text import LabelledText, labelled_texts
from bench.unseen import use_unseen_fold
from pipeline import line_classifier
from pipeline.line_classifier import LineScores
from pipeline.rules.loading import load_rules
from pipeline.stages import boilerplate
from pipeline.stages.boilerplate.classifier_decision import ClassifierSettings, removable_lines
from pipeline.stages.boilerplate.rule_removal import remove_by_rules, rule_lines
from pipeline.text.lines import count_words

PAGE_THRESHOLDS = ((0.2,), (0.3,), (0.4,), (0.5,), (0.6,), (0.7,), (0.8,), (0.9,), (0.95,))
EXTRACT_THRESHOLDS = ((0.5, 0.5), (0.8, 0.8), (0.8, 0.95), (0.9, 0.95), (0.9, 0.985), (0.9, 0.995), (0.95, 0.995))


class Scored(NamedTuple):
    """A text with its scores by the model that has not seen its site, and the lines that rules remove."""

    text: LabelledText
    lines: list[str]
    scores: LineScores
    matched: frozenset[int]


def scored_texts(data: Path, folds: Path, rules: boilerplate.Rules) -> Iterator[Scored]:
    """Every labelled text but the HTML pages."""
    for text in labelled_texts(data, html=False):
        lines = rule_lines("\n".join(text.lines), rules)
        matched = frozenset(remove_by_rules(lines, rules).removed)
        words = [line.text for line in lines]
        with use_unseen_fold(text.fold, folds):
            yield Scored(text, words, line_classifier.score_lines(words), matched)


def shares(texts: list[Scored], settings: ClassifierSettings, rules: boilerplate.Rules) -> tuple[float, float]:
    """The content words lost, and the boilerplate words left, in per cent of what rules leave."""
    content = lost = other = left = 0
    for text in texts:
        with patch.object(line_classifier, "score_lines", lambda _, scores=text.scores: scores):
            removed = removable_lines(text.lines, text.matched, settings, bylines=rules.bylines, title="")
        for at, is_content in enumerate(text.text.content.tolist()):
            if at not in text.matched:
                size = count_words(text.lines[at])
                content += size * (is_content == 1)
                lost += size * (is_content == 1 and at in removed)
                other += size * (is_content == 0)
                left += size * (is_content == 0 and at not in removed)
    return 100 * lost / max(content, 1), 100 * left / max(other, 1)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bench.text_curve", description=__doc__)
    parser.add_argument("--data", type=Path, required=True, help="folder of the labelled data")
    parser.add_argument("--folds", type=Path, required=True, help="models trained without a fifth of the sites")
    options = parser.parse_args()
    rules = load_rules().rules["boilerplate"]
    assert isinstance(rules, boilerplate.Rules)
    groups: dict[str, list[Scored]] = {"page": [], "extract": [], "gold": []}
    for scored in scored_texts(options.data, options.folds, rules):
        groups["gold" if scored.text.source == "gold" else scored.text.kind].append(scored)
    print("text\tedge_threshold\tthreshold\tcontent_lost\tboilerplate_left")
    for name, texts in groups.items():
        keys = ("page_threshold",) if name == "page" else ("edge_threshold", "threshold")
        for values in PAGE_THRESHOLDS if name == "page" else EXTRACT_THRESHOLDS:
            settings = rules.classifier.model_copy(update=dict(zip(keys, values, strict=True)))
            lost, left = shares(texts, settings, rules)
            print(f"{name}\t{values[0]}\t{values[-1]}\t{lost:.3f}\t{left:.1f}", flush=True)


if __name__ == "__main__":
    main()
