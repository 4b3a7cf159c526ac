"""Kiev becomes Kyiv: one spelling a name, by an authority file and a house style.

Only English text is touched: the preferred forms are those of the English press. What a label is where it stands is
settled by context (``pipeline.naming``); where context settles nothing the text stays, and a fact says so.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from typing import Annotated, Self

import pydantic

from pipeline import stage
from pipeline.authority import Authority, Conditions, Entry, Hit, Kind, Labels, listed
from pipeline.claims import first_fault
from pipeline.document import Document, Fact
from pipeline.edits import Edit, Span
from pipeline.naming import Manner, Names, places
from pipeline.prose import Prose, begins

_CURLY = "\N{RIGHT SINGLE QUOTATION MARK}"


class Style(stage.Rules):
    """A house style: where it is written down, and the forms it prefers to those of the authority file."""

    source: str
    prefer: Mapping[str, str] = {}


class Gazetteer(stage.Rules):
    """Many names of one kind in short: preferred form to other labels, all under the same conditions."""

    type: Kind = "place"
    people: bool = False
    only: Conditions = ()
    unless: Conditions = ()
    names: Annotated[Mapping[str, Labels], pydantic.BeforeValidator(listed)]

    def entries(self) -> Iterator[Entry]:
        """The same at length."""
        for pref, labels in self.names.items():
            yield Entry(pref=pref, alt=labels, type=self.type, people=self.people, only=self.only, unless=self.unless)


class Rules(stage.Rules):
    """``configs/spellings.yaml`` and ``configs/spellings/**/*.yaml``."""

    style: str = pydantic.Field("house", description="a name from `styles`; `house` is the authority file as it stands")
    renamed: bool = pydantic.Field(default=False, description="also give renamed places their new names, by date")
    hashtags: bool = pydantic.Field(default=False, description="also change hashtags")
    off: tuple[str, ...] = pydantic.Field((), description="entries not to use, by preferred form")
    prefer: Mapping[str, str] = pydantic.Field({}, description="preferred forms of your own, over those of the style")
    styles: Mapping[str, Style] = {}
    contexts: Mapping[str, Conditions] = pydantic.Field({}, description="conditions that entries share, `@name` there")
    mentions: Conditions = pydantic.Field((), description="words by which a sentence speaks of spelling itself")
    titles: Labels = pydantic.Field((), description="what stands before a surname alone")
    common: str = pydantic.Field("", description="words that may stand capitalised before a surname and are no name")
    given_names: Mapping[str, Labels] = pydantic.Field({}, description="other forms of first names, by preferred form")
    rejected: tuple[str, ...] = pydantic.Field((), description="clusters not to propose again: `Harris / Haris`")
    entries: tuple[Entry, ...] = ()
    gazetteers: Mapping[str, Gazetteer] = {}

    @pydantic.model_validator(mode="after")
    def _sound(self) -> Self:
        if self.style not in {"house", *self.styles}:
            raise ValueError(f"there is no style {self.style!r}; styles are house, {', '.join(self.styles)}")
        named = [pref for style in self.styles.values() for pref in style.prefer] + list(self.prefer)
        fault = first_fault(self._all, self.common_words, named, self.contexts)
        if fault:
            raise ValueError(fault)
        return self

    @cached_property
    def _all(self) -> tuple[Entry, ...]:
        return (*self.entries, *(entry for one in self.gazetteers.values() for entry in one.entries()))

    @cached_property
    def every(self) -> tuple[Entry, ...]:
        """All entries that are switched on, those of the gazetteers too."""
        return tuple(entry for entry in self._all if entry.pref not in self.off and (self.renamed or not entry.renamed))

    @cached_property
    def preferred_forms(self) -> frozenset[str]:
        """Every name as the chosen style writes it."""
        return frozenset(self.preferred.get(entry.pref, entry.pref) for entry in self.every)

    @cached_property
    def preferred(self) -> Mapping[str, str]:
        """What the style, and the user over it, write instead of the authority file's preferred form."""
        style = self.styles.get(self.style)
        return {**(style.prefer if style else {}), **self.prefer}

    @cached_property
    def authority(self) -> Authority:
        """All entries, prepared for finding them."""
        return Authority(self.every, self.preferred, self.given_names)

    @cached_property
    def common_words(self) -> frozenset[str]:
        """The words of ``common``."""
        return frozenset(self.common.split())

    def examples(self) -> Iterable[stage.Example]:
        """The proofs of the entries, which hold in style ``house``."""
        for entry in self.every if self.style == "house" and not self.prefer else ():
            for before, after in entry.changes.items():
                yield stage.Example(f"spellings/{entry.pref}", before, after)
            for kept in entry.keeps:
                yield stage.Example(f"spellings/{entry.pref}", kept, None)

    def manner(self, year: int) -> Manner:
        """What decides whose a name is, for a document of this year (0 where it is not known)."""
        titles = frozenset(title.lower() for title in self.titles)
        return Manner(self.contexts, self.mentions, titles, self.common_words, self.hashtags, year)


