"""The commands edits, diff and undo, on a folder that two runs cleaned; and CSV cells that are no formulas."""

import json
import os
import time
from datetime import datetime
from pathlib import Path

import pytest
from typer.testing import CliRunner

from pipeline.cli import project
from pipeline.cli.app import app
from pipeline.corpus import catalogue, catalogue_diff, catalogue_rows, change_log
from pipeline.corpus.batch import clean_batch
from pipeline.corpus.catalogue_diff import CatalogueDiff
from pipeline.corpus.finishing import finish_run
from pipeline.corpus.job import Job
from pipeline.corpus.job_rules import load_job_rules
from pipeline.corpus.planning import plan_batches
from pipeline.corpus.report import total_report
from pipeline.io.result_row import ResultRow
from pipeline.io.stores import open_store

TEXT = (
    "The harbour of Kiev was opened again on Monday, two days after a storm, its master {verb} the council.\n\n"
    "Eleven ships will recieve grain before noon, and nine more are to follow in the night.\n"
)


def run(folder: Path, to: str = "md") -> None:
    job = Job.model_validate({"raw": str(folder / "raw"), "clean": str(folder / "clean"), "to": to})
    digest = load_job_rules(job).digest
    reports = [
        clean_batch(job, batch, digest) if batch.sources else batch.up_to_date for batch in plan_batches(job, digest)
    ]
    finish_run(job, total_report(reports))


def put(folder: Path, name: str, text: str) -> None:
    path = folder / "raw" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text)
    then = time.time() - 100 - len(text)
    os.utime(path, (then, then))


