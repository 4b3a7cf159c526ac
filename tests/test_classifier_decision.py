"""Lines that the line classifier may remove: first every class of content that must stay, with the shipped model."""

from collections.abc import Sequence

import pytest

from pipeline import line_classifier
from pipeline.document import Document
from pipeline.line_classifier import LineScores
from pipeline.rules.loading import RuleSet
from pipeline.stages import boilerplate
from pipeline.stages.boilerplate.classifier_decision import ClassifierSettings, removable_lines
from pipeline.text.patterns import PatternSet

OPENING = [
    "The harbour council approved the new ferry line on Tuesday after a debate of four hours in the town hall.",
    "Work on the pier begins in spring, the mayor said, and the first boats should leave in autumn of next year.",
    "Residents of the old town had asked for a stop nearer to the market, which the planners declined last month.",
]
CLOSING = [
    '"We have waited for this for twenty years," said Anna Berg, who runs a bakery at the foot of the hill.',
    "The line will cost eleven million euros, of which the state pays half, according to the finance committee.",
]
BEFORE = ["Share this article", "Advertisement"]
AFTER = ["Share this article", "Most read", "Subscribe to our newsletter", "Privacy policy", "Terms of use"]
MENU = str.split(
    "Home News World Politics Business Sport Football Tennis Culture Film Music Books Weather Travel Food Health "
    "Science Technology Opinion Letters Obituaries Jobs Property Motoring Puzzles Crosswords Newsletters Podcasts Video"
)

MUST_STAY = [
    pytest.param(["A spokeswoman declined to comment."], id="declined to comment"),
    pytest.param(["The ferry company did not respond to a request for comment."], id="no response"),
    pytest.param(["The council's list of demands:", "A stop at the market", "A later last boat"], id="after a colon"),
    pytest.param(["This is what she wrote:", "See you all at the pier"], id="quotation after a colon"),
    pytest.param(
        ["Town (4-3-3): Holt; Berg, Lund, Dahl, Moe; Vik, Nes, Aas; Lie, Ruud, Hagen", "Subs: Olsen, Strand, Eide"],
        id="team sheet",
    ),
    pytest.param(["Wexley 2-1 Tarnbrook", "Ashford 0-0 Kilmore", "Stanmere 3-2 Dunholm"], id="results"),
    pytest.param(
        [
            "Best film: The Long Pier",
            "Best director: Mara Holt",
            "Best actor: Jonas Vik",
            "Best song: Last Boat Home",
            "Best costume: Ida Moe",
        ],
        id="award winners",
    ),
    pytest.param(["Mara - Ida Moe", "The Captain - Jonas Vik", "First Sailor - Per Aas"], id="cast"),
    pytest.param(
        ["Q: Why a ferry?", "A: Because the bridge is full.", "Q: And who pays?", "A: We all do."], id="interview"
    ),
    pytest.param(["Amen."], id="one word"),
    pytest.param(["He's doing just fine"], id="short line without a stop"),
    pytest.param(["Verdict: mostly false"], id="verdict"),
    pytest.param(
        ["Our ruling", "The claim leaves out the cost of the second pier. We rate it half true."], id="ruling"
    ),
    pytest.param(["What happens next"], id="subheading"),
    pytest.param(["How to get there", "What it costs"], id="two subheadings"),
    pytest.param(["200 g of flour", "2 eggs", "A pinch of salt", "100 ml of milk", "Butter for the pan"], id="recipe"),
    pytest.param(["1. The Blue Boat, 24 euros", "2. The Red Boat, 19 euros", "3. The Raft, 9 euros"], id="products"),
    pytest.param(["First boat is out! So proud of the whole crew #ferry #harbour"], id="post"),
    pytest.param(["\N{EM DASH} Mara Holt (@maraholt) May 4, 2016"], id="author of a post"),
    pytest.param(["First boat is out! pic.twitter.com/a1B2c3D4"], id="post with a picture"),
    pytest.param(["Yours, Anna", "Letter to the council, May 1921"], id="sign-off of a letter"),
]


def cleaned(lines: Sequence[str], rules: boilerplate.Rules) -> list[str]:
    doc = Document("a.txt", b"", fields={"text": "\n".join(lines)})
    return doc.take("boilerplate", boilerplate.find(doc, rules)).text.rstrip("\n").split("\n")


