"""Summary at the end of a run: as text for a person, and as one JSON object."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from pipeline.corpus.report import Report
from pipeline.io.asides import BUG, REQUIRED_FIELDS, Aside

_TOP_RULES = 10
_MAX_LINES = 20  # of a list; the files in CLEAN have all


def as_json(report: Report) -> str:
    """One line of JSON: documents by outcome, edits by stage, the rules with most edits, the asides."""
    data: dict[str, Any] = {
        "documents": _documents(report),
        "edits": dict(report.edits.most_common()),
        "rules": dict(_top(report.rules)),
        "undecided": dict(_top(report.undecided)),
        "sites": dict(sorted(report.sites.items())),
        "aside": [_as_dict(aside) for aside in sorted(report.asides)],
        "new_aside": report.new_asides,
        "removed": list(report.removed),
        "duplicates": report.duplicates,
        "bugs": report.bugs,
        "repaired": list(report.repaired),
        "damaged": list(report.damaged),
    }
    return json.dumps(data, ensure_ascii=False)


def _as_dict(aside: Aside) -> dict[str, str]:
    return {key: getattr(aside, key) for key in REQUIRED_FIELDS}


def _documents(report: Report) -> dict[str, int]:
    counts = {outcome: report.documents[outcome] for outcome in ("cleaned", "unchanged")}
    return {**counts, "aside": len(report.asides)}


def _top(counts: Counter[str]) -> list[tuple[str, int]]:
    """The ten largest counts; equal ones by name."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:_TOP_RULES]


def as_text(report: Report, *, list_asides: bool = True) -> Iterator[str]:
    """The summary line by line."""
    counts = _documents(report)
    yield f"{counts['cleaned']:,} cleaned, {counts['unchanged']:,} unchanged, {counts['aside']:,} set aside"
    yield from _edits(report)
    yield from _failed_site_rules(report)
    if list_asides:
        yield from _asides(report)
    yield from _removed(report)
    if report.bugs:
        yield f"bugs of copydesk: {report.bugs:,} documents are set aside as {BUG}, with tracebacks in _aside.jsonl"
    yield from _listed(report.repaired, "missing or damaged in CLEAN and cleaned again")
    yield from _listed(report.damaged, "records found damaged; the next run cleans them again")
    if report.duplicates:
        yield f"copies of other documents: {report.duplicates:,}, listed in _duplicates.jsonl"


def _edits(report: Report) -> Iterator[str]:
    if report.edits:
        yield "edits by stage: " + ", ".join(f"{stage} {number:,}" for stage, number in report.edits.most_common())
        yield "rules with most edits:"
        yield from (f"  {number:>7,}  {rule}" for rule, number in _top(report.rules))
    if report.undecided:
        yield "ambiguous names, left unchanged because their context does not decide:"
        yield from (f"  {number:>7,}  {rule}" for rule, number in _top(report.undecided))


def _failed_site_rules(report: Report) -> Iterator[str]:
    failed = [(name, number) for name, number in sorted(report.sites.items()) if ": " in name]
    if failed:
        yield "site rules that found nothing or are broken, so that general extraction was used; did the layout change?"
    for name, number in failed[:_MAX_LINES]:
        pages = report.sites[name.partition(": ")[0]]
        yield f"  {number:>7,} of {pages:,} pages  {name}"


def _asides(report: Report) -> Iterator[str]:
    if report.asides:
        yield "set aside:"
    if len(report.asides) > _MAX_LINES:
        for rule, number in Counter(aside.rule for aside in report.asides).most_common():
            yield f"  {number:>7,}  {rule}"
        yield "  each one is in _aside.jsonl"
    else:
        yield from (f"  {aside.id}: {aside.reason}. {aside.remedy}" for aside in sorted(report.asides))


def _removed(report: Report) -> Iterator[str]:
    where = "moved to _removed" if report.pruned else "still in CLEAN; --prune moves them to _removed"
    yield from _listed(report.removed, f"documents whose raw file was removed, {where}")


def _listed(names: Sequence[str], title: str) -> Iterator[str]:
    if names:
        yield f"{title}: {len(names):,}"
    yield from (f"  {name}" for name in names[:_MAX_LINES])
    if len(names) > _MAX_LINES:
        yield f"  and {len(names) - _MAX_LINES:,} more"
