# ruff: noqa: S311 - generated corpora, the same on every machine
"""Site templates: lines that recur around the articles of one source are proposed, lines inside them are not."""

import random
from collections.abc import Iterator, Sequence

import pytest
import yaml

from pipeline.document import Document
from pipeline.rules import yaml_file
from pipeline.rules.learning import template_proposals as learn
from pipeline.rules.learning.prepared import Prepared
from pipeline.rules.loading import RuleSet
from pipeline.stages import boilerplate
from pipeline.stages.boilerplate.site_templates import Template, TemplateExample, mask_numbers

WHO = (
    "The council",
    "A court",
    "The ministry",
    "The port",
    "Her office",
    "The union",
    "A farmer",
    "The brigade",
    "The firm",
)
DID = ("approved", "rejected", "postponed", "defended", "questioned", "published", "withdrew", "praised", "reviewed")
WHAT = (
    "the plan for the bridge",
    "a tax on empty houses",
    "the sale of the mill",
    "two new bus lines",
    "its own figures",
)
WHEN = ("on Monday evening", "after a long night", "for the second time", "without a debate", "before the holidays")
WHY = ("as costs kept rising", "because nobody had objected", "while the rain went on", "though few had asked for it")
NAMES = ("Ada Quill", "Ben Marsh", "Cora Lind", "Dan Frost")
PAPERS = ("Alder", "Birch", "Cedar", "Dogwood", "Elm", "Fir", "Ginkgo", "Hazel")


def sentence(dice: random.Random) -> str:
    return " ".join(dice.choice(words) for words in (WHO, DID, WHAT, WHEN, WHY)) + "."


def paragraph(dice: random.Random) -> str:
    return " ".join(sentence(dice) for _ in range(dice.randint(2, 4)))


def headline(dice: random.Random) -> str:
    return f"{dice.choice(WHO)} {dice.choice(DID)} {dice.choice(WHAT)} {dice.choice(WHEN)}"


def boilerplate_of(paper: str) -> dict[str, Sequence[str]]:
    """The boilerplate of a paper: before, inside and after the article, and lines of which a part varies."""
    return {
        "head": [f"{paper} Herald and Valley Echo", f"No. 000 of the {paper} ledger, a penny a sheet"],
        "middle": [f"The crossword waits for you on sheet nine of the {paper}"],
        "foot": [
            f"Ring the {paper} switchboard, 555 0000, until midnight",
            f"Pages of the {paper} are set by hand in our own print shop on the quay, as they have been since 1888.",
            f"Kiosks that carry the {paper}",
        ],
        "varied": [f"Elsewhere in the {paper}"],
        "suffix": [f" ~ {paper} Wire"],
    }


def page(paper: str, number: int) -> str:
    dice = random.Random(f"{paper} {number}")
    has, title = boilerplate_of(paper), headline(dice)
    body = [paragraph(dice) for _ in range(dice.randint(5, 9))]
    if dice.random() < 0.5:
        body.insert(2, "What comes next")
    if dice.random() < 0.4:
        body.insert(
            3, "The mill has stood empty since the flood of 1953, when the river took its wheel and three of its men."
        )
    if dice.random() < 0.9:
        body.insert(4, has["middle"][0])
    lines = [
        has["head"][0],
        has["head"][1].replace("000", str(dice.randint(1, 999))),
        title + has["suffix"][0],
        f"By {dice.choice(NAMES)}",
        f"{dice.randint(1, 28)} March 2022",
        *body,
        f"{has['varied'][0]}: {headline(dice)}",
        has["foot"][0].replace("0000", str(dice.randint(1000, 9999))),
        *has["foot"][1:],
        *(headline(dice) for _ in range(dice.randint(2, 4))),
    ]
    return "\n\n".join(lines)


def corpus() -> Iterator[Document]:
    for paper in PAPERS:
        for number in range(30):
            yield Document(f"{paper}/{number:03}.txt", page(paper, number).encode())


@pytest.fixture(scope="module")
def proposals(rule_set: RuleSet) -> list[Template]:
    return learn.templates(corpus, rule_set.rules)


def wanted() -> set[tuple[str, str, str]]:
    found = set()
    for paper in PAPERS:
        for place, lines in boilerplate_of(paper).items():
            kind = {"varied": "head", "suffix": "tail"}.get(place, "line")
            for line in lines:
                found.add((f"folder:{paper}", kind, mask_numbers(line)))
    return found


def keys(templates: list[Template]) -> set[tuple[str, str, str]]:
    return {(template.source, template.kind, template.text) for template in templates}


def test_all_boilerplate_is_proposed_and_nothing_else_scores_high(proposals: list[Template]) -> None:
    accepted = keys(learn.accepted(proposals, least=0.9))
    assert accepted - wanted() == set()
    assert len(accepted & wanted()) >= 0.95 * len(wanted()), wanted() - accepted


def test_a_line_inside_the_article_does_not_score_high(proposals: list[Template]) -> None:
    low_scores = {template.text: template.score for template in proposals if template.score < 0.9}
    assert all("what comes next" not in template.text for template in learn.accepted(proposals, least=0.9))
    assert max(low_scores.values(), default=0.0) < 0.9