def find(doc: Document, rules: Rules) -> Iterable[Edit | Fact]:
    """Edits of title and text; and a fact ``undecided`` for each name that nothing around it decides."""
    if doc.fields.get("language", "en") != "en":
        return
    title = doc.fields.get("title", "")
    prose = Prose(f"{title}\n\n{doc.text}" if title else doc.text, rules.authority.alike)
    hits = rules.authority.hits(prose)
    if any(hit.form.after != hit.form.label or hit.form.given for hit in hits):
        year = doc.fields.get("date", "")[:4]
        names = Names(prose, hits, rules.manner(int(year) if year.isdecimal() else 0))
        yield from _findings(prose, names, hits, len(title) + 2 if title else 0)


def _findings(prose: Prose, names: Names, hits: list[Hit], body: int) -> Iterator[Edit | Fact]:
    undecided: dict[str, str] = {}
    for together in places(hits):
        judged = [(hit, names.verdict(hit)) for hit in together]
        theirs = [hit for hit, verdict in judged if verdict == "theirs"]
        if len({hit.form.after for hit in theirs}) == 1:
            yield from _edits(prose, names, theirs[0], body)
        for hit, verdict in judged:
            differs = prose.flat[hit.start : hit.end] != _written(prose, hit)
            if differs and (len(theirs) > 1 or (verdict == "undecided" and not theirs)):
                undecided.setdefault(hit.form.entry.pref, hit.form.label)
    told: list[str] = []
    for pref, label in undecided.items():
        told.append(label)
        yield Fact("undecided", ", ".join(told), f"spellings/{pref}")


def _edits(prose: Prose, names: Names, hit: Hit, body: int) -> Iterator[Edit]:
    rule = f"spellings/{hit.form.entry.pref}"
    given = names.given(hit) if hit.form.given else None
    wanted = [(hit.start, hit.end, _written(prose, hit))]
    if given and hit.form.given:
        found = prose.flat[given[0] : given[1]]
        wanted.insert(0, (*given, hit.form.given.upper() if found.isupper() else hit.form.given))
    for start, end, name in wanted:
        before, after = prose.text[start:end], _broken(prose.text[start:end], _marked(prose, name))
        if prose.flat[start:end] != name and before != after:
            field, shift = ("text", body) if start >= body else ("title", 0)
            yield Edit(Span(start - shift, end - shift, field), before, after, rule)


def _marked(prose: Prose, name: str) -> str:
    """The name with a curly apostrophe in a text that has curly ones."""
    return name.replace("'", _CURLY) if _CURLY in prose.text else name


def _written(prose: Prose, hit: Hit) -> str:
    return hit.form.written(prose.flat[hit.start : hit.end], first=begins(prose.text, hit.start))


def _broken(before: str, after: str) -> str:
    r"""The replacement with the line broken where it was.

    >>> _broken("Nizhniy\nNovgorod", "Nizhny Novgorod")
    'Nizhny\nNovgorod'
    """
    if "\n" not in before:
        return after
    word = before[: before.index("\n")].count(" ")
    words = after.split(" ")
    return " ".join(words[: word + 1]) + "\n" + " ".join(words[word + 1 :])
