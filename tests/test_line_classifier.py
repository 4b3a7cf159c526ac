"""Scores of the line classifier: first the lines that must score low."""

import io
import random
import subprocess
import sys

import pytest
from lxml.html import fromstring

from pipeline import line_classifier
from pipeline.line_classifier import PageContext, features, markup_features
from pipeline.line_classifier.html_blocks import Block, Box
from pipeline.line_classifier.line_words import Lexicon
from pipeline.line_classifier.tree_model import EXTRACT, HTML, PAGE, Model, load_model

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


def test_an_article_alone_scores_low() -> None:
    scores = line_classifier.score_lines(ARTICLE)
    assert max(scores.as_extract) < 0.5
    assert max(scores.as_page) < 0.5


def test_menu_and_tail_of_a_page_score_high_and_its_article_low() -> None:
    scores = line_classifier.score_lines([*MENU, *ARTICLE, *TAIL]).as_page
    menu, article, tail = scores[: len(MENU)], scores[len(MENU) : -len(TAIL)], scores[-len(TAIL) :]
    assert min(menu) > 0.6
    assert max(article) < 0.6
    assert min(tail) > 0.6


@pytest.mark.parametrize("lines", [[], [""], ["", " ", "\t"], ["Word"], ["\N{ZERO WIDTH SPACE}"], ["."] * 3])
def test_every_line_gets_a_score(lines: list[str]) -> None:
    scores = line_classifier.score_lines(lines)
    for each in (scores.as_extract, scores.as_page):
        assert len(each) == len(lines)
        assert all(0 <= score <= 1 for score in each)
        assert all(score == 0 for line, score in zip(lines, each, strict=True) if not line.strip())


def test_empty_lines_and_outer_spaces_do_not_change_the_scores() -> None:
    spaced = [piece for line in ARTICLE for piece in (f"  {line}\t", "")]
    found, expected = line_classifier.score_lines(spaced), line_classifier.score_lines(ARTICLE)
    assert (found.as_extract[::2], found.as_page[::2]) == (expected.as_extract, expected.as_page)


def test_scores_are_the_same_in_another_process() -> None:
    code = "import sys; from pipeline.line_classifier import score_lines; print(score_lines(sys.argv[1:]).as_page)"
    done = subprocess.run([sys.executable, "-c", code, *MENU, *ARTICLE], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(line_classifier.score_lines([*MENU, *ARTICLE]).as_page)


def test_a_page_of_noise_is_scored_in_bounded_time() -> None:
    dice = random.Random(7)  # noqa: S311 - noise, not a secret
    noise = [
        "".join(dice.choices("aA0.,|: \N{GREEK SMALL LETTER ALPHA}", k=dice.randrange(1, 400))) for _ in range(5000)
    ]
    assert len(line_classifier.score_lines(noise).as_page) == len(noise)


def test_the_model_uses_exactly_the_features_computed() -> None:
    plain = list(features.feature_table(["One line."], Lexicon()))
    trees = load_model().trees
    assert list(trees[EXTRACT].features) == plain
    assert list(trees[PAGE].features) == plain
    block = Block("One line.", Box(fromstring("<p>One line.</p>"), "p", None), links=0, linked=0, bold=0, italic=0)
    markup = markup_features.feature_table([block], PageContext("", "", "", []), {})
    assert list(trees[HTML].features) == plain + list(markup)


def test_importing_the_package_does_not_import_numpy() -> None:
    code = "import sys, pipeline.line_classifier; print('numpy' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_the_model_file_is_reproduced_byte_for_byte() -> None:
    first, second = io.BytesIO(), io.BytesIO()
    load_model().write(first)
    first.seek(0)
    Model.read(first).write(second)
    assert first.getvalue() == second.getvalue()


def test_sentences_of_scripts_without_spaces_are_closed() -> None:
    columns = features.feature_table(
        ["港の議会は火曜日に新しい渡し船の路線を承認した。", "本当か\N{FULLWIDTH QUESTION MARK}", "港"], Lexicon()
    )
    assert columns["terminal"].tolist() == [1, 1, 0]
    assert columns["words"].tolist() == [2, 1, 1]
