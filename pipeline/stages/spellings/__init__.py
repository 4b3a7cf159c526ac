"""Kiev becomes Kyiv: one spelling a name, by an authority file and a house style.

Only English text is touched: the preferred forms are those of the English press. What a label is where it stands is
settled by context (``naming``); where context settles nothing the text stays, and a fact says so.
"""

from collections.abc import Iterable, Iterator

from pipeline.document import Document, Edit, Fact, Span
from pipeline.stages.spellings.authority_matcher import Hit
from pipeline.stages.spellings.disambiguation import Names, places
from pipeline.stages.spellings.schema import SpellingRules
from pipeline.stages.spellings.token_view import Prose, begins

_CURLY = "\N{RIGHT SINGLE QUOTATION MARK}"


class Rules(SpellingRules):
    """Entries, styles and choices; see ``pipeline.stages.spellings.schema``."""


def find(doc: Document, rules: Rules) -> Iterable[Edit | Fact]:
    """Edits of title and text; and a fact ``undecided`` for each name that nothing around it decides."""
    if doc.fields.get("language", "en") != "en":
        return
    title = doc.fields.get("title", "")
    whole = f"{title}\n\n{doc.text}" if title else doc.text
    hits = rules.authority.hits(Prose(whole))
    if any(hit.form.after != hit.form.label or hit.form.given for hit in hits):
        year = doc.fields.get("date", "")[:4]
        prose = Prose(whole, rules.authority.alike)
        names = Names(prose, hits, rules.manner(int(year) if year.isdecimal() else 0))
        yield from _findings(prose, names, hits, len(title) + 2 if title else 0)


def _findings(prose: Prose, names: Names, hits: list[Hit], body: int) -> Iterator[Edit | Fact]:
    undecided: dict[str, str] = {}
    for together in places(hits):
        if not any(_differs(prose, names, hit) for hit in together):
            continue
        judged = [(hit, names.verdict(hit)) for hit in together]
        theirs = [hit for hit, verdict in judged if verdict == "theirs"]
        ways = {_written(prose, hit) for hit in theirs}
        if len(ways) == 1:
            yield from _edits(prose, names, theirs[0], body)
        for hit, verdict in judged:
            if _differs(prose, names, hit) and (len(ways) > 1 or (verdict == "undecided" and not ways)):
                undecided.setdefault(hit.form.entry.pref, hit.form.label)
    told: list[str] = []
    for pref, label in undecided.items():
        told.append(label)
        yield Fact("undecided", ", ".join(told), f"spellings/{pref}")


def _differs(prose: Prose, names: Names, hit: Hit) -> bool:
    if prose.flat[hit.start : hit.end] != _written(prose, hit):
        return True
    given = names.given(hit) if hit.form.given else None
    return given is not None and prose.flat[slice(*given)].lower() != hit.form.given.lower()


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
