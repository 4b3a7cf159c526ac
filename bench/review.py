"""The review page: its answers on 100,000 documents with a million edits, and what a decision makes a run clean.

CPU milliseconds of whole pages, of a facet and of a decision; documents a second that the index reads; and of 1,000
documents those that are cleaned again for a decision that five of them can touch.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path
from unittest import mock

from fastapi.testclient import TestClient

from pipeline.corpus.batch import clean_batch
from pipeline.corpus.finishing import finish_run
from pipeline.corpus.job import Job
from pipeline.corpus.job_rules import cached_rules, load_job_rules
from pipeline.corpus.planning import plan_batches
from pipeline.corpus.report import total_report
from pipeline.decisions import Decision
from pipeline.review import queries
from pipeline.review.access import Access
from pipeline.review.corpus import Corpus
from pipeline.review.index_tables import index_path, open_index
from pipeline.review.queries import Selection
from pipeline.review.web import create_app

_EDITS, _DOCUMENTS, _FEW, _TOUCHED = 1_000_000, 100_000, 1000, 5
_ROUNDS = 3  # of which the fastest counts
_FILL = """
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?)
INSERT INTO edits (source, number, stage, rule, field, before, after, left, right, confidence, words, site,
    language, run, same)
SELECT 'document' || (i / 10), i % 10, 'stage' || (i % 9), 'rule/' || (i % 400), 'text', 'word' || (i % 977), 'a',
    'some words that are left of it', 'some others', (i % 100) / 100.0, i % 9, 'site' || (i % 300), 'en',
    1 + (i / 10 > 90000), i % 5000 FROM n"""
_FILL_DOCUMENTS = """
WITH RECURSIVE n(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM n WHERE i + 1 < ?)
INSERT INTO documents (source, stamp, title, site, language, date, url, words_before, words_after, run)
SELECT 'document' || i, '', 'A title', 'site' || (i % 300), 'en', '2024-05-01', '', 500, 400 + i % 50, 1 + (i > 90000)
FROM n"""
_PAGES = {"overview": "/", "edits": "/edits?open=1", "edits_of_site": "/edits?site=site7", "rare": "/edits?q=word7"}
_STORY = (
    "Crews agree on pay for the {0} time\n\nFerry crews will {1} their pay on alternate Fridays until the new contract "
    "begins, the company told reporters on day {0} of the strike.\n\nThe union said its members had asked for the "
    "change in spring, and that they would vote on the rest of the offer before the summer timetable starts.\n"
)


def measure(data: Path) -> dict[str, float]:  # noqa: ARG001 - every benchmark is given the labelled data
    """All figures."""
    with tempfile.TemporaryDirectory() as folder, mock.patch.dict(os.environ, {"XDG_CACHE_HOME": f"{folder}/cache"}):
        return {**_large(Path(folder)), **_few(Path(folder))}


def _large(folder: Path) -> dict[str, float]:
    corpus = Corpus(str(folder / "large"), configs=folder / "configs")
    (folder / "large").mkdir()
    with closing(open_index(index_path(corpus.clean))) as index, index:
        index.execute(_FILL_DOCUMENTS, (_DOCUMENTS,))
        index.execute(_FILL, (_EDITS,))
    edit = {"edit": "500007", "action": "refuse", "scope": "everywhere", "form_token": "form"}
    with _browser(corpus) as browser, corpus.index() as index:
        figures = {name: _milliseconds(partial(browser.get, path)) for name, path in _PAGES.items()}
        figures["facet"] = _milliseconds(lambda: queries.facet(index, "rule", Selection({"site": "site7"})))
        figures["decision"] = _milliseconds(lambda: browser.post("/decide", data=edit, headers={"fragment": "1"}))
    return {f"review.{name}_ms.cost": value for name, value in figures.items()}


def _few(folder: Path) -> dict[str, float]:
    job = Job(raw=str(folder / "raw"), clean=str(folder / "clean"), configs=str(folder / "configs"))
    (folder / "raw").mkdir()
    for number in range(_FEW):
        word = "recieve" if number < _TOUCHED else "acheive" if number < _FEW // 2 else "get"
        (folder / "raw" / f"{number:04}.txt").write_text(_STORY.format(number, word), "utf-8")
    corpus = Corpus(job.clean, job.raw, folder / "configs")
    corpus.decide([])
    _run(job)
    start = time.process_time()
    read = corpus.refresh()
    seconds = time.process_time() - start
    corpus.decide([Decision(action="refuse", before="recieve", after="receive", rule="typos/recieve")])
    return {"review.index_documents_per_second": read / seconds, "review.cleaned_for_a_decision": float(_run(job))}


def _run(job: Job) -> int:
    """Run a job in this process. Returns how many documents were cleaned."""
    rules = load_job_rules(job)
    planned = plan_batches(job, rules.digest, decisions=rules.decisions)
    reports = [clean_batch(job, batch, rules.digest) for batch in planned]
    cached_rules.cache_clear()
    return finish_run(job, total_report(reports)).documents["cleaned"]


@contextmanager
def _browser(corpus: Corpus) -> Iterator[TestClient]:
    with TestClient(create_app(corpus, Access("token", "form")), base_url="http://127.0.0.1") as browser:
        browser.get("/", params={"token": "token"})
        yield browser


def _milliseconds(action: Callable[[], object]) -> float:
    """CPU milliseconds, the least of some rounds."""
    return min(_once(action) for _ in range(_ROUNDS))


def _once(action: Callable[[], object]) -> float:
    start = time.process_time()
    action()
    return 1000 * (time.process_time() - start)


if __name__ == "__main__":
    argparse.ArgumentParser(description=__doc__).parse_args()
    for figure, value in measure(Path()).items():
        print(f"{figure:<40} {value:.1f}")
