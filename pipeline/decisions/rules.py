"""``configs/decisions.yaml``: all decisions of a user, applied to the findings of each stage."""

from collections.abc import Iterable, Sequence
from typing import Any

import pydantic

from pipeline import stage
from pipeline.decisions.added_edits import removals, replacements
from pipeline.decisions.decision import Decision
from pipeline.document import Document, Edit, Fact

_STAGE_OF_REMOVALS, _STAGE_OF_REPLACEMENTS = "boilerplate", "spellings"


class Rules(stage.Rules):
    """``configs/decisions.yaml``."""

    decisions: tuple[Decision, ...] = pydantic.Field(default=(), description="decisions in the order they were made")

    def apply(self, doc: Document, stage_name: str, findings: Iterable[Edit | Fact]) -> list[Edit | Fact]:
        """The findings of a stage, with a fact in place of each refused edit, and with the edits of decisions."""
        known = [decision for decision in self.decisions if decision.holds_for(doc)]
        refusals = [decision for decision in known if decision.action == "refuse"]
        kept = [_refused(finding, doc, refusals) for finding in findings]
        if stage_name == _STAGE_OF_REMOVALS:
            kept += removals(doc, kept, [decision for decision in known if decision.action == "remove"])
        if stage_name == _STAGE_OF_REPLACEMENTS:
            kept += replacements(doc, kept, [decision for decision in known if decision.action == "replace"])
        return kept

    def cleaning(self, doc: Document) -> Decision | None:
        """The decision that a document is cleaned although a stage would set it aside, if there is one."""
        return next((each for each in self.decisions if each.action == "clean" and each.holds_for(doc)), None)

    def for_stage(self, doc: Document, rules: Any) -> Any:
        """The rules of a stage for a document: of extraction, with the blocks that decisions keep."""
        wanted = tuple(each.before for each in self.decisions if each.action == "keep" and each.holds_for(doc))
        if not wanted or "kept_blocks" not in type(rules).model_fields:
            return rules
        return rules.model_copy(update={"kept_blocks": (*rules.kept_blocks, *wanted)})

    def last_findings(self, doc: Document) -> list[Edit | Fact]:
        """The fields that decisions set, and the lines they remove that have their form only after all stages."""
        known = [decision for decision in self.decisions if decision.holds_for(doc)]
        chosen = [decision for decision in known if decision.action == "set"]
        facts = [Fact(decision.field, decision.after, f"decisions/{decision.id}") for decision in chosen]
        lines = [decision for decision in known if decision.action == "remove"]
        return [*facts, *removals(doc, (), lines, with_gap=True)]


def _refused(finding: Edit | Fact, doc: Document, refusals: Sequence[Decision]) -> Edit | Fact:
    if isinstance(finding, Edit):
        text = doc.fields.get(finding.span.field, "")
        decision = next((each for each in refusals if each.matches(finding, text)), None)
        if decision:
            return Fact(
                "refused", f"{finding.rule}: {finding.before!r} -> {finding.after!r}", f"decisions/{decision.id}"
            )
    return finding