def test_a_line_that_also_occurs_in_running_text_is_never_proposed(rule_set: RuleSet) -> None:
    def documents() -> Iterator[Document]:
        for number in range(12):
            dice = random.Random(number)
            body = [paragraph(dice) for _ in range(5)]
            if number == 7:
                body[2] += " It was a good day for the valley and its mill, the miller told anyone who would listen."
            text = "\n\n".join(
                ["A good day for the valley", headline(dice), *body, "Printed on grey paper by the mill"]
            )
            yield Document(f"mill/{number}.txt", text.encode())

    assert [template.text for template in learn.templates(documents, rule_set.rules)] == [
        "printed on grey paper by the mill"
    ]


def test_accepted_templates_clean_the_documents_of_their_source(
    proposals: list[Template], rule_set: RuleSet, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("learned")
    templates: list[object] = []
    for path, text in learn.files(learn.accepted(proposals, least=0.9)).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
        templates += yaml_file.read(folder / path)["templates"]
    text = page("Alder", 3)
    doc = Document("Alder/003.txt", b"", fields={"text": text})
    proposed = boilerplate.Rules.model_validate({"templates": templates})
    assert list(boilerplate.find(doc, proposed)) == []
    accepted = [one.model_copy(update={"decision": "accepted"}) for one in proposed.templates]
    rules = boilerplate.Rules.model_validate({"templates": accepted})
    left = doc.take("boilerplate", boilerplate.find(doc, rules)).text
    assert not [line for lines in boilerplate_of("Alder").values() for line in lines if line in left]
    assert "Alder" not in left
    assert left.split("\n\n")[0] == text.split("\n\n")[2].removesuffix(" ~ Alder Wire")
    other = Document("other/003.txt", b"", fields={"text": text})
    assert list(boilerplate.find(other, rules)) == []
    assert rule_set


def test_a_file_is_named_after_its_source() -> None:
    template = Template(source="host:planet.example", text="planet", count=3, of=3)
    assert list(learn.files([template])) == ["boilerplate/learned/host-planet.example.yaml"]


def test_each_template_has_its_evidence(proposals: list[Template]) -> None:
    one = next(template for template in proposals if template.text.startswith("pages of the alder"))
    assert (one.count, one.of, one.where, len(one.examples), one.score) == (30, 30, "foot 30", 3, 1.0)


def test_a_rejected_template_is_not_proposed_again(proposals: list[Template], rule_set: RuleSet) -> None:
    rejected = [one.model_copy(update={"decision": "rejected"}) for one in proposals if one.source == "folder:Alder"]
    rules = rule_set.rules["boilerplate"].model_copy(update={"templates": tuple(rejected)})
    again = learn.templates(corpus, {**rule_set.rules, "boilerplate": rules})
    assert keys(again) == {key for key in keys(proposals) if key[0] != "folder:Alder"}
    fir = next(one for one in again if one.source == "folder:Fir")
    (text,) = learn.files(
        [fir], known=[*rejected, fir.model_copy(update={"text": "kept", "decision": "rejected"})]
    ).values()
    assert [one["text"] for one in yaml.safe_load(text)["templates"]] == ["kept", fir.text]


def test_an_example_shows_the_lines_before_and_after(proposals: list[Template]) -> None:
    one = next(template for template in proposals if template.text.startswith("the crossword waits"))
    example = one.examples[0]
    assert isinstance(example, TemplateExample)
    above, line, below = example.before.split(" / ")
    assert line == "The crossword waits for you on sheet nine of the Alder" or "crossword" in line
    assert example.after == f"{above} / {below}"


def test_copies_of_one_article_are_no_template(rule_set: RuleSet) -> None:
    def copies() -> Iterator[Document]:
        for number in range(20):
            dice = random.Random(number % 2)
            text = "\n\n".join([headline(dice), "A view of the valley", *(paragraph(dice) for _ in range(5))])
            yield Document(f"copies/{number}.txt", text.encode())

    assert learn.templates(copies, rule_set.rules) == []


def test_two_pages_of_a_site_are_enough_for_a_long_line_only(rule_set: RuleSet) -> None:
    def documents() -> Iterator[Document]:
        for number in range(2):
            dice = random.Random(number)
            body = [paragraph(dice) for _ in range(5)]
            lines = [headline(dice), *body, "Printed on grey paper by the mill", "Mill and moor"]
            yield Document(f"mill/{number}.txt", "\n\n".join(lines).encode())

    found = [(one.text, one.score, one.count) for one in learn.templates(documents, rule_set.rules)]
    assert found == [("printed on grey paper by the mill", 0.5, 2)]


def test_a_line_that_a_run_removes_already_is_marked(rule_set: RuleSet) -> None:
    dice = random.Random(1)
    story = [headline(dice), *(paragraph(dice) for _ in range(5))]

    def prepared(number: int) -> Prepared:
        by_rules = "\n\n".join([*story, f"Story {number}", "Printed on grey paper by the mill"])
        fields = {"text": by_rules, "language": "en"}
        clean = fields if number < 2 else {**fields, "text": "\n\n".join([*story, f"Story {number}"])}
        source = f"mill/{number}.txt"
        return Prepared(Document(source, b"", fields=fields), Document(source, b"", fields=clean))

    sheets = [learn.sheet_of(prepared(number), rule_set.rules) for number in range(6)]
    assert [len(sheet.removed) for sheet in sheets] == [0, 0, 1, 1, 1, 1]
    assert {sheet.lines[number].text for sheet in sheets for number in sheet.removed} == {
        "Printed on grey paper by the mill"
    }
