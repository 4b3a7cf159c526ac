"""Typos in names: real ones that must not change, misspelt ones beside the right form, and similar pairs."""

import argparse
import importlib
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from random import Random

from bench.error_injection import misspell
from bench.typos import edits_of
from pipeline.rules import yaml_file

_NAMES = Path(__file__).parent / "texts" / "typos-in-names.yaml"
_COUNTRIES = (
    *("az_AZ", "cs_CZ", "da_DK", "de_DE", "en_IN", "en_KE", "en_PK", "es_ES", "et_EE", "fi_FI", "fr_DZ", "fr_FR"),
    *("hr_HR", "id_ID", "it_IT", "nl_NL", "pt_BR", "sk_SK", "sv_SE", "zu_ZA"),
)
_NAMES_PER_COUNTRY = 100
_SENTENCES = (
    "The minister met {} on Tuesday to speak about the budget of the coming year.",
    "{} was the first to arrive at the talks, a spokesman for the ministry said.",
    "Police said on Friday that the road to {} had been closed after an accident.",
    "“We have waited for this for years,” {} told reporters after the vote.",
    "The court in {} is to rule on the case in the spring, the agency reported.",
)


def measure(data: Path) -> dict[str, float]:  # noqa: ARG001 - the names are our own and a package's
    """How many of 2,000 names of 20 countries change; the share of 60 misspelt names corrected; wrong changes."""
    random = Random(7)  # noqa: S311 - the same names every time
    names = yaml_file.read(_NAMES)
    real = list(_real_names(random))
    right, wrong = _count_corrected(names["people"], random)
    return {
        "typos.names.strangers": len(real),
        "typos.names.strangers.harm": sum(map(_changes, _documents(real))),
        "typos.names.misspelt.right": right / len(names["people"]),
        "typos.names.misspelt.harm": wrong,
        "typos.names.alike.harm": sum(
            _changes_of_pair(one, other) + _changes_of_pair(other, one) for one, other in names["alike"]
        ),
    }


def _changes(text: str) -> int:
    return len(edits_of(text, known_english=True))


def _real_names(random: Random) -> Iterator[str]:
    """A hundred surnames and place names of each country, from the lists of a package."""
    for country in _COUNTRIES:
        person = importlib.import_module(f"faker.providers.person.{country}").Provider
        names = {*getattr(person, "last_names", ()), *getattr(person, "last_names_male", ())}
        with suppress(ModuleNotFoundError):  # a country without places
            names |= {*getattr(importlib.import_module(f"faker.providers.address.{country}").Provider, "cities", ())}
        yield from random.sample(sorted(names), min(_NAMES_PER_COUNTRY, len(names)))


def _documents(names: list[str]) -> Iterator[str]:
    """Texts of ten names each, and one text for each name: names also meet names that look like them."""
    for step in range(0, len(names), 10):
        yield "\n\n".join(
            _SENTENCES[at % len(_SENTENCES)].format(name) for at, name in enumerate(names[step : step + 10])
        )
    for name in names:
        yield _SENTENCES[len(name) % len(_SENTENCES)].format(name)


def _count_corrected(people: list[str], random: Random) -> tuple[int, int]:
    """How many of the misspelt names are corrected, and how many of all changes are wrong."""
    right = wrong = 0
    for name in people:
        first, _, last = name.rpartition(" ")
        bad = last
        while bad == last:
            bad = last[0] + misspell(last[1:], random)
        text = _story(first, last, bad, random)
        changes = {(edit.before, edit.after) for edit in edits_of(text, known_english=True)}
        right += (bad, last) in changes
        wrong += len(changes - {(bad, last)})
    return right, wrong


def _story(first: str, last: str, bad: str, random: Random) -> str:
    """A story with the right name in every paragraph, and the misspelt one once, with or without the first name."""
    once = f"{first} {bad}" if random.random() < 0.5 else bad
    return (
        f"{first} {last} arrived in the capital on Monday for two days of talks.\n\n"
        f"The talks were long, {last} said, and would go on in the evening. Earlier {once} had met the mayor.\n\n"
        f"It is the third time this year that {last} has come. In the spring {last} had to leave early.\n\n"
        f"On the way home {last} is to stop in the north. The party of {last} votes on the plan in June.\n\n"
        f"“We hope for the best,” {last} said."
    )


def _changes_of_pair(often: str, once: str) -> int:
    return _changes(
        f"{often} was first. {once} was second, but {often} had said so before. In May {often} won.\n\n"
        f"In June {often} lost.\n\n"
        f"Nobody but {often} knew. Then {often} and the others left, {often} first."
    )


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    for figure, value in measure(parser.parse_args().data).items():
        print(f"{figure:<32} {value:.4f}")
