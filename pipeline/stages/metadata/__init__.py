"""Metadata: title, author, date and place are read from the text, and lines that say nothing else are removed.

1. ``leading_lines`` reads title, author and date; their lines are removed, and the rest is read again until nothing
   more is removed.
2. A site's name that is only in the title, and not where the text prints the headline, is removed from the title.
3. The dateline of the first report gives the place. It is article text and stays, unless the rules say otherwise.
"""

from collections.abc import Iterable, Iterator

from pipeline.document import Document, Edit, Fact, Span
from pipeline.stages.metadata.datelines import parse_dateline
from pipeline.stages.metadata.leading_lines import read_head
from pipeline.stages.metadata.schema import Rules
from pipeline.text.headline_choice import lines_before_paragraphs, site_name_span
from pipeline.text.lines import Line, split_lines

__all__ = ["Rules", "find"]


def find(doc: Document, rules: Rules) -> Iterator[Edit | Fact]:
    """Title, author, date and place as facts, and the edits that remove their lines from the text.

    The rest is read again until nothing more is removed, so that a second pass finds nothing.
    """
    head_rules = rules.head_rules(doc.fields.get("language", ""))
    known, lines = {**doc.fields}, split_lines(doc.text)
    while True:
        texts = [line.text for line in lines]
        facts, removed = read_head(texts, known, head_rules)
        yield from facts
        yield from _without_site_name(known, [texts[number] for number in removed])
        known |= {fact.field: fact.value for fact in facts}
        for number, rule in sorted(removed.items()):
            yield _removal(doc.text, lines[number].start, lines[number].end, rule)
        lines = [line for number, line in enumerate(lines) if number not in removed]
        if not removed:
            break
    yield from _place(doc, lines, rules)


def _without_site_name(known: dict[str, str], printed: Iterable[str]) -> Iterator[Edit]:
    """The edit that removes the site's name from a known title which the text prints without it."""
    title = known.get("title", "")
    for line in printed:
        span = site_name_span(title, line)
        if span:
            start, end = span
            yield Edit(Span(start, end, "title"), title[start:end], "", "metadata/title-site")
            known["title"] = title[:start] + title[end:]
            return


def _place(doc: Document, lines: list[Line], rules: Rules) -> Iterator[Edit | Fact]:
    """The place of the first dateline in the head; with ``dateline: drop`` also the edit that removes the dateline."""
    head_end = lines_before_paragraphs([line.text for line in lines]) + 1
    for line in lines[:head_end]:
        dateline = parse_dateline(line.text, not_places=rules.not_places, particles=rules.name_particles, body=doc.text)
        if dateline:
            if "place" not in doc.fields:
                yield Fact("place", dateline.place, "metadata/dateline")
            if rules.dateline == "drop":
                yield _removal(doc.text, line.text_start, line.text_start + dateline.end, "dateline")
            return


def _removal(text: str, start: int, end: int, rule: str) -> Edit:
    return Edit(Span(start, end), text[start:end], "", f"metadata/{rule}")
