"""A user's decision on edits. It outranks every rule and the classifier.

A decision refuses an edit (the text stays as it was), removes a line, keeps a block of a page that extraction leaves
out, replaces words, or sets a field (the title). It holds for one place, one document, one site, or everywhere.
``clean`` cleans a document that a stage would set aside. ``accept`` and ``ignore`` change nothing: they note that a
person looked.

Decisions are not part of the digest of the rules: a new one cleans only the documents that it can touch.
"""

from collections.abc import Sequence
from functools import cached_property
from hashlib import sha256
from typing import Literal

import pydantic

from pipeline.document import Document, Edit, Span

Action = Literal["accept", "refuse", "remove", "keep", "replace", "set", "clean", "ignore"]
_CONTEXT = 24  # characters on either side that identify a place
_FIELDS = ("title", "author", "date")
_REFUSING_STAGES = ("charset", "extract", "boilerplate")
_WITHOUT_TEXT = ("charset/empty", "charset/binary", "extract/empty", "extract/broken-json")


class Decision(pydantic.BaseModel):
    """One decision: what, where, why, when, and by whom if known."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, defer_build=True)

    action: Action = pydantic.Field(
        description="accept or refuse an edit, remove a line, keep a block, replace words, set a field, clean or "
        "ignore a document"
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
        if self.action in ("refuse", "remove", "keep") and not (self.before or self.after):
            raise ValueError(f"{self.action} needs `before`: the text of the edit or the line")
        if self.action == "replace" and not (self.before.strip() and self.after.strip()):
            raise ValueError("replace needs `before` and `after`: the words, and what is written instead")
        if self.action == "set" and (self.field not in _FIELDS or not self.document):
            raise ValueError(f"set needs `document` and a `field`: one of {', '.join(_FIELDS)}")
        if self.action in ("clean", "ignore", "keep") and not self.document:
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


def can_be_cleaned(rule: str) -> bool:
    """Whether a document that ``rule`` sets aside has text, so that it can be cleaned all the same.

    >>> can_be_cleaned("extract/paywall"), can_be_cleaned("charset/binary"), can_be_cleaned("reader/suffix")
    (True, False, False)
    """
    return rule.partition("/")[0] in _REFUSING_STAGES and rule not in _WITHOUT_TEXT


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
