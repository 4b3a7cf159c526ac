"""Headline, date, byline and place are found in the text, and their traces are taken out of it.

What it does, in order:

1. ``topmatter`` reads headline, author and day; their lines leave the text, and what is left is read again until
   nothing more goes.
2. A site's name that stands only in the title, and not where the text prints the headline, leaves the title.
3. The dateline of the first report gives the place. It is reporting and stays, unless the rules say otherwise.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import ClassVar, Literal

import pydantic

from pipeline import stage
from pipeline.document import Document, Edit, Fact, Span
from pipeline.stages.metadata import bylines, datelines, leading_lines, printed_dates
from pipeline.stages.metadata.credit_lines import Words
from pipeline.stages.metadata.leading_lines import Signs
from pipeline.text import headline_choice
from pipeline.text.lines import Line, split_lines

_BODY = (
    "The council of Ashford voted on Monday to keep the old bridge shut until spring.\n"
    "Nobody spoke against it, and the mayor thanked the engineers for their report.\n"
)
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

    renamed_keys: ClassVar[Mapping[str, str]] = {
        "window": "max_lines_above_text",
        "top": "top_lines",
        "shared": "min_shared_words",
        "lead": "min_lead_words",
        "far": "min_lead_words_below_top",
        "share": "min_shared_share",
        "last": "min_shared_share_last",
    }

    max_lines_above_text: int = 12
    top_lines: int = 4
    min_shared_words: int = 3
    min_lead_words: int = 2
    min_lead_words_below_top: int = 3
    min_shared_share: float = 0.5
    min_shared_share_last: float = 0.7


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

    def signs(self, language: str) -> Signs:
        """The rules in the form ``topmatter`` wants them; English words of bylines count in every language."""
        known = language if language in self.bylines else ""
        return self._made.get(known) or self._made.setdefault(known, self._signs(known))

    @cached_property
    def _made(self) -> dict[str, Signs]:
        return {}

    def _signs(self, language: str) -> Signs:
        opens = bylines.opening({*self.bylines.get("en", ()), *self.bylines.get(language, ())})
        joins, places = bylines.between(self.joins), bylines.between(self.before_places)
        beside = self.beside_dates | self.weekdays
        signed = bylines.Words(opens, joins, places, self.particles, self.roles, self.houses, self.no_names, beside)
        dated = printed_dates.Words(
            self.months, printed_dates.phrases(self.published), printed_dates.phrases(self.updated), beside
        )
        words = Words(signed, dated, language not in _MONTH_FIRST)
        return Signs(
            headline_choice.Thresholds(**self.headline.model_dump()), words, printed_dates.phrases(self.no_headlines)
        )

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
    signs = rules.signs(doc.fields.get("language", ""))
    known, left, gone = {**doc.fields}, split_lines(doc.text), {0: ""}
    while gone:
        lines = [row.text for row in left]
        facts, gone = leading_lines.read(lines, known, signs)
        yield from facts
        yield from _without_site(known, [lines[at] for at in gone])
        known |= {fact.field: fact.value for fact in facts}
        yield from (_cut(doc.text, left[at].start, left[at].end, rule) for at, rule in sorted(gone.items()))
        left = [row for at, row in enumerate(left) if at not in gone]
    yield from _dateline(doc, left, rules)


def _without_site(known: dict[str, str], printed: Iterable[str]) -> Iterator[Edit]:
    """The edit that takes the site's name out of a known title which the text prints without it."""
    title = known.get("title", "")
    for start, end in filter(None, (headline_choice.site_name_span(title, line) for line in printed)):
        yield Edit(Span(start, end, "title"), title[start:end], "", "metadata/title-site")
        known["title"] = title[:start] + title[end:]
        return


def _dateline(doc: Document, left: list[Line], rules: Rules) -> Iterator[Edit | Fact]:
    """The place of the first dateline in the head of the text; with ``dateline: drop`` also the edit that cuts it."""
    for row in left[: headline_choice.lines_before_paragraphs([row.text for row in left]) + 1]:
        line = datelines.parse(row.text, not_places=rules.not_places, particles=rules.particles, body=doc.text)
        if line:
            if "place" not in doc.fields:
                yield Fact("place", line.place, "metadata/dateline")
            if rules.dateline == "drop":
                yield _cut(doc.text, row.text_start, row.text_start + line.end, "dateline")
            return


def _cut(text: str, start: int, end: int, rule: str) -> Edit:
    return Edit(Span(start, end), text[start:end], "", f"metadata/{rule}")
