"""What became of documents, summed up: small however many they are."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.io.asides import Aside
from pipeline.io.result_row import ResultRow


@dataclass(frozen=True, slots=True)
class Report:
    """What became of documents: how many, with which edits by stage and rule, and which were set aside.

    ``sites`` counts pages by the site whose rule was asked, and by what that looked for in vain.
    ``undecided`` counts names left as they stand because nothing around them told what they are.
    ``documents`` counts "cleaned" and "unchanged" (clean already, by the same rules), ``files`` what was looked at.
    ``gone`` are documents whose raw file is no more, ``pruned`` says that they were moved away for it; ``duplicates``
    is the number of documents that are copies of others.
    """

    documents: Counter[str] = field(default_factory=Counter)
    edits: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    undecided: Counter[str] = field(default_factory=Counter)
    sites: Counter[str] = field(default_factory=Counter)
    asides: tuple[Aside, ...] = ()
    files: int = 0
    gone: tuple[str, ...] = ()
    pruned: bool = False
    duplicates: int = 0


def report_of(entries: Iterable[ResultRow], *, files: int = 0) -> Report:
    """The report of some documents from ``files`` files."""
    documents, edits, rules, undecided, sites = (Counter[str]() for _ in range(5))
    asides: list[Aside] = []
    for entry in entries:
        if entry.aside:
            asides.append(entry.aside)
        else:
            documents[entry.fate] += 1
        edits.update(entry.edits)
        rules.update(entry.rules)
        undecided.update(entry.undecided)
        sites.update(entry.sites)
    return Report(documents, edits, rules, undecided, sites, tuple(asides), files)


def total_report(reports: Iterable[Report]) -> Report:
    """The sum of reports."""
    documents, edits, rules, undecided, sites = (Counter[str]() for _ in range(5))
    asides: list[Aside] = []
    files = 0
    for report in reports:
        documents.update(report.documents)
        edits.update(report.edits)
        rules.update(report.rules)
        undecided.update(report.undecided)
        sites.update(report.sites)
        asides += report.asides
        files += report.files
    return Report(documents, edits, rules, undecided, sites, tuple(asides), files)
