"""The canonical form: blanks, controls, line ends and the punctuation that scrapers leave broken.

The kinds of mends, in the order tried, are the names in ``KINDS``; ``configs/layout.yaml`` switches and proves them.
One search of a text tells which kinds can apply, for most texts none. Those are made one after another until none finds
anything, and what they did together is said as edits of the text as it stood: a second pass finds nothing.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache, cached_property
from typing import NamedTuple

import pydantic

from pipeline import stage
from pipeline.document import Document, Edit, Fact, Span
from pipeline.document.edits import apply
from pipeline.stages.layout import paragraph_breaks, punctuation, whitespace
from pipeline.stages.layout.edit_composition import compose
from pipeline.stages.layout.whitespace import Change, Words
from pipeline.text.patterns import PatternSet


class Mend(NamedTuple):
    """How a kind of mend finds its changes, and a pattern (for re2) without which it finds none."""

    screen: str
    find: Callable[[str, Words], Iterator[Change]]


_BLANK = r"[\t \x{a0}\x{1680}\x{2000}-\x{200a}\x{202f}\x{205f}\x{3000}]"
_INVISIBLE = (
    r"[\x00-\x08\x0e-\x1f\x7f-\x{84}\x{86}-\x{9f}\x{ad}\x{61c}\x{180e}\x{200b}-\x{200f}\x{202a}-\x{202e}"
    r"\x{2060}-\x{206f}\x{feff}\x{fff9}-\x{fffc}]"
)
KINDS: Mapping[str, Mend] = {
    "hyphenated": Mend(
        r"\pL(?:-|\x{ad})[ \n]+\pL", paragraph_breaks.hyphenated
    ),  # govern-, line end, ment -> government
    "initial": Mend(r"(?-i:(?:\A|\n)[A-Z] \p{Ll}{3})", paragraph_breaks.initials),  # T housands -> Thousands
    "invisible": Mend(_INVISIBLE, whitespace.invisible),  # soft hyphens, zero-width blanks, controls
    "separator": Mend(r"[\x0b\x0c\x{85}\x{2028}\x{2029}]", whitespace.separators),  # form feed -> line end
    "no-break": Mend(r"[\x{a0}\x{2009}\x{202f}]", whitespace.no_break),  # no-break blank -> blank
    "blanks": Mend(rf"{_BLANK}{{2}}|[\t\x{{1680}}\x{{2000}}-\x{{200a}}\x{{205f}}]", whitespace.runs),  # two -> one
    "edge": Mend(rf"{_BLANK}(?:\n|\z)|(?:\A|\n){_BLANK}", whitespace.edges),  # blanks at either end of a line
    "torn-entity": Mend(
        r"&;|&\pL{2,8}(?:[^\w;]|\z)", punctuation.torn_entities
    ),  # allies &; partners -> allies & partners
    "doubled-stop": Mend(r"[.!?\x{2026}] +\.", punctuation.doubled_stop),  # in Ukraine. . -> in Ukraine.
    "lone-mark": Mend(r"\n[.,](?:\n|\z)", punctuation.lone_mark),  # a line of a full stop alone
    "doubled-comma": Mend(r", *,", punctuation.doubled_comma),  # said,, -> said,
    "doubled-quotes": Mend(r'\x{201c}{2}|\x{201d}{2}|""', punctuation.doubled_quotes),
    "before-stop": Mend(r" [.,](?:[\s\x{201d})\]]|\z)", punctuation.before_stop),  # he said , -> he said,
    "before-mark": Mend(r"\pL +[;:!?]", punctuation.before_mark),  # he said : -> he said:
    "before-closing": Mend(r" [\x{201c}\x{201d})\]]", punctuation.before_closing),  # (he said ) -> (he said)
    "before-s": Mend(r" ['\x{2019}]s[\s.,;:!?)]", punctuation.before_s),  # Kyiv 's -> Kyiv's
    "after-opening": Mend(r"[(\[\x{bf}\x{a1}\x{201c}\x{201e}] ", punctuation.after_opening),  # ( he said) -> (he said)
    "after-stop": Mend(
        r"(?-i:\pL[.!?]\p{Lu}\p{Ll}|[.!?,]\x{201d}\pL)", punctuation.after_stop
    ),  # said.The -> said. The
    "wrapped": Mend(r"[^\n]\n[^\n]", paragraph_breaks.unwrapped),
    "cut-paragraph": Mend(r"(?-i:[\p{Ll},]\n+\p{Ll})", paragraph_breaks.cut),
    "paragraph": Mend(r"[^\n]\n[^\n]", paragraph_breaks.breaks),  # one line end -> an empty line
    "gap": Mend(r"\n{3}|\A\n|\n\z", whitespace.gaps),  # three line ends -> two
    "composed": Mend("", whitespace.composed),  # e, combining acute -> one letter
    "title-line": Mend(r"\n", whitespace.one_line),
}
_OF_TEXT = tuple(name for name in KINDS if name != "title-line")
_OF_LINES = {"hyphenated", "initial", "lone-mark", "wrapped", "cut-paragraph", "paragraph", "gap"}
_OF_TITLE = tuple(name for name in KINDS if name not in _OF_LINES)
_ROUNDS = 20  # few texts need more than three


class Kind(pydantic.BaseModel):
    """One kind of mend: whether it is made, in which languages only, in which not, and its proofs."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    id: str
    on: bool = True
    languages: tuple[str, ...] = ()
    but: tuple[str, ...] = ()
    mends: tuple[tuple[str, str], ...] = ()
    keeps: tuple[str, ...] = ()

    @pydantic.field_validator("id")
    @classmethod
    def known(cls, name: str) -> str:
        """The id itself, which is one of ``KINDS``."""
        if name not in KINDS:
            raise ValueError(f"no kind of mend is called {name!r}; there are {', '.join(KINDS)}")
        return name

    def speaks(self, language: str) -> bool:
        """Whether the kind is for a language."""
        return language not in self.but and (not self.languages or language in self.languages)

    def examples(self) -> Iterator[stage.Example]:
        """What stands beside the kind as mended and as kept."""
        language, field = next(iter(self.languages), "en"), "title" if self.id == "title-line" else "text"
        for before, after in (*self.mends, *((text, None) for text in self.keeps)):
            yield stage.Example(f"layout/{self.id}", before, after, field, language)


