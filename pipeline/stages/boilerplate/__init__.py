"""Boilerplate removal: find the lines, and ends of lines, that are not part of the article.

1. Rules (``boilerplate/<id>``): lines, ends of lines, and headings with their lists that are boilerplate on any site;
   exact copies of the line above, and of quoted posts (``boilerplate/repeated-line``).
2. Templates (``boilerplate/template:<source>``): lines that recur on the pages of one source, learned from them.
3. The line classifier (``boilerplate/classifier:<probability>``), where rules found anything. It removes no line of a
   quoted post, and does not depend on templates.
4. A document that is nothing but boilerplate, or nearly, is set aside: it may be something else, misread.
"""

from collections.abc import Iterable, Iterator, Sequence

from pipeline.document import Document, Edit, Span
from pipeline.errors import Unreadable
from pipeline.stages.boilerplate import classifier_decision, site_templates
from pipeline.stages.boilerplate.content_range import TITLE_POSITION, ContentRange
from pipeline.stages.boilerplate.posts import post_lines
from pipeline.stages.boilerplate.repeated_lines import RULE as REPEATED_LINE
from pipeline.stages.boilerplate.rule_removal import remove_by_rules, rule_lines
from pipeline.stages.boilerplate.schema import Rules, without_learned
from pipeline.stages.boilerplate.site_templates import DocumentTemplates
from pipeline.text.lines import Line, ascii_punctuation, count_words

__all__ = ["Rules", "find", "find_anyway", "without_learned"]

Cut = tuple[int, int, str]
"""Start and end of a part of a line, and the rule that removes it."""


def find(doc: Document, rules: Rules) -> Iterator[Edit]:
    """The boilerplate of the text and the title, as edits. Raises Unreadable where next to nothing would be left."""
    lines = rule_lines(doc.text, rules)
    templates = rules.template_index.for_document(doc)
    removed, content = remove_by_rules(lines, rules)
    by_classifier = _removed_by_classifier(doc, lines, removed, rules)
    if templates:
        removed |= site_templates.template_lines(lines, removed, templates)
    removed = by_classifier | removed
    edits = [_line_edit(doc.text, lines[number], rule) for number, rule in sorted(removed.items())]
    for number in [number for number in range(len(lines)) if number not in removed]:
        cuts = _cuts(lines[number].text, number, content, rules, templates)
        rest = rules.matcher.removes_rest(_rest(lines[number].text, cuts), number, content) if cuts else None
        edits += [_line_edit(doc.text, lines[number], rest.id)] if rest else _part_edits(doc.text, lines[number], cuts)
    if edits:
        _refuse_if_suspicious(doc.text, edits, rules.suspicious_share)
    yield from edits
    yield from _title_edits(doc, rules, templates)


def _removed_by_classifier(
    doc: Document, lines: Sequence[Line], removed: dict[int, str], rules: Rules
) -> dict[int, str]:
    matched = frozenset(number for number, rule in removed.items() if rule != REPEATED_LINE)
    scores = classifier_decision.removable_lines(
        [line.text for line in lines],
        matched,
        rules.classifier,
        bylines=rules.bylines,
        title=doc.fields.get("title", ""),
    )
    posts = post_lines(lines) if scores else frozenset[int]()
    return {number: f"classifier:{score:.2f}" for number, score in scores.items() if number not in posts}


def _repeated_half(text: str, line: Line) -> Iterator[Edit]:
    """The rest of a line of which the rules saw one half."""
    start = line.text_start + len(line.text)
    end = start + len(text[start : line.end].split("\n", maxsplit=1)[0].rstrip())
    if end > start:
        yield Edit(Span(start, end), text[start:end], "", f"boilerplate/{REPEATED_LINE}")


def _line_edit(text: str, line: Line, rule: str) -> Edit:
    return Edit(Span(line.start, line.end), text[line.start : line.end], "", f"boilerplate/{rule}")


def _part_edits(text: str, line: Line, cuts: Iterable[Cut]) -> Iterator[Edit]:
    for start, end, rule in cuts:
        if start == 0 and end == len(line.text):
            yield _line_edit(text, line, rule)
            return
        span = Span(line.text_start + start, line.text_start + end)
        yield Edit(span, text[span.start : span.end], "", f"boilerplate/{rule}")
    yield from _repeated_half(text, line)


def find_anyway(_doc: Document, _rules: Rules) -> tuple[Edit, ...]:
    """Nothing: the text of a document that ``find`` sets aside is kept as it is."""
    return ()


def _cuts(words: str, number: int, content: ContentRange, rules: Rules, templates: DocumentTemplates) -> list[Cut]:
    by_rules = [(start, end, rule.id) for start, end, rule in rules.matcher.cuts(words, number, content)]
    return by_rules or list(site_templates.template_cuts(words, templates))


def _rest(words: str, cuts: Iterable[Cut]) -> str:
    for start, end, _ in sorted(cuts, reverse=True):
        words = words[:start] + words[end:]
    return words.strip()


def _title_edits(doc: Document, rules: Rules, templates: DocumentTemplates) -> Iterator[Edit]:
    title = doc.fields.get("title", "")
    for start, end, rule in _cuts(ascii_punctuation(title), 0, TITLE_POSITION, rules, templates):
        if end - start < len(title):
            yield Edit(Span(start, end, "title"), title[start:end], "", f"boilerplate/{rule}")


def _refuse_if_suspicious(text: str, edits: Sequence[Edit], limit: float) -> None:
    if sum(len(edit.before.split()) for edit in edits) == len(text.split()):
        raise Unreadable(
            "boilerplate/nothing-left",
            "every line of the text is boilerplate",
            "Look at the page; if it is an article, scrape it again.",
        )
    words, removed = count_words(text), sum(count_words(edit.before) for edit in edits)
    if removed > limit * words:
        raise Unreadable(
            "boilerplate/suspicious",
            f"{removed} of {words} words look like boilerplate",
            "Look at the page; raise suspicious_share in boilerplate.yaml if it is an article.",
        )
