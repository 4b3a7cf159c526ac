"""The catalogue as tables: a site that changed its layout is listed, and no other."""

import subprocess
import sys
from pathlib import Path
from typing import Any

from pipeline.corpus import catalogue, catalogue_rows, statistics
from pipeline.io.result_row import ResultRow

PAGES = [(f"{number}", 0.1) for number in range(5)]


def rows(site: str, pages: list[tuple[str, float]]) -> list[dict[str, Any]]:
    blank = catalogue_rows.catalogue_row(ResultRow("", "cleaned"))
    common = {"site": site, "status": "clean", "words_before": 100, "by_rule": {"layout/gap": 2}, "words_after": 90}
    return [
        {
            **blank,
            **common,
            "source": f"{site}/{key}",
            "raw_sha256": f"{site}{key}",
            "removed": share,
            "words_after": 90,
        }
        for key, share in pages
    ]


def test_a_site_whose_new_pages_are_as_before_is_not_listed() -> None:
    assert statistics.changed_sites(rows("a", [*PAGES, ("x", 0.12), ("y", 0.1), ("z", 0.2)]), rows("a", PAGES)) == []


def test_other_rules_alone_change_no_site() -> None:
    assert statistics.changed_sites(rows("a", [(key, 0.6) for key, _ in PAGES]), rows("a", PAGES)) == []


def test_two_odd_pages_are_no_change_of_layout() -> None:
    assert statistics.changed_sites(rows("a", [*PAGES, ("x", 0.9), ("y", 0.9)]), rows("a", PAGES)) == []


def test_a_site_whose_new_pages_lose_much_more_is_listed() -> None:
    now = rows("a", [*PAGES, ("x", 0.5), ("y", 0.6), ("z", 0.7)]) + rows("b", PAGES)
    (found,) = statistics.changed_sites(now, rows("a", PAGES) + rows("b", PAGES))
    assert (found[0], round(found[1], 3), round(found[2], 3)) == ("a", 0.1, 0.6)


def test_tables() -> None:
    found = {table.title: table.rows for table in statistics.tables(rows("a", PAGES), [])}
    assert [(*row[:-1], f"{row[-1]:.3f}") for row in found["By site"]] == [("a", 5, 0, 0, 450, "0.100")]
    assert found["By rule"] == [("layout/gap", 10)]
    assert found["Sites that changed: share removed"] == []


def test_csv_has_a_line_a_document() -> None:
    lines = catalogue.as_csv(rows("a", PAGES)).splitlines()
    assert len(lines) == 6
    assert lines[0].startswith("source,raw_sha256,rules,copydesk,raw_bytes,id,status,")


def test_the_command_without_a_catalogue_says_what_to_do(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "pipeline.cli", "stats", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (
        2,
        f"copydesk: {tmp_path} has no catalogue. Clean a folder first: copydesk run RAW CLEAN.\n",
    )
