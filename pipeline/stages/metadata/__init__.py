"""Metadata: title, author, date and place are read from the text, and lines that say nothing else are removed.

1. ``leading_lines`` reads title, author and date; their lines are removed, and the rest is read again until nothing
   more is removed.
2. A site's name that is only in the title, and not where the text prints the headline, is removed from the title.
3. The dateline of the first report gives the place. It is article text and stays, unless the rules say otherwise.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence

from pipeline.document import Document, Edit, Fact, Span
from pipeline.document.own_output import is_own_output
from pipeline.stages.metadata.datelines import parse_dateline
from pipeline.stages.metadata.headline_evidence import headline_evidence
from pipeline.stages.metadata.leading_lines import COPIED, read_head
from pipeline.stages.metadata.page_credits import read_page_credits
from pipeline.stages.metadata.page_lines import PageLine, page_lines
from pipeline.stages.metadata.rule_words import HeadRules
from pipeline.stages.metadata.schema import Rules
from pipeline.text.headline_choice import lines_before_paragraphs, site_name_span
from pipeline.text.lines import Line, split_lines

__all__ = ["Rules", "find"]

_MAX_LINES_TO_DATELINE = 60  # lines above the first report
_COPIED = f"metadata/{COPIED}"


def find(doc: Document, rules: Rules) -> Iterator[Edit | Fact]:
    """Title, author, date and place as facts, and the edits that remove their lines from the text.

    The rest is read again until nothing more is removed, so that a second pass finds nothing. A clean document of
    copydesk is not read at all: a page tells more than what is left of it.
    """
    if is_own_output(doc):
        return
    head_rules = rules.head_rules(doc.fields.get("language", ""))
    all_lines = split_lines(doc.text)
    page = page_lines(doc, all_lines)
    headings = [number for number, line in enumerate(all_lines) if doc.text.startswith("#", line.start)]
    evidence = headline_evidence(page, head_rules, headings)
    positions = {line.number: index for index, line in enumerate(page) if line.number is not None}
    known, numbers = {**doc.fields}, list(range(len(all_lines)))
    copied, page_read = _was_copied(doc), False
    while True:
        texts = [all_lines[number].text for number in numbers]
        facts, removed = read_head(texts, known, head_rules, evidence.of(numbers), keep_title_lines=copied)
        if not removed and not page_read:
            page_read = True
            facts += _page_credits(page, known | {fact.field: fact.value for fact in facts}, head_rules)
        elif not removed:
            break
        yield from facts
        yield from _without_site_name(known, [texts[index] for index in removed])
        copied = copied or any(fact.rule == _COPIED for fact in facts)
        known |= {fact.field: fact.value for fact in facts}
        for index, rule in sorted(removed.items()):
            line = all_lines[numbers[index]]
            yield _removal(doc.text, line.start, line.end, rule)
        numbers = [number for index, number in enumerate(numbers) if index not in removed]
        copies = _new_copies(numbers, all_lines, positions)
        for number in copies:
            yield _removal(doc.text, all_lines[number].start, all_lines[number].end, "repeated-line")
        numbers = [number for number in numbers if number not in copies]
    yield from _place(doc, [all_lines[number] for number in numbers], rules, head_rules)


def _new_copies(numbers: Sequence[int], lines: Sequence[Line], positions: Mapping[int, int]) -> set[int]:
    """The lines that are copies of the line above since the lines between the two on the page were removed."""
    copies: set[int] = set()
    above = -1
    for number in numbers:
        adjacent_lines = above >= 0 and positions[number] - positions[above] == 1
        if above >= 0 and not adjacent_lines and lines[number].text == lines[above].text:
            copies.add(number)
        else:
            above = number
    return copies


def _was_copied(doc: Document) -> bool:
    """Whether the title is a copy of a line that stays: an earlier pass of this stage copied it."""
    findings = (finding for step in doc.steps for finding in step.findings)
    return any(isinstance(finding, Fact) and finding.rule == _COPIED for finding in findings)


def _page_credits(page: list[PageLine], known: dict[str, str], rules: HeadRules) -> Iterator[Fact]:
    """Author and date that the lines left in the text do not tell."""
    missing = {"author", "date"} - {*known}
    if missing:
        found = read_page_credits(page, known.get("title", ""), rules.words)
        for field, value in found._asdict().items():
            if value and field in missing:
                yield Fact(field, value, f"metadata/page-{field}")


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


def _place(doc: Document, lines: list[Line], rules: Rules, head_rules: HeadRules) -> Iterator[Edit | Fact]:
    """The place of the first dateline in the head; with ``dateline: drop`` also the edit that removes the dateline."""
    lines = lines[:_MAX_LINES_TO_DATELINE]
    head_end = lines_before_paragraphs([line.text for line in lines]) + 1
    for line in lines[:head_end]:
        dateline = parse_dateline(
            line.text,
            not_places=rules.not_places,
            particles=rules.name_particles,
            byline_openers=head_rules.words.bylines.openers,
            body=doc.text,
        )
        if dateline:
            if "place" not in doc.fields:
                yield Fact("place", dateline.place, "metadata/dateline")
            if rules.dateline == "drop":
                yield _removal(doc.text, line.text_start, line.text_start + dateline.end, "dateline")
            return


def _removal(text: str, start: int, end: int, rule: str) -> Edit:
    return Edit(Span(start, end), text[start:end], "", f"metadata/{rule}")