@pytest.fixture(params=["md", "jsonl"])
def corpus(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with raw/ and clean/; the second run changed a.txt, added c.txt and set d.txt aside."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.chdir(tmp_path)
    project._find.cache_clear()  # noqa: SLF001 - it remembers the project of the current folder
    put(tmp_path, "harbour/a.txt", TEXT.format(verb="told"))
    put(tmp_path, "harbour/b.txt", TEXT.format(verb="reminded").replace("recieve", "receive"))
    run(tmp_path, request.param)
    put(tmp_path, "harbour/a.txt", TEXT.format(verb="assured").replace("before noon", "befor noon"))
    put(tmp_path, "c.txt", TEXT.format(verb="wrote to"))
    put(tmp_path, "d.txt", "")
    run(tmp_path, request.param)
    return tmp_path


def copydesk(*args: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, list(args))
    assert done.exit_code == code, done.output
    return done.output


@pytest.mark.usefixtures("corpus")
def test_edits_are_found_across_documents() -> None:
    lines = copydesk("edits", "clean", "--rule", "typos/recieve").splitlines()
    assert [line.partition("  ")[0] for line in lines] == ["c.txt", "harbour/a.txt"]
    assert "Eleven ships will [-recieve-]{+receive+} grain before noon" in lines[0]
    found = [json.loads(line) for line in copydesk("edits", "clean", "--site", "harbour", "--json").splitlines()]
    assert {edit["source"] for edit in found} == {"harbour/a.txt", "harbour/b.txt"}
    assert {edit["before"] for edit in found} >= {"Kiev", "recieve"}
    assert copydesk("edits", "clean", "--rule", "typos/recieve", "--below", "0.5") == ""


@pytest.mark.usefixtures("corpus")
def test_edits_that_are_not_shown_are_counted() -> None:
    assert "copydesk: 1 of 3 edits are shown" in copydesk("edits", "clean", "--rule", "spellings/Kyiv", "--limit", "1")


@pytest.mark.usefixtures("corpus")
def test_diff_names_documents_and_rules_of_the_last_run() -> None:
    found = json.loads(copydesk("diff", "clean", "--json"))
    assert found["documents"] == {
        "new": ["c.txt"],
        "changed": ["harbour/a.txt"],
        "set aside": ["d.txt"],
        "no longer set aside": [],
        "removed": [],
    }
    assert found["rules"]["spellings/Kyiv"] == 1
    text = copydesk("diff", "clean")
    assert "new: 1\n  c.txt\n" in text
    assert "       +1  spellings/Kyiv" in text


def test_diff_since_a_run_or_a_time_sums_its_runs(corpus: Path) -> None:
    first, second = change_log.read(open_store(str(corpus / "clean"))).runs
    since_first = json.loads(copydesk("diff", "clean", "--since", first.run, "--json"))
    assert (since_first["runs"], since_first["documents"]["new"]) == ([second.run], ["c.txt"])
    since_yesterday = json.loads(copydesk("diff", "clean", "--since", "1d", "--json"))
    assert since_yesterday["runs"] == [first.run, second.run]
    assert since_yesterday["documents"] == {
        "new": ["c.txt", "harbour/a.txt", "harbour/b.txt"],
        "changed": [],
        "set aside": ["d.txt"],
        "no longer set aside": [],
        "removed": [],
    }
    assert json.loads(copydesk("diff", "clean", "--since", "2200-01-01", "--json"))["runs"] == []
    assert second.run in copydesk("diff", "clean", "--since", "20200101T000000.000Z", code=2)
    assert "is no run, no time and no clean folder" in copydesk("diff", "clean", "--since", "yesterday", code=2)


def test_changes_of_several_runs_add_up() -> None:
    steps = [("new", "changed"), ("new", "removed"), ("set aside", "no longer set aside"), ("changed", "removed")]
    changes = [
        change_log.merge(CatalogueDiff({pair[at]: [str(number)]}, {}) for number, pair in enumerate(steps))
        for at in (0, 1)
    ]
    found = change_log.merge(changes)
    assert {name: sources for name, sources in found.documents.items() if sources} == {
        "new": ["0"],
        "changed": ["2"],
        "removed": ["3"],
    }


@pytest.mark.parametrize("at", [20, -9])
def test_a_damaged_run_in_the_log_of_changes_is_told_and_costs_no_other(corpus: Path, at: int) -> None:
    clean, log = open_store(str(corpus / "clean")), corpus / "clean" / "_catalogue.changes.jsonl.gz"
    whole, content = change_log.read(clean), bytearray(log.read_bytes())
    content[at] ^= 0xFF
    log.write_bytes(content)
    damaged = change_log.read(clean)
    assert damaged == (whole.runs[1:] if at > 0 else whole.runs[:-1], 1)
    assert "the change log is damaged; runs left out: 1." in copydesk("diff", "clean")


def test_sql_reads_the_catalogue_where_unknown_is_null(corpus: Path) -> None:
    query = "SELECT source, status, author, words_after, run, run_time FROM catalogue ORDER BY source"
    rows = [json.loads(line) for line in copydesk("sql", query, "--json").splitlines()]
    first, second = (run.run for run in change_log.read(open_store(str(corpus / "clean"))).runs)
    assert [row["source"] for row in rows] == ["c.txt", "d.txt", "harbour/a.txt", "harbour/b.txt"]
    assert {row["run"] for row in rows[:3]} == {second}
    assert rows[3]["run"] in {first, second}  # its shard may be another one
    assert [(row["status"], row["author"], row["words_after"] is None) for row in rows[:2]] == [
        ("clean", None, False),
        ("aside", None, True),
    ]
    assert rows[0]["run_time"][:19] == f"{datetime.strptime(second[:15], '%Y%m%dT%H%M%S'):%Y-%m-%d %H:%M:%S}"  # noqa: DTZ007 - UTC
    counted = "SELECT sum(by_rule['spellings/Kyiv']) AS edits FROM catalogue"
    assert copydesk("sql", counted, "--csv") == "edits\n3\n"
    assert "syntax error" in copydesk("sql", "selec 1", code=2)


@pytest.mark.usefixtures("corpus")
def test_statistics_are_numbers_in_json() -> None:
    found = json.loads(copydesk("stats", "clean", "--json"))
    assert {row["site"]: row["documents"] for row in found["By site"]} == {"harbour": 2, "-": 2}


def test_undo_prints_a_document_without_its_edits_or_those_of_a_rule(corpus: Path) -> None:
    raw = (corpus / "raw" / "c.txt").read_text()
    assert copydesk("undo", "c.txt") == raw
    for name in ("c.txt", "clean/c.txt.md", "c.txt.md"):
        assert "harbour of Kyiv" in copydesk("undo", name, "--rule", "typos/recieve")
        assert "will recieve grain" in copydesk("undo", name, "--rule", "typos/recieve")
    rows = [json.loads(line) for line in copydesk("undo", "--rule", "typos/recieve").splitlines()]
    assert [row["id"] for row in rows] == ["c.txt", "harbour/a.txt"]
    assert all("will recieve grain" in row["text"] for row in rows)


@pytest.mark.usefixtures("corpus")
def test_wrong_usage_exits_2_with_a_remedy() -> None:
    assert "has no document e.txt with its record" in copydesk("undo", "e.txt", code=2)
    assert "name a document or a rule" in copydesk("undo", code=2)
    assert "has no clean documents" in copydesk("edits", "raw", code=2)
    assert "has no clean documents" in copydesk("diff", "raw", code=2)


@pytest.mark.usefixtures("corpus")
def test_rule_counts_its_edits() -> None:
    assert "3 edits in 3 documents of clean" in copydesk("rule", "spellings/Kyiv")


def test_equal_catalogues_have_no_difference() -> None:
    rows = [catalogue_rows.catalogue_row(ResultRow("a", "cleaned"))]
    found = catalogue_diff.compare(rows, rows)
    assert (set(map(len, found.documents.values())), found.rules) == ({0}, {})


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t"])
def test_no_csv_cell_is_a_formula(sign: str) -> None:
    row = {**catalogue_rows.catalogue_row(ResultRow("a", "cleaned")), "title": f"{sign}cmd()", "removed": -0.5}
    text = catalogue.as_csv([row])
    assert f"'{sign}cmd()" in text
    assert "'-0.5" not in text
