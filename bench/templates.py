"""Learned templates: how much of the boilerplate of eight invented papers is proposed, with real articles inside.

No rule knows this boilerplate. Each paper has 30 documents. Each document has, before the article: a name, a line with
changing numbers, a motto, and one of four rotating lines; inside the article: a line in two documents of three; after
it: a note on one of three writers, a teaser with a changing headline, two of five rotating lines, four constant lines,
and a heading with three changing headlines. ``found`` is the share of all these that is accepted at a score of 0.9 or
more, ``proposed`` at any score; ``false.harm`` counts accepted templates that are none of them.
"""

# ruff: noqa: S311 - invented papers, the same on every machine
import argparse
import random
from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path

from bench import labelled
from pipeline.document import Document
from pipeline.rules.learning import template_proposals as learn
from pipeline.rules.loading import load_rules
from pipeline.stages.boilerplate.site_templates import Template, mask_numbers

_PLACES = ("Marl", "Fen", "Brack", "Holm", "Skerry", "Tarn", "Wold", "Combe")
_WRITERS = ("Orla Finch", "Piet Zand", "Quin Abara")
_DOCUMENTS, _ACCEPTED = 30, 0.9
_HEAD = ("{} Sentinel", "{} tides today: high 04:12, low 10:37", "Evening paper of the {} coast since 1871")
_ONE_OF = (
    "{} quiz: how well do you know the coast?",
    "Win a week on the {} with our puzzle page",
    "Puzzle answers from the {} desk, every noon",
    "{} cooks: eleven ways with mackerel",
)
_INSIDE = "Still reading? The {} crossword is two flights down"
_TWO_OF = (
    "{} walks: the cliff path in winter",
    "{} ghosts: the bell that rings alone",
    "{} bakers take the county prize",
    "Ask the {} keeper about the lamp",
    "{} on wheels: the last milk float",
)
_FOOT = (
    "{} Sentinel, 4 Quay Street, Upper {}",
    "Paper boys and girls wanted in {} and around",
    "Our ink is made from {} soot, and our reporters from sterner stuff, as the founder used to say.",
    "Set in {} Roman by the sisters of the press",
    "Washed up in {} this week",
)
_NOTE = "%s keeps the {} harbour desk and three cats."
_TEASER, _SUFFIX = "Next in the {}: ", " / {} Sentinel"


def measure(data: Path, *, show: bool = False) -> dict[str, float]:
    """The shares found and proposed and the number of false ones; ``show`` prints what is missing and what is false."""
    articles = [page for page in labelled.extracted(data) if not page["gold_suspect"]]
    titles, bodies = [page["title"] for page in articles], [page["body"] for page in articles]
    proposals = learn.templates(partial(_documents, titles, bodies), load_rules().rules)
    wanted = {(f"folder:{place}", *piece) for place in _PLACES for piece in _wanted(place)}
    accepted, every = _keys(learn.accepted(proposals, least=_ACCEPTED)), _keys(proposals)
    if show:
        print("missing", sorted(wanted - accepted), "false", sorted(accepted - wanted), sep="\n")
    return {
        "templates.found": len(wanted & accepted) / len(wanted),
        "templates.proposed": len(wanted & every) / len(wanted),
        "templates.false.harm": float(len(accepted - wanted)),
    }


def _keys(templates: Sequence[Template]) -> set[tuple[str, str, str]]:
    return {(template.source, template.kind, template.text) for template in templates}


def _wanted(place: str) -> Iterator[tuple[str, str]]:
    notes = [_NOTE % writer for writer in _WRITERS]
    for line in (*_HEAD, *_ONE_OF, _INSIDE, *_TWO_OF, *_FOOT, *notes):
        yield "line", mask_numbers(line.replace("{}", place))
    yield "head", mask_numbers(_TEASER.replace("{}", place))
    yield "tail", mask_numbers(_SUFFIX.replace("{}", place))


def _documents(titles: Sequence[str], bodies: Sequence[str]) -> Iterator[Document]:
    for nth, place in enumerate(_PLACES):
        for number in range(_DOCUMENTS):
            at = (nth * _DOCUMENTS + number) % len(bodies)
            page = _page({"title": titles[at], "body": bodies[at]}, titles, random.Random(f"{place} {number}"))
            yield Document(f"{place}/{number:02}.txt", page.replace("{}", place).encode())


def _page(article: Mapping[str, str], titles: Sequence[str], dice: random.Random) -> str:
    body = [line.replace("{}", "") for line in article["body"].split("\n") if line.strip()]
    if dice.random() < 2 / 3:
        body.insert(len(body) // 2, _INSIDE)
    tides = _HEAD[1].replace("04:12", f"0{dice.randint(1, 9)}:{dice.randint(10, 59)}")
    head = [_HEAD[0], tides, dice.choice(_ONE_OF), _HEAD[2], article["title"] + _SUFFIX]
    byline = [f"By {dice.choice(_WRITERS)}", f"{dice.randint(1, 28)} May 2021"]
    foot = [_NOTE % dice.choice(_WRITERS), _TEASER + dice.choice(titles), *dice.sample(_TWO_OF, 2), *_FOOT]
    return "\n\n".join([*head, *byline, *body, *foot, *dice.sample(titles, 3)])


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/benchmarks"))
    parser.add_argument("--show", action="store_true", help="print what is missing and what is false")
    options = parser.parse_args()
    for name, figure in measure(options.data, show=options.show).items():
        print(f"{name:40} {figure:.4f}")
