"""Report: the result of a run or a part of it, as counts."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

from pipeline.io.asides import BUG, Aside
from pipeline.io.result_row import ResultRow


@dataclass(frozen=True, slots=True)
class Report:
    """The number of documents by outcome, of edits by stage and by rule, and the asides.

    ``new_asides`` counts those that the run before did not set aside for the same reason and bytes.

    ``documents`` counts "cleaned" and "unchanged" (up to date already), ``files`` the raw files looked at.
    ``undecided`` counts ambiguous names that were left unchanged, by rule. ``sites`` counts pages by the site whose
    rule was used, and by each thing that the rule did not find. ``removed`` are documents whose raw file was removed;
    ``pruned`` says that they were moved to ``_removed``. ``duplicates`` is the number of copies of other documents.
    ``repaired`` are raw files and shards that were cleaned again because something of them in CLEAN was missing or
    damaged; ``damaged`` are documents whose record was found damaged too late: the next run cleans them again.
    """

    documents: Counter[str] = field(default_factory=Counter)
    edits: Counter[str] = field(default_factory=Counter)
    rules: Counter[str] = field(default_factory=Counter)
    undecided: Counter[str] = field(default_factory=Counter)
    sites: Counter[str] = field(default_factory=Counter)
    asides: tuple[Aside, ...] = ()
    files: int = 0
    new_asides: int = 0
    removed: tuple[str, ...] = ()
    pruned: bool = False
    duplicates: int = 0
    repaired: tuple[str, ...] = ()
    damaged: tuple[str, ...] = ()

    @property
    def bugs(self) -> int:
        """The number of documents at which copydesk itself failed."""
        return sum(aside.rule == BUG for aside in self.asides)


def report_of(rows: Iterable[ResultRow], *, files: int = 0) -> Report:
    """The report of the documents of ``files`` files."""
    documents, edits, rules, undecided, sites = (Counter[str]() for _ in range(5))
    asides: list[Aside] = []
    for row in rows:
        if row.aside:
            asides.append(row.aside)
        else:
            documents[row.outcome] += 1
        edits.update(row.edits)
        rules.update(row.rules)
        undecided.update(row.undecided)
        sites.update(row.sites)
    return Report(documents, edits, rules, undecided, sites, tuple(asides), files)


def total_report(reports: Iterable[Report]) -> Report:
    """The sum of reports."""
    documents, edits, rules, undecided, sites = (Counter[str]() for _ in range(5))
    asides, repaired = list[Aside](), list[str]()
    files = 0
    for report in reports:
        documents.update(report.documents)
        edits.update(report.edits)
        rules.update(report.rules)
        undecided.update(report.undecided)
        sites.update(report.sites)
        asides += report.asides
        repaired += report.repaired
        files += report.files
    return Report(documents, edits, rules, undecided, sites, tuple(asides), files, repaired=tuple(repaired))
