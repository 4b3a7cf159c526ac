"""The fence around each document, and the accounting at the end of a run."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from local_run import default_digest, run_locally

import pipeline.clean
from pipeline.corpus import batch_reading, catalogue, catalogue_rows, summary
from pipeline.corpus.batch import clean_batch
from pipeline.corpus.fence import fenced
from pipeline.corpus.finishing import finish_run
from pipeline.corpus.job import Job
from pipeline.corpus.planning import plan_batches
from pipeline.corpus.report import Report, total_report
from pipeline.document import Document, Fact
from pipeline.errors import LostDocuments, StoreUnavailable
from pipeline.io import output_folder
from pipeline.io.asides import Aside
from pipeline.io.readers import chunks
from pipeline.io.readers.raw_files import read_documents
from pipeline.io.result_row import ResultRow
from pipeline.io.sources import Source
from pipeline.io.stores import open_store
from pipeline.io.writers.markdown import MarkdownWriter

ARTICLE = (
    "Harbour of {0} reopens after storm\n\n"
    "The harbour of {0} reopened on Monday, two days after a storm had closed it, its master said.\n\n"
    "Eleven ships with grain left {0} for Egypt before noon, and nine more were to follow in the night.\n"
)
FORMATS = pytest.mark.parametrize("to", ["md", "jsonl"])


def run(tmp_path: Path, *, to: str = "md") -> Report:
    return run_locally(tmp_path / "raw", tmp_path / "clean", to=to)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    for name in "abc":
        (tmp_path / f"raw/{name}.txt").write_text(ARTICLE.format(f"Port {name}"))
    (tmp_path / "raw/w.jsonl").write_text("".join(json.dumps({"text": ARTICLE.format(n)}) + "\n" for n in range(3)))
    return tmp_path


def fail_at(monkeypatch: pytest.MonkeyPatch, source: str, error: Exception) -> None:
    """Cleaning this document raises an exception."""
    real = pipeline.clean.clean

    def clean(doc: Document, *args: object, **options: object) -> Document:
        if doc.source == source:
            raise error
        return real(doc, *args, **options)  # type: ignore[arg-type]  # passed through as they came

    monkeypatch.setattr("pipeline.clean.clean", clean)


@FORMATS
@pytest.mark.parametrize("source", ["b.txt", "w.jsonl#2"])
def test_a_bug_sets_one_document_aside(folder: Path, monkeypatch: pytest.MonkeyPatch, source: str, to: str) -> None:
    fail_at(monkeypatch, source, ValueError("no \ud800 such thing"))
    report = run(folder, to=to)
    assert (report.documents, report.bugs) == ({"cleaned": 5}, 1)
    (aside,) = map(json.loads, (folder / "clean/_aside.jsonl").read_text().splitlines())
    assert (aside["id"], aside["rule"]) == (source, "run/bug")
    assert aside["reason"] == "cleaning it raised ValueError: no \\ud800 such thing"
    assert aside["traceback"].startswith("Traceback (most recent call last):\n")
    assert any(line.startswith("bugs of copydesk: 1 documents") for line in summary.as_text(report))
    assert json.loads(summary.as_json(report))["bugs"] == 1
    assert run(folder, to=to).bugs == 1
    monkeypatch.undo()
    mended = run(folder, to=to)
    assert (mended.bugs, mended.documents) == (0, {"cleaned": 1, "unchanged": 5})
    assert not (folder / "clean/_aside.jsonl").exists()


@FORMATS
def test_text_that_no_file_can_hold_sets_one_document_aside(
    folder: Path, monkeypatch: pytest.MonkeyPatch, to: str
) -> None:
    real = pipeline.clean.clean

    def clean(doc: Document, *args: object, **options: object) -> Document:
        done = real(doc, *args, **options)  # type: ignore[arg-type]  # passed through as they came
        return done.take("test", [Fact("title", "half \ud83d", "test/half")]) if doc.source == "b.txt" else done

    monkeypatch.setattr("pipeline.clean.clean", clean)
    report = run(folder, to=to)
    assert (report.documents, [aside.id for aside in report.asides]) == ({"cleaned": 5}, ["b.txt"])


@FORMATS
def test_a_reader_that_raises_sets_its_file_aside(folder: Path, monkeypatch: pytest.MonkeyPatch, to: str) -> None:
    def read(raw: object, source: Source, limits: object) -> Iterator[Document | Aside]:
        for number, item in enumerate(read_documents(raw, source, limits)):  # type: ignore[arg-type]  # a stub of a store
            if source.path == "w.jsonl" and number == 1:
                raise OverflowError("too many")
            yield item

    monkeypatch.setattr(batch_reading, "read_documents", read)
    report = run(folder, to=to)
    assert (report.documents, [aside.id for aside in report.asides]) == ({"cleaned": 4}, ["w.jsonl"])


@pytest.mark.parametrize("count", [0, 2])
def test_the_rest_of_a_file_that_cannot_be_split_is_read_whole(
    folder: Path, monkeypatch: pytest.MonkeyPatch, count: int
) -> None:
    def split(_raw: object, source: Source, _max_bytes: int) -> Iterator[Source]:
        line = (folder / "raw/w.jsonl").read_bytes().index(b"\n") + 1  # all lines have one length
        yield from [source._replace(first=at + 1, offset=at * line, length=line) for at in range(count)]
        raise OverflowError("too many")

    monkeypatch.setattr(chunks, "_chunks", split)
    assert run(folder).documents == {"cleaned": 6}


@pytest.mark.parametrize("error", [MemoryError(), StoreUnavailable("gone for now")])
def test_errors_of_the_machine_pass_the_fence(error: Exception) -> None:
    def fail() -> None:
        raise error

    with pytest.raises(type(error)):
        fenced("a.txt", fail)


def test_a_row_of_the_catalogue_that_raises_is_a_bug_and_the_run_ends(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = catalogue_rows.catalogue_row

    def row(result: ResultRow, run: str = "") -> catalogue_rows.Row:
        if result.source == "b.txt":
            raise ValueError("no row")
        return real(result, run)

    monkeypatch.setattr(catalogue_rows, "catalogue_row", row)
    report = run(folder)
    assert (report.documents, report.bugs) == ({"cleaned": 6}, 1)
    assert len(catalogue.read(open_store(str(folder / "clean")))) == 5


def test_a_document_reported_as_cleaned_and_not_written_fails_the_run(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(MarkdownWriter, "flush", lambda _: None)
    with pytest.raises(LostDocuments, match=r"6 documents were reported as cleaned and not on disk: a\.txt, b\.txt"):
        run(folder)


def test_two_documents_of_one_name_fail_the_run(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def read(raw: object, source: Source, limits: object) -> Iterator[Document | Aside]:
        for item in read_documents(raw, source, limits):  # type: ignore[arg-type]  # passed through as they came
            yield item
            yield item

    monkeypatch.setattr(batch_reading, "read_documents", read)
    with pytest.raises(LostDocuments, match=r"6 documents were read twice under one name: a\.txt, b\.txt"):
        run(folder)


def test_a_run_that_counts_wrong_fails(folder: Path) -> None:
    job = Job(raw=str(folder / "raw"), clean=str(folder / "clean"))
    reports = [clean_batch(job, each, default_digest()) for each in plan_batches(job, default_digest())]
    with pytest.raises(LostDocuments, match="the run counts"):
        finish_run(job, total_report([*reports, *reports]))


@FORMATS
def test_a_run_whose_end_broke_off_can_be_finished_again(
    folder: Path, monkeypatch: pytest.MonkeyPatch, to: str
) -> None:
    (folder / "raw/copy.txt").write_text(ARTICLE.format("Port a") + "\nA last line of its own.\n")
    values = {"raw": str(folder / "raw"), "clean": str(folder / "clean"), "to": to, "drop_duplicates": True}
    job = Job.model_validate(values)
    done = total_report(clean_batch(job, each, default_digest()) for each in plan_batches(job, default_digest()))

    def fail(*_: object) -> None:
        raise StoreUnavailable("for now")

    with monkeypatch.context() as patch:
        patch.setattr(output_folder, "end_run", fail)
        with pytest.raises(StoreUnavailable):
            finish_run(job, done)
    report = finish_run(job, done)
    assert (report.documents, report.duplicates > 0) == ({"cleaned": 7}, True)
