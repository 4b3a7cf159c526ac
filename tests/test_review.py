"""The review page: its index, its pages, its forms; and what it refuses to serve."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from pipeline.decisions import Decision
from pipeline.document import Document, Edit, Fact, Span, Step, replay
from pipeline.review import queries, run_queries
from pipeline.review.access import Access
from pipeline.review.corpus import Corpus
from pipeline.review.decision_file import read_decisions
from pipeline.review.index_tables import index_path
from pipeline.review.marked_text import edits_of_steps, marked_text
from pipeline.review.queries import Selection
from pipeline.review.records import clean_documents
from pipeline.review.web import create_app

ROOT = Path(__file__).parent.parent


@pytest.fixture
def corpus(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Corpus:
    """The committed samples, with an index and decisions of this test's own."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    corpus = Corpus(str(ROOT / "clean"), str(ROOT / "raw"), tmp_path / "configs", "Ada")
    corpus.refresh()
    return corpus


@pytest.fixture
def browser(corpus: Corpus) -> Iterator[TestClient]:
    with client_of(corpus) as client:
        yield client


@contextmanager
def client_of(corpus: Corpus) -> Iterator[TestClient]:
    """A browser that has opened the printed address."""
    with TestClient(create_app(corpus, Access("token", "form")), base_url="http://127.0.0.1") as client:
        client.get("/", params={"token": "token"})
        yield client


def send(browser: TestClient, path: str, **form: object) -> Any:
    """Send a form of a page, and do not follow where it leads."""
    return browser.post(path, data={"form_token": "form", **form}, follow_redirects=False)


def test_marked_text_holds_the_extracted_and_the_clean_text_of_every_document() -> None:
    number = 0
    for document in clean_documents(str(ROOT / "clean"), {}):
        assert document.steps is not None
        pieces = marked_text(document.steps)
        replayed = replay(Document(document.source, b""), document.steps)
        assert "".join(piece.text for piece in pieces if piece.kind != "removed") == replayed.text
        if len(document.steps) and not _edited_twice(document.steps):
            assert "".join(piece.text for piece in pieces if piece.kind != "inserted") == replayed.extracted()
        number += 1
    assert number > 15


def _edited_twice(steps: tuple[Step, ...]) -> bool:
    """Whether an edit replaces text that an earlier edit inserted: that text is in neither column."""
    edits = edits_of_steps(steps)
    return any(later.before and earlier.after and later.before in earlier.after for earlier in edits for later in edits)


def test_marked_text_of_edits_on_edits() -> None:
    steps = [
        Step("extract", (Fact("text", "one two three", "extract/plain"),)),
        Step("a", (Edit(Span(4, 7), "two", "2", "a/x"), Edit(Span(13, 13), "", "!", "a/y"))),
        Step("b", (Edit(Span(0, 6), "one 2 ", "", "b/x"),)),
    ]
    assert [(piece.kind, piece.text, piece.edit) for piece in marked_text(steps)] == [
        ("removed", "one ", 2),
        ("removed", "two", 0),
        ("removed", " ", 2),
        ("kept", "three", -1),
        ("inserted", "!", 1),
    ]


def test_the_index_reads_only_what_changed_and_heals(corpus: Corpus) -> None:
    with corpus.index() as index:
        totals = run_queries.totals(index, run_queries.site_runs(index))
    assert totals["documents"] > 15
    assert corpus.refresh() == 0
    index_path(corpus.clean).write_bytes(b"damaged" * 1000)
    corpus.refresh()
    with corpus.index() as index:
        assert run_queries.totals(index, run_queries.site_runs(index)) == totals


def test_facets_count_what_the_list_has(corpus: Corpus) -> None:
    with corpus.index() as index:
        for stage, number in queries.facet(index, "stage", Selection()):
            chosen = Selection({"stage": stage})
            assert queries.count(index, chosen) == number == len(queries.edits(index, chosen, size=10**6))
        found = queries.edits(index, Selection(search='recieve "'))
        assert {row["before"] for row in found} >= {"recieve"}


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/edits?open=1",
        "/edits?stage=typos&q=recieve&below=x&page=-3",
        "/names",
        "/aside",
        "/teach",
        "/decisions",
        "/report.html",
    ],
)
def test_every_page_opens(browser: TestClient, path: str) -> None:
    reply = browser.get(path)
    assert reply.status_code == 200
    assert "<h1" in reply.text
    assert (
        "script-src 'self'" in reply.headers["content-security-policy"]
        or "sandbox" in reply.headers["content-security-policy"]
    )


def test_every_document_opens(browser: TestClient, corpus: Corpus) -> None:
    for document in clean_documents(corpus.clean, {}):
        assert browser.get(f"/document/{document.source.replace('#', '%23')}").status_code == 200