class Rules(stage.Rules):
    """What ``configs/layout.yaml`` may hold; it says there what each means."""

    kinds: tuple[Kind, ...] = ()
    entities: Mapping[str, str] = {}
    beginnings: Mapping[str, tuple[str, ...]] = {}
    unfinished: Mapping[str, tuple[str, ...]] = {}
    conjunctions: Mapping[str, tuple[str, ...]] = {}

    @cached_property
    def by_name(self) -> Mapping[str, Kind]:
        """The kinds that are on."""
        return {kind.id: kind for kind in self.kinds if kind.on}

    def words(self, language: str) -> Words:
        """What the rules know of the words of a language."""
        lists = (self.beginnings, self.unfinished, self.conjunctions)
        begin, end, join = (frozenset(words.get(language, ())) for words in lists)
        return Words(self.entities, begin, end, join, language)

    def examples(self) -> Iterable[stage.Example]:
        """The proofs of all kinds."""
        return [example for kind in self.kinds for example in kind.examples()]


def find(doc: Document, rules: Rules) -> Iterable[Edit | Fact]:
    """The edits that bring text and title into the canonical form."""
    language = doc.fields.get("language", "")
    kinds = {name for name, kind in rules.by_name.items() if kind.speaks(language)}
    return [
        edit
        for field, names in (("text", _OF_TEXT), ("title", _OF_TITLE))
        if field in doc.fields
        for edit in _mended(doc.fields[field], field, [name for name in names if name in kinds], rules.words(language))
    ]


def _mended(text: str, field: str, kinds: list[str], words: Words) -> list[Edit]:
    """The edits that make of a text what all the kinds together make of it, one after another, until none finds any."""
    done: list[Edit] = []
    for _ in range(_ROUNDS):
        before, likely = text, _likely(text)
        for kind in kinds:
            found = list(_found(text, field, kind, words)) if kind in likely else []
            if found:
                done, text = compose(text, done, found), apply(text, found)
        if text == before:
            break
    return done


def _found(text: str, field: str, kind: str, words: Words) -> Iterator[Edit]:
    for start, end, after in KINDS[kind].find(text, words):
        if text[start:end] != after:
            yield Edit(Span(start, end, field), text[start:end], after, f"layout/{kind}")


def _likely(text: str) -> set[str]:
    """The kinds whose screen finds something in the text."""
    names, screens = _screens()
    likely = {names[place] for place in screens.matches(text)}
    return likely if unicodedata.is_normalized("NFC", text) else {*likely, "composed"}


@cache
def _screens() -> tuple[list[str], PatternSet]:
    screened = {name: mend.screen for name, mend in KINDS.items() if mend.screen}
    return list(screened), PatternSet(list(screened.values()), at="within")
