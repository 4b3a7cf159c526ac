"""A cleaned document as users of the API see it: fields, edits with context, undo."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

from pipeline.document import Document, Edit, Span, canonical, explanation, record, replay, undoing

_CONTEXT = 40  # characters on either side of an edit


class AppliedEdit(NamedTuple):
    """An edit of a cleaned document. ``span`` is in the field before the stage; ``context`` is the text around it."""

    stage: str
    rule: str
    before: str
    after: str
    span: Span
    context: tuple[str, str]


@dataclass(frozen=True, slots=True)
class CleanedDocument:
    """The result of cleaning one page. ``document`` is the record; ``rules`` is the digest of the rules.

    A field that is not known is an empty string.
    """

    document: Document
    rules: str

    @property
    def title(self) -> str:
        """The headline."""
        return self.document.fields.get("title", "")

    @property
    def text(self) -> str:
        """The article text: paragraphs separated by blank lines."""
        return self.document.text

    @property
    def date(self) -> str:
        """The date of publication as YYYY-MM-DD."""
        return self.document.fields.get("date", "")

    @property
    def authors(self) -> tuple[str, ...]:
        """The names of the authors."""
        return tuple(name for name in self.document.fields.get("author", "").split("; ") if name)

    @property
    def language(self) -> str:
        """The language as an ISO 639-1 code."""
        return self.document.fields.get("language", "")

    @property
    def url(self) -> str:
        """The address of the page."""
        return self.document.fields.get("url", "")

    @property
    def meta(self) -> dict[str, str]:
        """The unknown columns of the line or row that the page came from, by name."""
        columns = canonical.in_order(self.document.fields).items()
        return {key.removeprefix(canonical.META): value for key, value in columns if key.startswith(canonical.META)}

    @property
    def markdown(self) -> str:
        """The canonical document: front matter, title, paragraphs."""
        return record.as_markdown(self.document, self.rules)

    @property
    def edits(self) -> tuple[AppliedEdit, ...]:
        """All edits in the order in which they were applied."""
        return tuple(_applied_edits(self.document))

    def explain(self) -> str:
        """List all changes by stage, with their rules, as plain text."""
        return "\n".join("".join(text for text, _ in line) for line in explanation.lines(self.document)) + "\n"

    def undo(self, *rules: str) -> str:
        """The text without the edits of the rules, such as "typos/recieve"; without any edit if none is named.

        Later edits that overlap an undone one are undone too.
        """
        for rule in rules:
            if not isinstance(rule, str):
                raise TypeError(f"a rule must be str such as 'typos/recieve', not {type(rule).__name__}")
        return undoing.without(self.document, _matcher(rules)) if rules else self.document.extracted()

    def to_dict(self) -> dict[str, Any]:
        """The front matter, ``text`` and ``record`` as plain values."""
        front = record.front_matter(self.document, self.rules)
        return {**front, "text": self.text, "record": record.as_dict(self.document, self.rules)}


@dataclass(frozen=True, slots=True)
class Result:
    """The result for one page of ``clean_many``: a document, or the reason why there is none and its remedy."""

    source: str
    document: CleanedDocument | None = None
    rule: str = ""
    reason: str = ""
    remedy: str = ""


def _matcher(rules: tuple[str, ...]) -> Callable[[Edit], bool]:
    return lambda edit: edit.rule in rules or edit.rule.partition(":")[0] in rules


def _applied_edits(doc: Document) -> Iterator[AppliedEdit]:
    before = Document(doc.source, doc.raw, doc.kind)
    for step in doc.steps:
        for finding in step.findings:
            if isinstance(finding, Edit):
                start, end, field = finding.span
                value = before.fields[field]
                context = value[max(0, start - _CONTEXT) : start], value[end : end + _CONTEXT]
                yield AppliedEdit(step.stage, finding.rule, finding.before, finding.after, finding.span, context)
        before = replay(before, [step])