def test_a_refusal_by_form_is_a_decision_and_marks_the_edit(browser: TestClient, corpus: Corpus) -> None:
    with corpus.index() as index:
        row = queries.edits(index, Selection({"stage": "typos"}, search="recieve"))[0]
    reply = send(browser, "/decide", edit=row["id"], action="refuse", scope="everywhere", next="/edits?stage=typos")
    assert (reply.status_code, reply.headers["location"]) == (303, "/edits?stage=typos")
    (decision,) = read_decisions(corpus.configs)
    assert (decision.action, decision.rule, decision.before, decision.by) == ("refuse", row["rule"], "recieve", "Ada")
    with corpus.index() as index:
        assert {each["decision"] for each in queries.same_edits(index, row["same"])} == {"refused"}
    send(browser, "/decide", edit=row["id"], action="undo")
    assert read_decisions(corpus.configs) == ()


def test_other_origins_and_hosts_are_refused(browser: TestClient, corpus: Corpus) -> None:
    form = {"line": "x", "scope": "everywhere", "form_token": "form"}
    assert browser.post("/strike", data=form, headers={"origin": "https://evil.example"}).status_code == 403
    assert browser.get("/", headers={"host": "evil.example"}).status_code == 421
    assert read_decisions(corpus.configs) == ()
    reply = browser.post("/strike", data=form | {"next": "//evil.example"}, follow_redirects=False)
    assert reply.headers["location"] == "/"


def test_the_raw_page_runs_nothing(browser: TestClient) -> None:
    page = next(path for path in sorted((ROOT / "raw").rglob("*.html")))
    reply = browser.get(f"/page/{page.relative_to(ROOT / 'raw').as_posix()}")
    assert reply.content == page.read_bytes()
    assert reply.headers["content-security-policy"].startswith("sandbox; default-src 'none'")


def test_what_documents_say_is_escaped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pipeline.corpus.batch import clean_batch
    from pipeline.corpus.finishing import finish_run
    from pipeline.corpus.job import Job
    from pipeline.corpus.job_rules import load_job_rules
    from pipeline.corpus.planning import plan_batches

    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "a.txt").write_text(
        "<script>alert(1)</script> was typed by the mayor, who said he will recieve <b>all</b> the blame.\n"
    )
    job = Job(raw=str(raw), clean=str(tmp_path / "clean"))
    digest = load_job_rules(job).digest
    reports = [clean_batch(job, batch, digest) for batch in plan_batches(job, digest)]
    finish_run(job, reports[0])
    corpus = Corpus(job.clean)
    corpus.refresh()
    with client_of(corpus) as client:
        for path in ("/edits", "/document/a.txt", "/report.html"):
            text = client.get(path).text
            assert "<script>alert" not in text
            assert "<b>all" not in text


def test_a_rule_is_shown_before_it_is_written(browser: TestClient, corpus: Corpus) -> None:
    form = {"kind": "typo", "text": "reservoir", "right": "lake"}
    shown = send(browser, "/teach", **form).text
    assert "would change" in shown
    assert not (corpus.configs / "typos").exists()
    assert "give what is to be written" in send(browser, "/teach", kind="typo", text="lake").text
    send(browser, "/accept", **form)
    assert "reservoir: lake" in (corpus.configs / "typos" / "taught.yaml").read_text("utf-8")


def test_decisions_of_places_need_their_context(corpus: Corpus) -> None:
    with corpus.index() as index:
        row = queries.edits(index, Selection({"stage": "typos"}))[0]
    decision = Decision(action="accept", rule=row["rule"], before=row["before"], after=row["after"], left="nowhere")
    corpus.decide([decision])
    with corpus.index() as index:
        assert queries.count(index, Selection({"decision": "accepted"})) == 0


def test_an_exception_is_added_to_a_decision(browser: TestClient, corpus: Corpus) -> None:
    with corpus.index() as index:
        row = queries.edits(index, Selection({"stage": "typos"}, search="recieve"))[0]
    send(browser, "/decide", edit=row["id"], action="refuse", scope="everywhere")
    assert "Add the exception" in browser.get(f"/same/{row['same']}").text
    (decision,) = read_decisions(corpus.configs)
    send(browser, "/except", decision=decision.id, document=row["source"])
    assert [each.exceptions for each in read_decisions(corpus.configs)] == [(row["source"],)]
    with corpus.index() as index:
        states = {each["source"]: each["decision"] for each in queries.same_edits(index, row["same"])}
    assert states[row["source"]] == ""


def test_what_was_set_aside_is_ignored_or_cleaned_by_decision(browser: TestClient, corpus: Corpus) -> None:
    aside = corpus.asides()[0]
    assert aside.id in browser.get("/aside").text
    send(browser, "/aside", action="ignore", document=aside.id)
    assert f"<h2>{aside.id}</h2>" not in browser.get("/aside").text
    send(browser, "/aside", action="clean", document=aside.id)
    assert [(each.action, each.document) for each in read_decisions(corpus.configs)] == [("clean", aside.id)]
    assert send(browser, "/aside", action="burn", document=aside.id).status_code == 400


def test_the_blocks_that_extraction_left_out_are_shown(browser: TestClient) -> None:
    text = browser.get("/document/harbour-post/ferry-crews.html").text
    assert "Blocks that extraction left out" in text
