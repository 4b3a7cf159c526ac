"""Quoted posts stay with their author; exact copies of posts and captions are removed."""

from collections.abc import Sequence

import pytest

from pipeline.document import Document
from pipeline.rules.loading import RuleSet
from pipeline.stages import boilerplate
from pipeline.stages.boilerplate import classifier_decision
from pipeline.stages.boilerplate.posts import post_lines
from pipeline.text.lines import ascii_punctuation, split_lines

LEAD = (
    "The council closed the old bridge over the Stour on Tuesday, and within the hour its neighbours had made jokes it."
)
END = "The council has not answered any of them, and the bridge will stay closed until the engineers saw its pillars."
POST = "so I guess I live on an island now #ashfordbridge"
AUTHOR = "\N{EM DASH} Ada Quill (@adaquill) March 3, 2023"


@pytest.fixture(scope="module")
def rules(rule_set: RuleSet) -> boilerplate.Rules:
    found = rule_set.rules["boilerplate"]
    assert isinstance(found, boilerplate.Rules)
    return boilerplate.without_learned(found)


def article(lines: Sequence[str]) -> str:
    return "\n".join(lines)


def cleaned(text: str, rules: boilerplate.Rules) -> str:
    doc = Document("a.txt", b"", fields={"text": text})
    return doc.take("boilerplate", boilerplate.find(doc, rules)).text


@pytest.mark.parametrize(
    "quoted",
    [
        pytest.param([POST, AUTHOR], id="author on the next line"),
        pytest.param([POST, AUTHOR, "no boats until Monday, the ferryman says", AUTHOR], id="two posts of one author"),
        pytest.param([f"{POST} pic.twitter.com/a1b2c3{AUTHOR}"], id="author on the same line"),
        pytest.param(
            [POST, "\N{EM DASH} Ada Quill \N{WAVING HAND SIGN} (@adaquill) 3 March 2023"], id="emoji in a name"
        ),
        pytest.param([POST, "\N{EM DASH} Ада Квіл (@adaquill) 3 березня 2023"], id="Ukrainian"),
        pytest.param(
            [POST, AUTHOR, POST, "\N{EM DASH} Ben Marsh (@benmarsh) March 4, 2023"], id="same words, other author"
        ),
    ],
)
def test_a_post_stays_with_its_author(quoted: list[str], rules: boilerplate.Rules) -> None:
    text = article([LEAD, *quoted, END])
    assert cleaned(text, rules) == text


def test_a_copy_of_a_post_goes_with_its_author(rules: boilerplate.Rules) -> None:
    text = article([LEAD, POST, AUTHOR, "Nobody laughed.", POST, AUTHOR, END])
    assert cleaned(text, rules) == article([LEAD, POST, AUTHOR, "Nobody laughed.", END])


def test_a_copy_of_a_post_on_one_line_goes(rules: boilerplate.Rules) -> None:
    post = f"{POST} {AUTHOR}"
    assert cleaned(article([LEAD, post, "Nobody laughed.", post, END]), rules) == article(
        [LEAD, post, "Nobody laughed.", END]
    )


CAPTION = "The old bridge over the Stour on the morning after it was closed"


def test_a_copy_of_the_line_above_is_removed(rules: boilerplate.Rules) -> None:
    assert cleaned(article([LEAD, CAPTION, CAPTION, END]), rules) == article([LEAD, CAPTION, END])


def test_a_line_that_is_one_text_twice_is_cut_in_half(rules: boilerplate.Rules) -> None:
    assert cleaned(article([LEAD, CAPTION + CAPTION, END]), rules) == article([LEAD, CAPTION, END])


@pytest.mark.parametrize(
    "lines",
    [
        pytest.param(["Row, row, row your boat", "Row, row, row your boat"], id="a refrain"),
        pytest.param([CAPTION, "Nobody laughed.", CAPTION], id="copies apart"),
        pytest.param(["0 0 0 0 0 0", "0 0 0 0 0 0"], id="rows of a table"),
        pytest.param(["Hear, hear! Hear, hear!"], id="a cheer"),
        pytest.param([" " * 60 + "* ", " " * 60 + "* "], id="empty items of a list"),
    ],
)
def test_repetition_on_purpose_stays(lines: list[str], rules: boilerplate.Rules) -> None:
    text = article([LEAD, *lines, END])
    assert cleaned(text, rules) == text


def all_short_lines(lines: Sequence[str], *_: object, **__: object) -> dict[int, float]:
    return {number: 0.99 for number, line in enumerate(lines) if len(line) <= 80}


def test_the_classifier_removes_no_line_of_a_post(rule_set: RuleSet, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = rule_set.rules["boilerplate"]
    assert isinstance(rules, boilerplate.Rules)
    monkeypatch.setattr(classifier_decision, "removable_lines", all_short_lines)
    page = ["Share this article", LEAD, POST, AUTHOR, END, "Subscribe now", "Privacy Policy", "Ten bakers of the coast"]
    assert cleaned(article(page), rules).rstrip("\n") == article([LEAD, POST, AUTHOR, END])


@pytest.mark.parametrize(
    "line",
    ["Follow Ada Quill (@adaquill) on Twitter", "Ada Quill (@adaquill) is a reporter.", "Write to ada@example.com."],
)
def test_lines_with_handles_that_are_no_posts(line: str) -> None:
    assert post_lines(split_lines(ascii_punctuation(f"{LEAD}\n{line}"))) == frozenset()
