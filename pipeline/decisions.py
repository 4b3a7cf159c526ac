"""A user's decisions on edits: ``configs/decisions.yaml``, which outranks every rule and the classifier.

A decision refuses an edit (the text stays as it was), removes a line, or sets a field such as the title. It holds for
one place, one document, one site, or everywhere. ``clean`` keeps the text of a document that boilerplate would
set aside. ``accept`` and ``ignore`` change nothing: they note that a person looked.

Decisions are not part of the digest of the rules: a new one cleans only the documents that it can touch.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from hashlib import sha256
from typing import Literal

import pydantic

from pipeline import stage
from pipeline.document import Document, Edit, Fact, Span
from pipeline.errors import Unreadable

Action = Literal["accept", "refuse", "remove", "set", "clean", "ignore"]
_STAGE_OF_REMOVALS = "boilerplate"
_CONTEXT = 24  # characters on either side that identify a place
_FIELDS = ("title", "author", "date")


class Decision(pydantic.BaseModel):
    """One decision: what, where, why, when, and by whom if known."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    action: Action = pydantic.Field(
        description="accept or refuse an edit, remove a line, set a field, clean or ignore what was set aside"
    )
    rule: str = pydantic.Field(default="", description="rule of the edit, such as `typos/recieve`; empty for any rule")
    before: str = pydantic.Field(default="", description="text that the edit replaces, or the line to remove")
    after: str = pydantic.Field(default="", description="text that the edit writes, or the value of the field to set")
    field: str = pydantic.Field(default="text", description="field of the edit, or the field to set")
    document: str = pydantic.Field(default="", description="source of the only document it holds for")
    site: str = pydantic.Field(default="", description="host or folder of the only site it holds for")
    left: str = pydantic.Field(default="", description="text before the only place it holds for")
    right: str = pydantic.Field(default="", description="text behind that place")
    exceptions: tuple[str, ...] = pydantic.Field(default=(), alias="except", description="sources it does not hold for")
    why: str = pydantic.Field(default="", description="reason, for people")
    when: str = pydantic.Field(default="", description="date of the decision")
    by: str = pydantic.Field(default="", description="who decided")

    @pydantic.model_validator(mode="after")
    def _complete(self) -> "Decision":
        if self.action in ("refuse", "remove") and not (self.before or self.after):
            raise ValueError(f"{self.action} needs `before`: the text of the edit or the line")
        if self.action == "set" and (self.field not in _FIELDS or not self.document):
            raise ValueError(f"set needs `document` and a `field`: one of {', '.join(_FIELDS)}")
        if self.action in ("clean", "ignore") and not self.document:
            raise ValueError(f"{self.action} needs `document`")
        return self

    @cached_property
    def id(self) -> str:
        """A short digest of what is decided and where."""
        parts = (self.action, self.rule, self.before, self.after, self.field, self.document, self.site)
        return sha256("\0".join((*parts, self.left, self.right)).encode()).hexdigest()[:10]

    def holds_for(self, doc: Document) -> bool:
        """Whether it holds for a document."""
        return self.holds_for_source(doc.source, site_of(doc.source, doc.fields.get("url", "")))

    def holds_for_source(self, source: str, site: str) -> bool:
        """Whether it holds for the document of this source and site."""
        if source in self.exceptions or (self.document and self.document != source):
            return False
        return not self.site or self.site == site

    def matches(self, edit: Edit, text: str) -> bool:
        """Whether an edit of ``text`` is the one decided on."""
        same = (edit.before.strip(), edit.after.strip()) == (self.before.strip(), self.after.strip())
        if not same or edit.span.field != self.field or (self.rule and self.rule != rule_id(edit.rule)):
            return False
        left, right = context(text, edit.span)
        return (not self.left or left.endswith(self.left)) and (not self.right or right.startswith(self.right))


