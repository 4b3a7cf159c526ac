"""Edits that decisions add to those of a stage: lines to remove, words to replace."""

import re
from collections.abc import Iterator, Mapping, Sequence

from pipeline.decisions.decision import Decision
from pipeline.document import Document, Edit, Fact, Span


def removals(
    doc: Document, findings: Sequence[Edit | Fact], decisions: Sequence[Decision], *, with_gap: bool = False
) -> Iterator[Edit]:
    """An edit for each line that a decision removes, unless another edit changes it.

    ``with_gap``: the empty line below it goes too; the layout stage, which removes it otherwise, has run.
    """
    taken = _taken(findings)
    wanted: Mapping[str, Decision] = {decision.before.strip(): decision for decision in decisions}
    start, text = 0, doc.text
    for line in text.split("\n") if wanted else ():
        end = min(start + len(line) + 1, len(text))
        decision = wanted.get(line.strip()) if line.strip() else None
        if decision:
            span = _with_gap(start, end, text) if with_gap else Span(start, end)
            if _is_free(span, taken):
                taken.append(span)
                yield Edit(span, text[span.start : span.end], "", f"decisions/{decision.id}")
        start = end


def _with_gap(start: int, end: int, text: str) -> Span:
    while end < len(text) and text[end] == "\n":
        end += 1
    while end == len(text) and start and text[start - 1] == "\n":
        start -= 1
    return Span(start, end)


def replacements(doc: Document, findings: Sequence[Edit | Fact], decisions: Sequence[Decision]) -> Iterator[Edit]:
    """An edit for each place where a decision replaces whole words, unless another edit changes it."""
    taken = _taken(findings)
    for decision in decisions:
        words = decision.before.strip()
        for found in re.finditer(rf"(?<!\w){re.escape(words)}(?!\w)", doc.text) if words in doc.text else ():
            span = Span(*found.span())
            if _is_free(span, taken):
                taken.append(span)
                yield Edit(span, found[0], decision.after.strip(), f"decisions/{decision.id}")


def _taken(findings: Sequence[Edit | Fact]) -> list[Span]:
    return [finding.span for finding in findings if isinstance(finding, Edit) and finding.span.field == "text"]


def _is_free(span: Span, taken: Sequence[Span]) -> bool:
    return not any(other.start < span.end and span.start < other.end for other in taken)
