"""Scores of the line classifier: first the lines that must score low."""

import random
import subprocess
import sys

import pytest
from lxml.html import fromstring

from pipeline import line_classifier
from pipeline.line_classifier import PageContext, RuleMatch, features, markup_features, rule_features
from pipeline.line_classifier.html_blocks import Block, Box
from pipeline.line_classifier.tree_model import PAGE, TEXT, load_model

ARTICLE = [
    "The harbour council approved the new ferry line on Tuesday after a debate of four hours in the town hall.",
    "Work on the pier begins in spring, the mayor said, and the first boats should leave in autumn of next year.",
    "A long road",
    "Residents of the old town had asked for a stop nearer to the market, which the planners declined last month.",
    '"We have waited for this for twenty years," said Anna Berg, who runs a bakery at the foot of the hill.',
    "The line will cost eleven million euros, of which the state pays half, according to the finance committee.",
]
MENU = ["Home", "News", "Sport", "Culture", "Weather", "Sign in", "Subscribe", "Search"]
TAIL = [
    "Share this article",
    "Most read",
    "Ten beaches to see this summer",
    "Contact us",
    "Terms of use",
    "Privacy policy",
]
MATCHED = {"Sign in", "Subscribe", "Share this article", "Most read", "Contact us", "Terms of use", "Privacy policy"}


def test_an_article_alone_scores_low() -> None:
    assert max(line_classifier.score_lines(ARTICLE)) < 0.4


def test_menu_and_tail_of_a_page_score_high_and_its_article_low() -> None:
    given = [*MENU, *ARTICLE, *TAIL]
    scores = line_classifier.score_lines(
        given, [RuleMatch.ANYWHERE if line in MATCHED else RuleMatch.NONE for line in given]
    )
    menu, article, tail = scores[: len(MENU)], scores[len(MENU) : -len(TAIL)], scores[-len(TAIL) :]
    assert min(menu) > 0.6
    assert max(article) < 0.6
    assert min(tail) > 0.6


@pytest.mark.parametrize("given", [[], [""], ["", " ", "\t"], ["Word"], ["\N{ZERO WIDTH SPACE}"], ["."] * 3])
def test_every_line_gets_a_score(given: list[str]) -> None:
    scores = line_classifier.score_lines(given)
    assert len(scores) == len(given)
    assert all(0 <= score <= 1 for score in scores)
    assert all(score == 0 for line, score in zip(given, scores, strict=True) if not line.strip())


def test_empty_lines_and_outer_spaces_do_not_change_the_scores() -> None:
    spaced = [piece for line in ARTICLE for piece in (f"  {line}\t", "")]
    assert line_classifier.score_lines(spaced)[::2] == line_classifier.score_lines(ARTICLE)


def test_scores_are_the_same_in_another_process() -> None:
    code = "import sys; from pipeline.line_classifier import score_lines; print(score_lines(sys.argv[1:]))"
    done = subprocess.run([sys.executable, "-c", code, *MENU, *ARTICLE], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(line_classifier.score_lines([*MENU, *ARTICLE]))


def test_a_page_of_noise_is_scored_in_bounded_time() -> None:
    dice = random.Random(7)  # noqa: S311 - noise, not a secret
    noise = [
        "".join(dice.choices("aA0.,|: \N{GREEK SMALL LETTER ALPHA}", k=dice.randrange(1, 400))) for _ in range(5000)
    ]
    assert len(line_classifier.score_lines(noise)) == len(noise)


def test_the_model_uses_exactly_the_features_computed() -> None:
    plain = list(features.feature_table(["One line."], {}))
    trees = load_model().trees
    assert list(trees[TEXT].features) == plain + list(rule_features.feature_table([RuleMatch.NONE]))
    block = Block("One line.", Box(fromstring("<p>One line.</p>"), None), links=0, linked=0, bold=0, italic=0)
    markup = markup_features.feature_table([block], PageContext("", "", "", []), {})
    assert list(trees[PAGE].features) == plain + list(markup)


def test_importing_the_package_does_not_import_numpy() -> None:
    code = "import sys, pipeline.line_classifier; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
