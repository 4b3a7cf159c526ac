"""The catalogue as tables: by site, by rule, by month; and the sites whose pages changed since the run before."""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from statistics import mean
from typing import NamedTuple

from pipeline.corpus.catalogue import Row

_MOST = 20  # rows of a table
_FEWEST = 3  # documents on each side of a comparison
_SHARP = 0.15  # change of the share removed that a site is named for


class Table(NamedTuple):
    """A table: its title, the names of its columns, its rows."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


def tables(rows: list[Row], before: list[Row]) -> Iterator[Table]:
    """The tables of a catalogue; ``before`` is the one of the run before."""
    clean = [row for row in rows if row["status"] == "clean"]
    columns = ("documents", "set aside", "copies", "words", "removed")
    yield Table("By site", ("site", *columns), list(_by(rows, lambda row: str(row["site"]) or "-")))
    months = _by(clean, lambda row: str(row["date"])[:7] or "-", by_name=True)
    yield Table("By month", ("month", *columns), list(months))
    rules = Counter[str]()
    for row in clean:
        rules.update(row["by_rule"])
    yield Table("By rule", ("rule", "edits"), [(rule, f"{number:,}") for rule, number in rules.most_common(_MOST)])
    reasons = Counter(str(row["reason"]) for row in rows if row["status"] == "aside")
    yield Table("Set aside", ("reason", "documents"), [(why, f"{n:,}") for why, n in reasons.most_common(_MOST)])
    changed = [(site, f"{then:.0%}", f"{now:.0%}") for site, then, now in changed_sites(rows, before)]
    yield Table("Sites that changed: share removed", ("site", "before", "new pages"), changed)


def _by(rows: Iterable[Row], key: Callable[[Row], str], *, by_name: bool = False) -> Iterator[tuple[str, ...]]:
    """The rows of a table by what ``key`` says, those with most documents first, or by name."""
    groups: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        groups[key(row)].append(row)
    ranked = sorted(groups) if by_name else sorted(groups, key=lambda name: (-len(groups[name]), name))[:_MOST]
    for name in ranked:
        group = groups[name]
        before, after = (sum(row[f"words_{when}"] for row in group) for when in ("before", "after"))
        aside = sum(row["status"] == "aside" for row in group)
        copies = sum(bool(row["duplicate_of"]) for row in group)
        share = f"{max(0.0, 1 - after / before):.1%}" if before else "-"
        yield name, f"{len(group):,}", f"{aside:,}", f"{copies:,}", f"{after:,}", share


def changed_sites(rows: list[Row], before: list[Row]) -> list[tuple[str, float, float]]:
    """The sites whose new pages lose a share of words unlike that of the pages before: (site, share then, share now).

    A page is new if its bytes are: other rules alone move no site.
    """
    known = {row["raw_sha256"] for row in before}
    then, now = _shares(before), _shares(row for row in rows if row["raw_sha256"] not in known)
    both = (site for site in sorted(then.keys() & now.keys()) if _enough(site, then, now))
    pairs = ((site, mean(then[site]), mean(now[site])) for site in both)
    return [found for found in pairs if abs(found[1] - found[2]) >= _SHARP]


def _enough(site: str, *shares: dict[str, list[float]]) -> bool:
    return all(len(share[site]) >= _FEWEST for share in shares)


def _shares(rows: Iterable[Row]) -> dict[str, list[float]]:
    found: dict[str, list[float]] = defaultdict(list)
    for row in rows:
        if row["status"] == "clean":
            found[row["site"]].append(row["removed"])
    return found