class Rules(stage.Rules):
    """``configs/decisions.yaml``."""

    decisions: tuple[Decision, ...] = pydantic.Field(default=(), description="decisions in the order they were made")

    def apply(self, doc: Document, stage_name: str, findings: Iterable[Edit | Fact]) -> list[Edit | Fact]:
        """The findings of a stage without refused edits, with a fact on record for each, and with lines to remove.

        Raises Unreadable as the stage does, unless a decision says that the document is to be cleaned all the same.
        """
        findings = self._despite(doc, stage_name, findings)
        known = [decision for decision in self.decisions if decision.holds_for(doc)]
        refusals = [decision for decision in known if decision.action == "refuse"]
        kept = [_refused(finding, doc, refusals) for finding in findings]
        if stage_name == _STAGE_OF_REMOVALS:
            kept += _removals(doc, kept, [decision for decision in known if decision.action == "remove"])
        return kept

    def _despite(self, doc: Document, stage_name: str, findings: Iterable[Edit | Fact]) -> list[Edit | Fact]:
        try:
            return list(findings)
        except Unreadable as why:
            wanted = (each for each in self.decisions if each.action == "clean" and each.holds_for(doc))
            decision = next(wanted, None) if stage_name == _STAGE_OF_REMOVALS else None
            if decision is None:
                raise
            return [Fact("refused", f"{why.rule}: {why.reason}", f"decisions/{decision.id}")]

    def facts(self, doc: Document) -> list[Fact]:
        """The fields that decisions set."""
        chosen = [decision for decision in self.decisions if decision.action == "set" and decision.holds_for(doc)]
        return [Fact(decision.field, decision.after, f"decisions/{decision.id}") for decision in chosen]


def rule_id(rule: str) -> str:
    """A rule without the confidence or source behind its colon.

    >>> rule_id("boilerplate/classifier:0.97")
    'boilerplate/classifier'
    """
    return rule.partition(":")[0]


def site_of(source: str, url: str) -> str:
    """The site a document is from: the host of its URL, else the first folder of its path, else empty.

    >>> site_of("harbour/a.html", "https://www.harbour.example/a"), site_of("harbour/a.html", "")
    ('harbour.example', 'harbour')
    """
    host = url.partition("://")[2].partition("/")[0].rpartition("@")[2].lower()
    return host.removeprefix("www.") or (source.partition("/")[0] if "/" in source else "")


def context(text: str, span: Span) -> tuple[str, str]:
    """The text on either side of a span, which identifies its place."""
    return text[max(0, span.start - _CONTEXT) : span.start], text[span.end : span.end + _CONTEXT]


def changed(old: Sequence[Decision], new: Sequence[Decision]) -> list[Decision]:
    """The decisions that act on text and are in one of two lists only."""
    before, after = ({decision.id: decision for decision in each} for each in (old, new))
    different = [before[key] for key in before.keys() - after.keys()]
    different += [new for key, new in after.items() if key not in before or before[key].exceptions != new.exceptions]
    return sorted((each for each in different if each.action not in ("accept", "ignore")), key=lambda each: each.id)


def _refused(finding: Edit | Fact, doc: Document, refusals: Sequence[Decision]) -> Edit | Fact:
    if isinstance(finding, Edit):
        text = doc.fields.get(finding.span.field, "")
        decision = next((each for each in refusals if each.matches(finding, text)), None)
        if decision:
            return Fact(
                "refused", f"{finding.rule}: {finding.before!r} -> {finding.after!r}", f"decisions/{decision.id}"
            )
    return finding


def _removals(doc: Document, findings: Sequence[Edit | Fact], decisions: Sequence[Decision]) -> Iterator[Edit]:
    taken = [finding.span for finding in findings if isinstance(finding, Edit) and finding.span.field == "text"]
    wanted: Mapping[str, Decision] = {decision.before.strip(): decision for decision in decisions}
    start = 0
    for line in doc.text.splitlines(keepends=True) if wanted else ():
        span = Span(start, start + len(line))
        decision = wanted.get(line.strip()) if line.strip() else None
        if decision and not any(other.start < span.end and span.start < other.end for other in taken):
            yield Edit(span, line, "", f"decisions/{decision.id}")
        start += len(line)
