"""Work on the review page: several people at once, proposals, undecided names, lines, an index that follows a run."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from review_project import Project

from pipeline.corpus.job import Job
from pipeline.corpus.report import Report
from pipeline.decisions import Decision
from pipeline.execution.run_changes import RunChanges
from pipeline.execution.run_page import run_page
from pipeline.io import output_folder
from pipeline.io.result_row import ResultRow
from pipeline.io.stores import open_store
from pipeline.review import proposals, queries, run_queries
from pipeline.review.access import Access
from pipeline.review.decision_file import add_decisions, read_decisions
from pipeline.review.follower import Follower
from pipeline.review.queries import Selection
from pipeline.review.web import create_app

STORY = (
    "Crews agree on pay\n\nFerry crews will recieve their pay on alternate Fridays until the new contract begins, the "
    "company told reporters on Monday.\n\nA line that no reader needs at all here\n\nThe union said its members had "
    "asked for the change in spring, and that they would vote on the rest of the offer before summer.\n"
)
LEARNED = """\
# Lines of the gazette.
templates:
  # would change 3 of 3 documents
  - source: folder:gazette
    text: a line that no reader needs at all here
    decision: proposed  # by learn
    score: 0.9
    count: 3
    of: 3
"""
NAMES = "proposals:\n- {prefLabel: Vrashensky, altLabel: Vrashenskiy, decision: proposed, score: 0.8}\n"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    project = Project(tmp_path)
    for number in range(3):
        project.write(f"gazette/{number}.txt", STORY)
    return project


@contextmanager
def browser_of(project: Project) -> Iterator[TestClient]:
    with TestClient(create_app(project.corpus, Access("token", "form")), base_url="http://127.0.0.1") as browser:
        browser.get("/", params={"token": "token"})
        yield browser


def send(browser: TestClient, path: str, **form: object) -> Any:
    return browser.post(path, data={"form_token": "form", **form}, follow_redirects=False)


def test_a_form_without_the_token_of_the_server_changes_nothing(project: Project) -> None:
    with browser_of(project) as browser:
        for form in ({}, {"form_token": "other"}):
            assert browser.post("/strike", data={"line": "x", **form}).status_code == 403
        browser.cookies.clear()
        assert send(browser, "/strike", line="x").status_code == 403
    assert project.decisions() == ""


def test_none_of_many_decisions_at_once_is_lost(tmp_path: Path) -> None:
    many = [Decision(action="refuse", before=f"word {number}") for number in range(24)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda decision: add_decisions(tmp_path, [decision]), many))
    assert {each.before for each in read_decisions(tmp_path)} == {each.before for each in many}


def test_comments_of_the_decisions_stay(tmp_path: Path) -> None:
    add_decisions(tmp_path, [Decision(action="refuse", before="one"), Decision(action="refuse", before="two")])
    path = tmp_path / "decisions.yaml"
    path.write_text(path.read_text("utf-8").replace("- action", "# asked for by the desk\n- action", 1), "utf-8")
    add_decisions(tmp_path, [Decision(action="accept", before="two")])
    assert "# asked for by the desk\n- action: refuse\n  before: one\n" in path.read_text("utf-8")
    assert [each.action for each in read_decisions(tmp_path)] == ["refuse", "accept"]


def test_proposals_wait_and_act_once_they_are_accepted(project: Project) -> None:
    project.write("configs/boilerplate/learned/gazette.yaml", LEARNED)
    project.write("configs/spellings/learned.yaml", NAMES)
    project.run()
    assert "no reader needs" in project.text("gazette/0.txt")
    template, name = proposals.pending(project.folder / "configs")
    with browser_of(project) as browser:
        assert "no reader needs" in browser.get("/proposals").text
        send(browser, "/proposals", proposal=template.id, action="accept")
        send(browser, "/proposals", proposal=name.id, action="reject")
        assert send(browser, "/proposals", proposal=name.id, action="accept").status_code == 404
    assert "# would change 3 of 3 documents" in template.path.read_text("utf-8")
    assert "decision: rejected" in name.path.read_text("utf-8")
    project.run()
    assert "no reader needs" not in project.text("gazette/0.txt")


def test_a_name_that_nothing_decides_is_replaced_where_somebody_says_so(project: Project) -> None:
    project.run()
    with browser_of(project) as browser:
        form = {"value": "Ferry", "rule": "spellings/Ferries", "source": "gazette/1.txt", "action": "replace"}
        assert send(browser, "/names", **form, right="", scope="document").status_code == 400
        send(browser, "/names", **form, right="Boat", scope="document")
    assert project.run()["cleaned"] == 1
    assert "Boat crews will receive" in project.text("gazette/1.txt")
    assert "Ferry crews will receive" in project.text("gazette/2.txt")


def test_a_line_is_removed_although_a_stage_corrects_it(project: Project) -> None:
    project.run()
    line = STORY.split("\n\n")[1].replace("recieve", "receive")
    with browser_of(project) as browser:
        send(browser, "/strike", line=line, scope="site", site="gazette")
        assert "goes with the next run" in browser.get("/document/gazette/0.txt").text
    assert project.run()["cleaned"] == 3
    assert "alternate Fridays" not in project.text("gazette/0.txt")
    assert "\n\n\n" not in project.text("gazette/0.txt")
    assert project.run() == {"unchanged": 3}


def test_the_rest_of_a_page_is_accepted_at_once(project: Project) -> None:
    project.run()
    with project.corpus.index() as index:
        shown = queries.different_edits(index, Selection())
    with browser_of(project) as browser:
        send(browser, "/decide", edit=shown.rows[0]["id"], action="refuse", scope="everywhere")
        send(browser, "/decide-all", edits=" ".join(str(row["id"]) for row in shown.rows))
    with project.corpus.index() as index:
        states = [row["decision"] for row in queries.different_edits(index, Selection()).rows]
    assert sorted(states) == ["accepted"] * (len(states) - 1) + ["refused"]


def test_a_long_edit_is_refused_with_its_whole_text(project: Project) -> None:
    line = "Boats of the harbour " + " ".join(f"{number} past {number + 3}" for number in range(300))
    project.write("gazette/long.txt", STORY.replace("A line that no reader needs at all here", line))
    project.corpus.decide([Decision(action="remove", before=line)])
    project.run()
    with project.corpus.index() as index:
        (row,) = queries.edits(index, Selection(search="harbour"))
    assert len(row["before"]) < len(line)
    with browser_of(project) as browser:
        send(browser, "/decide", edit=row["id"], action="refuse", scope="everywhere")
    assert read_decisions(project.folder / "configs")[-1].before.strip() == line.strip()


def test_the_index_follows_a_run(project: Project) -> None:
    project.run()
    follower = Follower(project.corpus)
    follower.look()
    store = open_store(str(project.folder / "clean"))
    output_folder.begin_run(store)
    record = project.folder / "clean" / "_record" / "gazette" / "1.txt.json"
    record.write_text(record.read_text("utf-8").replace("recieve", "recieue"), "utf-8")
    follower.look()
    assert _count(project, "recieue") == 0
    output_folder.save_rows(store, 0, [ResultRow("gazette/1.txt", "cleaned")])
    follower.look()
    assert _count(project, "recieue") == 1
    record.unlink()
    follower.look()
    with project.corpus.index() as index:
        assert run_queries.totals(index, run_queries.site_runs(index))["documents"] == 3
    output_folder.end_run(store, [])
    follower.look()
    with project.corpus.index() as index:
        assert run_queries.totals(index, run_queries.site_runs(index))["documents"] == 2
        assert [(row["new"], row["changed"], row["removed"]) for row in run_queries.runs(index)] == [
            (0, 1, 1),
            (3, 0, 0),
        ]


def _count(project: Project, word: str) -> int:
    with project.corpus.index() as index:
        return len(queries.edits(index, Selection(search=word)))


def test_the_page_of_a_run_links_its_report(tmp_path: Path) -> None:
    job = Job(report=str(tmp_path / "report.html"))
    assert f"](file://{tmp_path}/report.html)" in run_page(job, Report(), RunChanges({}, [], [], []))


def test_pages_of_edits_skip_none_that_is_undecided(project: Project) -> None:
    for number in range(7):
        project.write(f"gazette/{number}.txt", STORY.replace("Crews agree", f"Crews of {number} boats agree"))
    project.run()
    undecided, seen = Selection({"decision": ""}), []
    with project.corpus.index() as index:
        everything = {row["same"] for row in queries.edits(index, undecided)}
        shown = queries.different_edits(index, undecided, most=3)
    while shown.rows:
        seen += [row["same"] for row in shown.rows]
        project.corpus.decide(
            Decision(action="accept", rule=row["rule"], before=row["before"], after=row["after"], field=row["field"])
            for row in shown.rows
        )
        with project.corpus.index() as index:
            shown = queries.different_edits(index, undecided, behind=shown.last, most=3)
        if shown.last is None:
            seen += [row["same"] for row in shown.rows]
            break
    assert sorted(seen) == sorted(everything)


def test_a_block_that_extraction_left_out_is_kept(project: Project) -> None:
    block = '<div class="related"><ul><li><a href="/a">Read more about ferries</a></li></ul></div>'
    paragraphs = "".join(f"<p>{part}</p>" for part in STORY.split("\n\n")[1:])
    project.write(
        "gazette/page.html", f"<html><body><h1>Crews agree</h1><article>{paragraphs}</article>{block}</body></html>"
    )
    project.run()
    assert "Read more" not in project.text("gazette/page.html")
    with browser_of(project) as browser:
        assert "Keep the block Read more about ferries" in browser.get("/document/gazette/page.html").text
        send(browser, "/keep", source="gazette/page.html", text="Read more about ferries")
    assert project.run()["cleaned"] == 1
    steps = project.corpus.document("gazette/page.html")
    assert steps is not None
    assert "Read more about ferries" in steps.extracted
