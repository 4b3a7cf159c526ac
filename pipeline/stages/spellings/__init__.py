"""Spellings: one spelling for each name, by an authority file and a house style (Kiev -> Kyiv).

Only English text is changed: the preferred forms are those of the English press. The context decides whether a label is
the name (see ``disambiguation``); where it does not, the text is left alone and a fact ``undecided`` lists the label.
"""

from collections.abc import Iterable, Iterator

from pipeline.document import Document, Edit, Fact, Span
from pipeline.stages.spellings.authority_matcher import LabelMatch, by_span
from pipeline.stages.spellings.disambiguation import Disambiguation
from pipeline.stages.spellings.schema import SpellingRules
from pipeline.stages.spellings.token_view import TokenView, may_begin_sentence

_CURLY_APOSTROPHE = "\N{RIGHT SINGLE QUOTATION MARK}"


class Rules(SpellingRules):
    """Entries, styles and choices; see ``pipeline.stages.spellings.schema``."""


def find(doc: Document, rules: Rules) -> Iterable[Edit | Fact]:
    """Edits of title and text, and facts ``undecided`` for names that the context does not decide."""
    if doc.fields.get("language", "en") != "en":
        return
    title = doc.fields.get("title", "")
    whole = f"{title}\n\n{doc.text}" if title else doc.text
    matches = rules.authority.matches(TokenView(whole))
    if any(match.label.preferred != match.label.text or match.label.given_name for match in matches):
        year = doc.fields.get("date", "")[:4]
        view = TokenView(whole, rules.authority.variants)
        decisions = Disambiguation(view, matches, rules.settings(int(year) if year.isdecimal() else 0))
        yield from _Findings(view, decisions, rules).of(matches, len(title) + 2 if title else 0)


class _Findings:
    """The edits and facts of one text. ``view`` is its title and text, ``decisions`` says what each name means."""

    def __init__(self, view: TokenView, decisions: Disambiguation, rules: SpellingRules) -> None:
        self._view, self._decisions, self._rules = view, decisions, rules

    def of(self, matches: list[LabelMatch], body: int) -> Iterator[Edit | Fact]:
        """``body`` is the position at which the text begins in the view, after the title."""
        undecided: dict[str, str] = {}  # preferred form -> label
        for together in by_span(matches):
            if not any(map(self._differs, together)):
                continue
            decided = [(match, self._decisions.decide(match)) for match in together]
            accepted = [match for match, decision in decided if decision == "entry"]
            replacements = {self._replacement(match) for match in accepted}
            if len(replacements) == 1:
                yield from self._edits(accepted[0], body)
            for match, decision in decided:
                ambiguous = len(replacements) > 1 or (decision == "undecided" and not replacements)
                if ambiguous and self._differs(match):
                    undecided.setdefault(match.label.entry.pref, match.label.text)
        labels: list[str] = []
        for pref, label in undecided.items():
            labels.append(label)
            yield Fact("undecided", ", ".join(labels), f"spellings/{pref}")

    def _differs(self, match: LabelMatch) -> bool:
        if self._view.flat[match.start : match.end] != self._replacement(match):
            return True
        given_span = self._decisions.mentions.given_name_span(match) if match.label.given_name else None
        found = self._view.flat[slice(*given_span)] if given_span else ""
        return bool(found) and self._wanted(found, match.label.given_name, match).lower() != found.lower()

    def _edits(self, match: LabelMatch, body: int) -> Iterator[Edit]:
        view, rule, given_name = self._view, f"spellings/{match.label.entry.pref}", match.label.given_name
        given_span = self._decisions.mentions.given_name_span(match) if given_name else None
        wanted = [(match.start, match.end, self._replacement(match))]
        if given_span:
            found = view.flat[slice(*given_span)]
            name = given_name.upper() if found.isupper() else given_name
            wanted.insert(0, (*given_span, self._wanted(found, name, match)))
        for start, end, name in wanted:
            before = view.text[start:end]
            after = _keep_line_break(before, _with_apostrophes_of(view, name))
            if view.flat[start:end] != name and before != after:
                field, shift = ("text", body) if start >= body else ("title", 0)
                yield Edit(Span(start - shift, end - shift, field), before, after, rule)

    def _replacement(self, match: LabelMatch) -> str:
        found = self._view.flat[match.start : match.end]
        starts = may_begin_sentence(self._view.text, match.start)
        return self._wanted(found, match.label.replacement(found, sentence_start=starts), match)

    def _wanted(self, found: str, name: str, match: LabelMatch) -> str:
        """The name to write: what was found, where it may not be changed to ``name``."""
        return name if self._rules.is_wanted(found, name, match.label.entry) else found


def _with_apostrophes_of(view: TokenView, name: str) -> str:
    """The name with a curly apostrophe in a text that has curly ones."""
    return name.replace("'", _CURLY_APOSTROPHE) if _CURLY_APOSTROPHE in view.text else name


def _keep_line_break(before: str, after: str) -> str:
    r"""The replacement with a line break where the replaced text has one.

    >>> _keep_line_break("Nizhniy\nNovgorod", "Nizhny Novgorod")
    'Nizhny\nNovgorod'
    """
    if "\n" not in before:
        return after
    word = before[: before.index("\n")].count(" ")
    words = after.split(" ")
    return " ".join(words[: word + 1]) + "\n" + " ".join(words[word + 1 :])