@pytest.fixture(scope="module")
def shipped(rule_set: RuleSet) -> boilerplate.Rules:
    rules = rule_set.rules["boilerplate"]
    assert isinstance(rules, boilerplate.Rules)
    return rules


@pytest.mark.parametrize("lines", MUST_STAY)
def test_content_inside_an_article_stays(lines: list[str], shipped: boilerplate.Rules) -> None:
    article = [*OPENING, *lines, *CLOSING]
    assert cleaned([*BEFORE, *article, *AFTER], shipped) == article


@pytest.mark.parametrize("lines", MUST_STAY)
def test_content_behind_the_last_sentence_stays(lines: list[str], shipped: boilerplate.Rules) -> None:
    article = [*OPENING, *CLOSING, *lines]
    assert cleaned([*BEFORE, *article], shipped) == article


def test_the_menu_of_a_page_is_removed_and_its_article_stays(shipped: boilerplate.Rules) -> None:
    headline = "New ferry line for the harbour approved by council"
    left = cleaned([*MENU, headline, "By Nora Quist", "3 March 2022", *OPENING, *CLOSING, *AFTER], shipped)
    assert left[-8:] == [headline, "By Nora Quist", "3 March 2022", *OPENING, *CLOSING]
    assert len(left) <= len(MENU) // 4 + 8


def test_a_standfirst_above_boilerplate_stays(shipped: boilerplate.Rules) -> None:
    standfirst = "It is doing just fine"
    assert cleaned([standfirst, "Share this article", *OPENING, *CLOSING], shipped)[0] == standfirst


@pytest.mark.parametrize("line", ["What we know so far", "12.29 Our reporter Mara Holt writes:", "19/02/2015"])
def test_a_line_between_boilerplate_and_article_stays(line: str, shipped: boilerplate.Rules) -> None:
    article = [line, *OPENING, *CLOSING]
    assert cleaned(["Ferry plan approved", "Share this article", "Advertisement", *article], shipped)[1:] == article


def test_a_long_line_of_key_points_stays(shipped: boilerplate.Rules) -> None:
    points = " ".join(f"\N{BULLET} {point}" for point in ("Council approves new ferry line", "Work begins in spring"))
    points += " \N{BULLET} Old town and its market left out again"
    assert cleaned(["Ferry plan approved", points, "Share this article", *OPENING, *CLOSING], shipped)[1] == points


NOTHING = PatternSet([], at="whole")
SETTINGS = ClassifierSettings()


def same_scores(scores: list[float]) -> LineScores:
    return LineScores(lambda: scores, lambda: scores)


