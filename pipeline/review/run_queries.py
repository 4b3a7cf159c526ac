"""Questions to the index about runs: totals, sites, and what the last run did otherwise than those before."""

import sqlite3
from collections.abc import Iterable, Sequence
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple


class SiteRun(NamedTuple):
    """The documents of a site that one run wrote: their number, their words, the sum of their removed shares."""

    site: str
    run: int
    documents: int
    before: int
    after: int
    shares: float


class SiteTotals(NamedTuple):
    """The documents of a site: their number, and the share of words removed."""

    site: str
    documents: int
    removed: float


class SiteChange(NamedTuple):
    """The mean share of words that the documents of a site lost in the last run, and in the runs before."""

    site: str
    before: float
    now: float


def site_runs(index: sqlite3.Connection) -> list[SiteRun]:
    """The documents of the corpus by site and run, from which its totals and its sites are counted."""
    query = """
        SELECT site, run, count(*), sum(words_before), sum(words_after),
            sum(1.0 - cast(words_after AS REAL) / max(1, words_before))
        FROM documents INDEXED BY documents_site GROUP BY site, run"""
    return [SiteRun._make(row) for row in index.execute(query)]


def totals(index: sqlite3.Connection, groups: Iterable[SiteRun]) -> dict[str, int]:
    """Documents, edits, words as extracted and as written, edits that are decided."""
    counts = [(group.documents, group.before, group.after) for group in groups]
    documents, before, after = (sum(column) for column in zip(*counts, strict=True)) if counts else (0, 0, 0)
    edits, decided = index.execute(
        "SELECT coalesce(sum(edits), 0), coalesce(sum(edits * (decision != '')), 0) FROM cube"
    ).fetchone()
    return {"documents": documents, "edits": edits, "decided": decided, "words_before": before, "words_after": after}


def sites(groups: Iterable[SiteRun], *, most: int = 20) -> list[SiteTotals]:
    """Sites with their documents and the share of words removed, those with most documents first."""
    found = [
        SiteTotals(
            site,
            sum(group.documents for group in of_site),
            1 - sum(group.after for group in of_site) / max(1, sum(group.before for group in of_site)),
        )
        for site, of_site in _by_site(groups)
    ]
    return sorted(found, key=lambda each: (-each.documents, each.site))[:most]


def changed_sites(groups: Sequence[SiteRun], *, least: int = 5, by: float = 0.15) -> list[SiteChange]:
    """Sites whose documents of the last run lose another share of their words than those of the runs before."""
    last = max((group.run for group in groups), default=0)
    found = []
    for site, of_site in _by_site(groups):
        parts = [[group for group in of_site if (group.run == last) == is_last] for is_last in (False, True)]
        sizes = [sum(group.documents for group in part) for part in parts]
        if min(sizes) >= least:
            means = (sum(group.shares for group in part) / size for part, size in zip(parts, sizes, strict=True))
            found.append(SiteChange(site, *means))
    changed = [each for each in found if abs(each.now - each.before) > by]
    return sorted(changed, key=lambda each: (-abs(each.now - each.before), each.site))


def _by_site(groups: Iterable[SiteRun]) -> list[tuple[str, list[SiteRun]]]:
    return [(site, list(of_site)) for site, of_site in groupby(groups, key=attrgetter("site"))]


def changed_rules(index: sqlite3.Connection, *, least: int = 20, by: float = 3) -> list[sqlite3.Row]:
    """Rules that act at least ``by`` times as often, or as seldom, on a document of the last run as on earlier ones."""
    query = """
        WITH last AS (SELECT max(id) AS id FROM runs),
            size AS (SELECT sum(run = (SELECT id FROM last)) AS new, sum(run < (SELECT id FROM last)) AS old
                FROM documents),
            rate AS (SELECT rule, sum(edits) AS edits,
                1.0 * sum(edits * (run = (SELECT id FROM last))) / max(1, (SELECT new FROM size)) AS now,
                1.0 * sum(edits * (run < (SELECT id FROM last))) / max(1, (SELECT old FROM size)) AS before
                FROM cube GROUP BY rule)
        SELECT * FROM rate WHERE (SELECT new FROM size) >= 5 AND (SELECT old FROM size) >= 5 AND edits >= ?
            AND (now > ? * before OR before > ? * now) ORDER BY abs(now - before) DESC"""
    return index.execute(query, (least, by, by)).fetchall()


def runs(index: sqlite3.Connection, *, most: int = 20) -> list[sqlite3.Row]:
    """The runs that the index has seen, the last first."""
    return index.execute("SELECT * FROM runs ORDER BY id DESC LIMIT ?", (most,)).fetchall()
