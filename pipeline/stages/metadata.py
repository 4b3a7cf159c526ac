"""Headline, date, byline and place are found in the text, and their traces are taken out of it.

What it does, in order:

1. A title that is known already is taken out where it stands again, at the head of the text or as its last line;
   a site's name that stands only in the title goes too.
2. Where none is known, the headline is sought (``titles.choose``), becomes the title and leaves the text.
3. In the head of the text, which ends where two paragraphs of reporting follow each other, bylines become the author
   and leave; lines that say when the text was published or updated become the date and leave.
4. The dateline of the first report gives the place. It is reporting and stays, unless the rules say otherwise.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Literal

import pydantic

from pipeline import bylines, credit, datelines, dates, stage, titles, wrapped
from pipeline.credit import Words
from pipeline.document import Document, Fact
from pipeline.edits import Edit, Span
from pipeline.headlines import is_reporting
from pipeline.rows import Row, rows

_BODY = (
    "The council of Ashford voted on Monday to keep the old bridge shut until spring.\n"
    "Nobody spoke against it, and the mayor thanked the engineers for their report.\n"
)
_BEFORE_CREDIT = 4  # lines from a headline on in which its byline or date stands
_MONTH_FIRST = frozenset({"en", ""})  # languages in which 3/4/2022 may be a day of March


class Proof(pydantic.BaseModel):
    """Lines that a rule takes out of the head of a text, and lines in the same shape that it leaves."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    rule: str
    language: str = "en"
    drops: tuple[str, ...] = ()
    keeps: tuple[str, ...] = ()


class Sureness(pydantic.BaseModel):
    """When a line is a headline for certain; what the keys mean stands in the config and in ``titles.Sureness``."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    window: int = 12
    top: int = 4
    shared: int = 3
    lead: int = 2
    far: int = 3
    share: float = 0.5
    last: float = 0.8


class Rules(stage.Rules):
    """The words of bylines and dates, how sure a headline has to be, and whether datelines stay."""

    headline: Sureness = Sureness()
    dateline: Literal["keep", "drop"] = "keep"
    bylines: Mapping[str, tuple[str, ...]] = {}
    joins: tuple[str, ...] = ()
    before_places: tuple[str, ...] = ()
    particles: frozenset[str] = frozenset()
    roles: frozenset[str] = frozenset()
    houses: frozenset[str] = frozenset()
    no_names: frozenset[str] = frozenset()
    published: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    beside_dates: frozenset[str] = frozenset()
    weekdays: frozenset[str] = frozenset()
    months: Mapping[str, int] = {}
    not_places: frozenset[str] = frozenset()
    no_headlines: tuple[str, ...] = ()
    proofs: tuple[Proof, ...] = ()

    @cached_property
    def sureness(self) -> titles.Sureness:
        """``headline`` in the form ``titles`` wants it."""
        return titles.Sureness(**self.headline.model_dump())

    def is_other(self, line: str, words: Words) -> bool:
        """Whether a line may look like a headline and is none: a credit of the text or of a picture."""
        return credit.is_credit(line, words) or bool(self._no_headline.search(line))

    @cached_property
    def _no_headline(self) -> re.Pattern[str]:
        return dates.phrases(self.no_headlines)

    def words(self, language: str) -> Words:
        """The words of bylines and dates in one language; those of English bylines count in every language."""
        made = self._made
        return made[language] if language in made else made[""]

    @cached_property
    def _made(self) -> dict[str, Words]:
        return {language: self._words(language) for language in {*self.bylines, ""}}

    def _words(self, language: str) -> Words:
        opens = bylines.opening({*self.bylines.get("en", ()), *self.bylines.get(language, ())})
        joins, places = bylines.between(self.joins), bylines.between(self.before_places)
        beside = self.beside_dates | self.weekdays
        signed = bylines.Words(opens, joins, places, self.particles, self.roles, self.houses, self.no_names, beside)
        dated = dates.Words(self.months, dates.phrases(self.published), dates.phrases(self.updated), beside)
        return Words(signed, dated, language not in _MONTH_FIRST)

    def examples(self) -> Iterable[stage.Example]:
        """Each proof's lines between a headline and two paragraphs of reporting."""
        for proof in self.proofs:
            rule = f"metadata/{proof.rule}"
            for line in proof.drops:
                yield stage.Example(rule, f"{line}\n{_BODY}", _BODY, language=proof.language)
            for line in proof.keeps:
                yield stage.Example(rule, f"{line}\n{_BODY}", None, language=proof.language)