@pytest.fixture
def certain(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every line that has fewer than twelve words is boilerplate for certain."""

    def score_lines(lines: Sequence[str]) -> LineScores:
        scores = [0.999 if len(line.split()) < 12 else 0.001 for line in lines]
        return same_scores(scores)

    monkeypatch.setattr(line_classifier, "score_lines", score_lines)


def removed(lines: Sequence[str], matched: set[int], title: str = "") -> set[str]:
    return {lines[at] for at in removable_lines(lines, matched, SETTINGS, bylines=NOTHING, title=title)}


@pytest.mark.usefixtures("certain")
class TestCertainScores:
    """Decisions where the classifier is certain of every short line."""

    def test_nothing_is_removed_if_rules_match_nothing(self) -> None:
        assert removed(["Boats of summer", *OPENING, *CLOSING], set()) == set()

    def test_the_known_headline_stays(self) -> None:
        lines = [
            "Share",
            "Boats of summer",
            "Boats of summer | The Herald",
            *OPENING,
            *CLOSING,
            "Ten beaches to see",
            "Shops",
        ]
        assert removed(lines, {0}, title="Boats of summer") == {"Ten beaches to see", "Shops"}

    @pytest.mark.parametrize("line", ["Video: proof or fake?", "Live: what we know", "The end of the line"])
    def test_a_heading_at_the_edge_stays(self, line: str) -> None:
        assert removed([line, *OPENING, *CLOSING, "Share"], {6}) == set()
        assert removed(["Share", "Most read", line, *OPENING, *CLOSING], {0, 1}) == set()
        assert removed(["Share", *OPENING, *CLOSING, line], {0}) == set()

    def test_the_standfirst_below_the_headline_stays(self, monkeypatch: pytest.MonkeyPatch) -> None:
        standfirst = "Debate of four hours ends with a vote for the new ferry line"
        lines = [*MENU, "Harbour council approves new ferry line", standfirst, "Share", *OPENING, *CLOSING]
        scores = [0.999 if line in MENU else 0.7 if line == standfirst else 0.001 for line in lines]
        monkeypatch.setattr(line_classifier, "score_lines", lambda _: same_scores(scores))
        assert removed(lines, {len(MENU) + 2}) == set(MENU)

    @pytest.mark.parametrize(
        ("line", "score"),
        [
            ("The harbour council approved the ferry line on Tuesday after its debate.", 0.55),
            ("Council approved ferry line for the harbour", 0.85),
        ],
    )
    def test_the_line_above_the_text_of_a_page_stays(
        self, line: str, score: float, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        lines = [*MENU, line, *OPENING, *CLOSING, "Share"]
        scores = [0.999 if text in MENU else score if text == line else 0.001 for text in lines]
        monkeypatch.setattr(line_classifier, "score_lines", lambda _: same_scores(scores))
        assert removed(lines, {len(lines) - 1}) == set(MENU)

    def test_facts_in_rows_of_three_are_no_menu(self, monkeypatch: pytest.MonkeyPatch) -> None:
        facts = [
            line for text in OPENING + CLOSING for line in (text, "Language: Danish", "Format: book", "By the town")
        ]
        scores = [0.001 if line in OPENING + CLOSING else 0.94 for line in facts * 4]
        monkeypatch.setattr(line_classifier, "score_lines", lambda _: same_scores(scores))
        assert removed(facts * 4 + ["Share"], {len(facts) * 4}) == set()

    def test_a_row_of_names_stays(self) -> None:
        assert removed(["Share", *OPENING, *CLOSING, "Subs: Berg, Olsen, Lund, Dahl"], {0}) == set()

    def test_the_line_after_a_colon_stays(self) -> None:
        lines = ["Share", *OPENING, "What he wrote, in full, on the wall of the town hall that night:", "No more boats"]
        assert removed(lines, {0}) == set()

    def test_an_item_of_a_list_stays_if_another_stays(self, monkeypatch: pytest.MonkeyPatch) -> None:
        items = ["Mara the captain", "Jonas the sailor", "Ida the cook"]
        lines = ["Share", *OPENING, *CLOSING, *items]
        assert removed(lines, {0}) == set(items)
        scores = [0.0 if line == items[1] else 0.999 for line in lines]
        monkeypatch.setattr(line_classifier, "score_lines", lambda _: same_scores(scores))
        assert not removed(lines, {0}) & set(items)

    def test_nothing_is_removed_if_much_of_the_text_would_go(self) -> None:
        lines = ["Share", *OPENING, *CLOSING, *(f"Ship number {at} of the fleet of the old harbour" for at in range(9))]
        assert removed(lines, {0}) == set()

    def test_nothing_is_removed_from_a_text_with_few_sentences(self) -> None:
        assert removed(["Share", "Boats of summer", OPENING[0], "Ten beaches", "Most read", OPENING[1]], {0}) == set()


def test_a_new_rule_match_removes_no_other_line_that_it_does_not_separate(shipped: boilerplate.Rules) -> None:
    """Scores do not depend on rule matches; a match only lowers the threshold outside of the article, next to it."""
    lines = [
        "Advertisement",
        "Ten boats",
        *OPENING,
        "Ad",
        "What happens next",
        *CLOSING,
        "Fish prices",
        "Privacy policy",
    ]
    before = removable_lines(lines, {0, len(lines) - 1}, shipped.classifier, bylines=NOTHING, title="")
    after = removable_lines(lines, {0, 5, len(lines) - 1}, shipped.classifier, bylines=NOTHING, title="")
    assert after.keys() - {5} == before.keys() - {5}


def test_a_template_changes_nothing_else(shipped: boilerplate.Rules) -> None:
    lines = ["Advertisement", "Our kind of town", *OPENING, *CLOSING, "Boats of summer", "Ten beaches to see"]
    template = {"source": "host:herald.example", "text": "our kind of town"}
    fields = {"text": "\n".join(lines), "url": "https://herald.example/a"}
    doc = Document("a.txt", b"", fields=fields)
    rules = boilerplate.Rules.model_validate(shipped.model_dump() | {"templates": [template]})
    without = {edit.before: edit.rule for edit in boilerplate.find(doc, shipped)}
    with_template = {edit.before: edit.rule for edit in boilerplate.find(doc, rules)}
    assert with_template == without | {"Our kind of town\n": "boilerplate/template:host:herald.example"}
