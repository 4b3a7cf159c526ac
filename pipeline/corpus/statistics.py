"""Statistics of the catalogue: tables by site, month and rule, and the sites whose layout seems to have changed."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from statistics import mean
from typing import NamedTuple

from pipeline.corpus.catalogue_rows import Row

_MAX_ROWS = 20  # of a table
_MIN_DOCUMENTS = 3  # on each side of a comparison
_MIN_CHANGE = 0.15  # of the share of words removed, from which a site is listed


Cell = str | int | float | None
"""Text, a count, a share, or None for what is not known."""


class Table(NamedTuple):
    """A table: its title, the names of its columns, its rows."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[Cell, ...]]

    def as_dicts(self) -> list[dict[str, Cell]]:
        """The rows as plain values for JSON."""
        return [dict(zip(self.columns, row, strict=True)) for row in self.rows]


def tables(rows: list[Row], previous: list[Row]) -> Iterator[Table]:
    """The tables of a catalogue; ``previous`` is the catalogue of the run before."""
    clean = [row for row in rows if row["status"] == "clean"]
    columns = ("documents", "set aside", "copies", "words", "removed")
    yield Table("By site", ("site", *columns), list(_group_rows(rows, lambda row: str(row["site"]) or "-")))
    months = _group_rows(clean, lambda row: str(row["date"])[:7] or "-", by_name=True)
    yield Table("By month", ("month", *columns), list(months))
    rules = Counter[str]()
    for row in clean:
        rules.update(row["by_rule"])
    yield Table("By rule", ("rule", "edits"), rules.most_common(_MAX_ROWS))
    reasons = Counter(str(row["reason"]) for row in rows if row["status"] == "aside").most_common(_MAX_ROWS)
    yield Table("Set aside", ("reason", "documents"), reasons)
    yield Table("Sites that changed: share removed", ("site", "before", "new pages"), changed_sites(rows, previous))


def _group_rows(rows: Iterable[Row], key: Callable[[Row], str], *, by_name: bool = False) -> Iterator[tuple[Cell, ...]]:
    """A table row for each value of ``key``: those with most documents first, or all by name."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    ranked = sorted(groups) if by_name else sorted(groups, key=lambda name: (-len(groups[name]), name))[:_MAX_ROWS]
    for name in ranked:
        group = groups[name]
        before, after = (sum(row[f"words_{when}"] for row in group) for when in ("before", "after"))
        asides = sum(row["status"] == "aside" for row in group)
        copies = sum(bool(row["duplicate_of"]) for row in group)
        share = max(0.0, 1 - after / before) if before else None
        yield name, len(group), asides, copies, after, share


def changed_sites(rows: list[Row], previous: list[Row]) -> list[tuple[str, float, float]]:
    """The sites whose new pages lose another share of words than earlier ones: (site, share before, share now).

    A page is new if its bytes are: other rules alone change no site.
    """
    known = {row["raw_sha256"] for row in previous}
    before, now = _shares(previous), _shares(row for row in rows if row["raw_sha256"] not in known)
    changed = list[tuple[str, float, float]]()
    for site in sorted(before.keys() & now.keys()):
        if min(len(before[site]), len(now[site])) < _MIN_DOCUMENTS:
            continue
        means = mean(before[site]), mean(now[site])
        if abs(means[0] - means[1]) >= _MIN_CHANGE:
            changed.append((site, *means))
    return changed


def _shares(rows: Iterable[Row]) -> dict[str, list[float]]:
    """The shares of words removed from the clean documents of each site."""
    shares: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        if row["status"] == "clean":
            shares[row["site"]].append(row["removed"])
    return shares
