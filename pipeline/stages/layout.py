"""The canonical form: blanks, controls, line ends and the punctuation that scrapers leave broken.

The kinds of mends, in the order tried, are the names in ``KINDS``; ``configs/layout.yaml`` switches and proves them.
They are made one after another until none finds anything, and what they did together is said as edits of the text as it
stood. So a second pass finds nothing.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property

import pydantic

from pipeline import blanks, marks, paragraphs, stage
from pipeline.blanks import Change
from pipeline.composing import compose
from pipeline.document import Document, Fact
from pipeline.edits import Edit, Span, apply

KINDS: Mapping[str, Callable[[str], Iterator[Change]]] = {
    "composed": blanks.composed,  # e, combining acute -> one letter
    "invisible": blanks.invisible,  # soft hyphens, zero-width blanks, controls
    "separator": blanks.separators,  # form feed -> line end
    "blanks": blanks.runs,  # tab, two blanks -> one blank
    "no-break": blanks.no_break,  # no-break blank -> blank
    "edge": blanks.edges,  # blanks at either end of a line
    "torn-entity": marks.torn_entities,  # allies &; partners -> allies & partners
    "doubled-stop": marks.doubled_stop,  # in Ukraine. . -> in Ukraine.
    "doubled-comma": marks.doubled_comma,  # said,, -> said,
    "doubled-quotes": marks.doubled_quotes,
    "before-stop": marks.before_stop,  # he said , -> he said,
    "before-mark": marks.before_mark,  # who ? -> who?
    "before-closing": marks.before_closing,
    "after-opening": marks.after_opening,
    "after-stop": marks.after_stop,  # he said.The -> he said. The
    "cut-paragraph": paragraphs.cut,
    "paragraph": paragraphs.breaks,  # one line end -> an empty line
    "gap": blanks.gaps,  # three line ends -> two
}
_ROUNDS = 10  # no text has been seen that needs more than three


class Kind(pydantic.BaseModel):
    """One kind of mend: whether it is made, in which languages it is not, and its proofs."""

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


class Rules(stage.Rules):
    """What ``configs/layout.yaml`` may hold."""

    kinds: tuple[Kind, ...] = ()

    @cached_property
    def by_name(self) -> Mapping[str, Kind]:
        """The kinds that are on."""
        return {kind.id: kind for kind in self.kinds if kind.on}

    def examples(self) -> Iterable[stage.Example]:
        """What stands beside each kind as mended and as kept."""
        for kind in self.kinds:
            language = next(iter(kind.languages), "en")
            yield from (
                stage.Example(f"layout/{kind.id}", before, after, language=language) for before, after in kind.mends
            )
            yield from (stage.Example(f"layout/{kind.id}", text, None, language=language) for text in kind.keeps)


def find(doc: Document, rules: Rules) -> Iterable[Edit | Fact]:
    """The edits that bring text and title into the canonical form."""
    language = doc.fields.get("language", "")
    kinds = [name for name in KINDS if name in rules.by_name and rules.by_name[name].speaks(language)]
    return [edit for name in ("text", "title") if name in doc.fields for edit in _mended(doc.fields[name], name, kinds)]


def _mended(text: str, field: str, kinds: Iterable[str]) -> list[Edit]:
    done: list[Edit] = []
    for _ in range(_ROUNDS):
        before = text
        for kind in kinds:
            found = [
                Edit(Span(start, end, field), text[start:end], after, f"layout/{kind}")
                for start, end, after in KINDS[kind](text)
                if text[start:end] != after
            ]
            if found:
                done = compose(text, done, found)
                text = apply(text, found)
        if text == before:
            break
    return done