def find(doc: Document, rules: Rules) -> Iterator[Edit | Fact]:
    """The title, author, date and place as facts, and the edits that take their lines out of the text.

    What is left is read again until nothing more goes, so that a second pass finds nothing.
    """
    words = rules.words(doc.fields.get("language", ""))
    known, left, gone = {**doc.fields}, rows(doc.text), {0: ""}
    while gone:
        found = wrapped.paragraphs(doc.text, left)
        lines = [wrapped.words(paragraph) for paragraph in found]
        facts, gone = _read(lines, known, rules, words)
        yield from facts
        yield from _without_site(known, [lines[at] for at in gone])
        known |= {fact.field: fact.value for fact in facts}
        yield from (_cut(doc.text, row.start, row.stop, rule) for at, rule in sorted(gone.items()) for row in found[at])
        left = [row for at, paragraph in enumerate(found) if at not in gone for row in paragraph]
    yield from _dateline(doc, left, rules)


def _read(lines: list[str], known: Mapping[str, str], rules: Rules, words: Words) -> tuple[list[Fact], dict[int, str]]:
    """What the lines say that is not known yet, and the places of the lines to go with the rule that says so."""
    if "title" in known:
        facts: list[Fact] = []
        gone = dict.fromkeys(titles.repeats(lines, known["title"]), "title-repeated")
    else:
        facts, gone = _headline(lines, known, rules, words)
    signed = _credit(lines, known, words, gone)
    facts += Fact("author", signed.author, "metadata/byline"), Fact("date", signed.day, f"metadata/date-{signed.sure}")
    return [fact for fact in facts if fact.value and fact.field not in known], {**gone, **signed.drops}


def _headline(
    lines: list[str], known: Mapping[str, str], rules: Rules, words: Words
) -> tuple[list[Fact], dict[int, str]]:
    signed = _credit(lines, known, words, ()).drops
    apart = {at for at, line in enumerate(lines) if not is_reporting(line) and rules.is_other(line, words)} | {*signed}
    left = [at for at in range(len(lines)) if at not in apart]
    credited = [i for i, at in enumerate(left) if apart.intersection(range(at + 1, at + _BEFORE_CREDIT))]
    choice = titles.choose([lines[at] for at in left], rules.sureness, credited)
    if not choice:
        return [], {}
    rule = f"headline-{choice.where}"
    return [Fact("title", choice.title, f"metadata/{rule}")], dict.fromkeys((left[at] for at in choice.at), rule)


def _credit(lines: list[str], known: Mapping[str, str], words: Words, titled: Collection[int]) -> credit.Credit:
    """What the lines at the head say of author and day, but for those that are the title."""
    left = [at for at in range(len(lines)) if at not in titled]
    zone = left[: titles.opening([lines[at] for at in left])]
    behind = sum(at < min(titled) for at in zone) if titled else None
    author, day = known.get("author", ""), known.get("date", "")
    read = credit.read([lines[at] for at in zone], words, author=author, day=day, headline=behind)
    return read._replace(drops={zone[at]: rule for at, rule in read.drops.items()})


def _without_site(known: dict[str, str], printed: Iterable[str]) -> Iterator[Edit]:
    """The edit that takes the site's name out of a known title which the text prints without it."""
    title = known.get("title", "")
    for start, end in filter(None, (titles.site(title, line) for line in printed)):
        yield Edit(Span(start, end, "title"), title[start:end], "", "metadata/title-site")
        known["title"] = title[:start] + title[end:]
        return


def _dateline(doc: Document, left: list[Row], rules: Rules) -> Iterator[Edit | Fact]:
    """The place of the first dateline in the head of the text; with ``dateline: drop`` also the edit that cuts it."""
    for row in left[: titles.opening([row.words for row in left]) + 1]:
        line = datelines.parse(row.words, not_places=rules.not_places, particles=rules.particles, body=doc.text)
        if line:
            if "place" not in doc.fields:
                yield Fact("place", line.place, "metadata/dateline")
            if rules.dateline == "drop":
                yield _cut(doc.text, row.at, row.at + line.end, "dateline")
            return


def _cut(text: str, start: int, end: int, rule: str) -> Edit:
    return Edit(Span(start, end), text[start:end], "", f"metadata/{rule}")
