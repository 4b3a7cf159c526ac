"""Spellings: one spelling for each name, by an authority file and a house style (Kiev -> Kyiv).

Only English text is changed: the preferred forms are those of the English press. The context decides whether a label is
the name (see ``disambiguation``); where it does not, the text is left alone and a fact ``undecided`` lists the label.
"""

from collections.abc import Iterable, Iterator

from pipeline.document import Document, Edit, Fact, Span
from pipeline.stages.spellings.authority_matcher import LabelMatch
from pipeline.stages.spellings.disambiguation import Disambiguation, by_span
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
        yield from _findings(view, decisions, matches, len(title) + 2 if title else 0)


def _findings(
    view: TokenView, decisions: Disambiguation, matches: list[LabelMatch], body: int
) -> Iterator[Edit | Fact]:
    """``body`` is the position at which the text begins in the view, after the title."""
    undecided: dict[str, str] = {}  # preferred form -> label
    for together in by_span(matches):
        if not any(_differs(view, decisions, match) for match in together):
            continue
        decided = [(match, decisions.decide(match)) for match in together]
        accepted = [match for match, decision in decided if decision == "entry"]
        replacements = {_replacement(view, match) for match in accepted}
        if len(replacements) == 1:
            yield from _edits(view, decisions, accepted[0], body)
        for match, decision in decided:
            ambiguous = len(replacements) > 1 or (decision == "undecided" and not replacements)
            if ambiguous and _differs(view, decisions, match):
                undecided.setdefault(match.label.entry.pref, match.label.text)
    labels: list[str] = []
    for pref, label in undecided.items():
        labels.append(label)
        yield Fact("undecided", ", ".join(labels), f"spellings/{pref}")


def _differs(view: TokenView, decisions: Disambiguation, match: LabelMatch) -> bool:
    if view.flat[match.start : match.end] != _replacement(view, match):
        return True
    given_span = decisions.mentions.given_name_span(match) if match.label.given_name else None
    return given_span is not None and view.flat[slice(*given_span)].lower() != match.label.given_name.lower()


def _edits(view: TokenView, decisions: Disambiguation, match: LabelMatch, body: int) -> Iterator[Edit]:
    rule, given_name = f"spellings/{match.label.entry.pref}", match.label.given_name
    given_span = decisions.mentions.given_name_span(match) if given_name else None
    wanted = [(match.start, match.end, _replacement(view, match))]
    if given_span:
        capitals = view.flat[slice(*given_span)].isupper()
        wanted.insert(0, (*given_span, given_name.upper() if capitals else given_name))
    for start, end, name in wanted:
        before = view.text[start:end]
        after = _keep_line_break(before, _with_apostrophes_of(view, name))
        if view.flat[start:end] != name and before != after:
            field, shift = ("text", body) if start >= body else ("title", 0)
            yield Edit(Span(start - shift, end - shift, field), before, after, rule)


def _with_apostrophes_of(view: TokenView, name: str) -> str:
    """The name with a curly apostrophe in a text that has curly ones."""
    return name.replace("'", _CURLY_APOSTROPHE) if _CURLY_APOSTROPHE in view.text else name


def _replacement(view: TokenView, match: LabelMatch) -> str:
    found = view.flat[match.start : match.end]
    return match.label.replacement(found, sentence_start=may_begin_sentence(view.text, match.start))


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
