"""The closing words of a run: for a person, and as one JSON object."""

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from pipeline.corpus.report import Report
from pipeline.io.asides import Aside

_MOST_RULES = 10
_MOST_ASIDES = 20  # printed; all of them stand in _aside.jsonl


def as_json(report: Report) -> str:
    """The summary as one line of JSON: documents by fate, edits by stage, the rules that did most, the asides."""
    data: dict[str, Any] = {
        "documents": _documents(report),
        "edits": dict(report.edits.most_common()),
        "rules": dict(_top(report.rules)),
        "undecided": dict(_top(report.undecided)),
        "sites": dict(sorted(report.sites.items())),
        "aside": [dict(zip(Aside._fields[:5], aside, strict=False)) for aside in sorted(report.asides)],
        "gone": list(report.gone),
        "duplicates": report.duplicates,
    }
    return json.dumps(data, ensure_ascii=False)


def _documents(report: Report) -> dict[str, int]:
    counted = {fate: report.documents[fate] for fate in ("cleaned", "unchanged")}
    return {**counted, "aside": len(report.asides)}


def _top(counted: Counter[str]) -> list[tuple[str, int]]:
    """The ten most counted, equal ones by name."""
    return sorted(counted.items(), key=lambda item: (-item[1], item[0]))[:_MOST_RULES]


def as_text(report: Report) -> Iterator[str]:
    """The summary line by line."""
    counted = _documents(report)
    yield f"{counted['cleaned']:,} cleaned, {counted['unchanged']:,} unchanged, {counted['aside']:,} set aside"
    if report.edits:
        yield "edits by stage: " + ", ".join(f"{stage} {number:,}" for stage, number in report.edits.most_common())
        yield "rules that did most:"
        yield from (f"  {number:>7,}  {rule}" for rule, number in _top(report.rules))
    if report.undecided:
        yield "names left as they stand, for nothing around them tells what they are:"
        yield from (f"  {number:>7,}  {rule}" for rule, number in _top(report.undecided))
    silent = [(name, number) for name, number in sorted(report.sites.items()) if ": " in name]
    if silent:
        yield "site rules that found nothing or are broken, so that the guess took over; has the layout changed?"
        yield from (f"  {n:>7,} of {report.sites[_site(name)]:,} pages  {name}" for name, n in silent[:_MOST_ASIDES])
    if report.asides:
        yield "set aside:"
        yield from _asides(report)
    if report.gone:
        where = "moved to _gone" if report.pruned else "still there; --prune moves them to _gone"
        yield f"gone from the raw folder: {len(report.gone):,}, {where}:"
        yield from (f"  {source}" for source in report.gone[:_MOST_ASIDES])
        if len(report.gone) > _MOST_ASIDES:
            yield f"  and {len(report.gone) - _MOST_ASIDES:,} more"
    if report.duplicates:
        yield f"copies of other documents: {report.duplicates:,}, listed in _duplicates.jsonl"


def _site(name: str) -> str:
    return name.partition(": ")[0]


def _asides(report: Report) -> Iterator[str]:
    if len(report.asides) > _MOST_ASIDES:
        for rule, number in Counter(aside.rule for aside in report.asides).most_common():
            yield f"  {number:>7,}  {rule}"
        yield "  each one is in _aside.jsonl"
    else:
        yield from (f"  {aside.id}: {aside.reason}. {aside.remedy}" for aside in sorted(report.asides))
