"""Documents as learning reads them: after the boilerplate rules alone, and as a run would write them."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from pipeline.document import Document
from pipeline.errors import Unreadable
from pipeline.stage import stage_name
from pipeline.stages import STAGES, boilerplate, language, spellings

_LEARNED = ("boilerplate/classifier:", "boilerplate/template:")
"""Rules that judge lines by what is typical: evidence is collected without them."""


class Prepared(NamedTuple):
    """A document without the lines that rules remove; and without all boilerplate, its known names unified."""

    by_rules: Document
    clean: Document


def prepare(docs: Iterable[Document], rules: Mapping[str, Any]) -> Iterator[Prepared]:
    """Each raw document after both; unreadable ones are skipped."""
    for doc in docs:
        try:
            yield _prepare(doc, rules)
        except Unreadable:
            continue


def _prepare(doc: Document, rules: Mapping[str, Any]) -> Prepared:
    for stage in STAGES[: STAGES.index(boilerplate)]:
        doc = doc.take(stage_name(stage), stage.find(doc, rules[stage_name(stage)]))
    edits = list(boilerplate.find(doc, rules["boilerplate"]))
    by_rules = doc.take("boilerplate", [edit for edit in edits if not edit.rule.startswith(_LEARNED)])
    clean = doc.take("boilerplate", edits)
    for later in (language, spellings):
        clean = clean.take(stage_name(later), later.find(clean, rules[stage_name(later)]))
    return Prepared(by_rules, clean)
