"""Clean one document: every stage in order, corrected by the user's decisions."""

from collections.abc import Iterable, Mapping

from pipeline.decisions import Rules as Decisions
from pipeline.decisions import can_be_cleaned
from pipeline.document import Document, Edit, Fact
from pipeline.document.own_output import is_output_of
from pipeline.errors import Unreadable
from pipeline.stage import Rules, Stage, stage_name
from pipeline.stages import STAGES

_NO_DECISIONS = Decisions()
_LAST_TO_READ = "extract"  # the stage after which a document has its text


def clean(doc: Document, rules: Mapping[str, Rules], stages: Iterable[Stage] = STAGES, *, digest: str = "") -> Document:
    """Return the document after every stage, with every change recorded. ``rules`` maps stage names to their rules.

    What these rules (by ``digest``) and this version made is only read, and changed by nothing but decisions.
    A pure function of raw bytes, rules and version. Raises Unreadable if the document must be set aside.
    """
    decisions = rules.get("decisions", _NO_DECISIONS)
    assert isinstance(decisions, Decisions)  # noqa: S101 - for mypy; the schema says so
    is_clean = False
    for stage in stages:
        name = stage_name(stage)
        own = decisions.for_stage(doc, rules[name])
        findings = () if is_clean else _enabled(_find(stage, doc, own, decisions), own.off)
        doc = doc.take(name, decisions.apply(doc, name, findings))
        is_clean = is_clean or (name == _LAST_TO_READ and is_output_of(doc, digest))
    doc = doc.take("decisions", decisions.last_findings(doc))
    if not doc.text and "title" not in doc.fields:
        raise Unreadable("clean/nothing-left", "no text is left of it", "Look at the raw file; scrape it again.")
    return doc


def _find(stage: Stage, doc: Document, rules: Rules, decisions: Decisions) -> Iterable[Edit | Fact]:
    """The findings of a stage; what it refuses is cleaned all the same if a decision says so.

    A stage that sets documents aside has a second function for that, ``find_anyway``.
    """
    try:
        return list(stage.find(doc, rules))
    except Unreadable as why:
        decision = decisions.cleaning(doc)
        find_anyway = getattr(stage, "find_anyway", None)
        if decision is None or find_anyway is None or not can_be_cleaned(why.rule):
            raise
        refused = Fact("refused", f"{why.rule}: {why.reason}", f"decisions/{decision.id}")
        return [*find_anyway(doc, rules), refused]


def _enabled(findings: Iterable[Edit | Fact], off: tuple[str, ...]) -> Iterable[Edit | Fact]:
    """The findings of rules that are not switched off."""
    if not off:
        return findings
    return [finding for finding in findings if finding.rule.partition("/")[2].partition(":")[0] not in off]
