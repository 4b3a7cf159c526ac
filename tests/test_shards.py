"""Documents as rows of shards: bounded, the same bytes each time, and only those made anew whose files changed."""

import gzip
import json
import os
import time
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest
from local_run import without_run

import pipeline.clean
from pipeline.corpus import batch_reading, catalogue, preview, shard_plan, verification
from pipeline.corpus.batch import clean_batch
from pipeline.corpus.finishing import finish_run
from pipeline.corpus.job import Job
from pipeline.corpus.planning import plan_batches
from pipeline.corpus.report import Report, total_report
from pipeline.document import Document, record, replay
from pipeline.io.stores import open_store
from pipeline.io.writers import shard_rows, shards
from pipeline.rules.loading import load_rules

ARTICLE = (
    "Harbour of {0} reopens after storm\n\n"
    "The harbour of {0} reopened on Monday, two days after a storm had closed it, its master said.\n\n"
    "Eleven ships with grain left {0} for Egypt before noon, and nine more were to follow in the night.\n"
)
FORMATS = pytest.mark.parametrize("to", ["jsonl", "parquet"])


@cache
def _digest() -> str:
    return load_rules().digest


@pytest.fixture(autouse=True)
def _small(monkeypatch: pytest.MonkeyPatch) -> None:
    """Shards of a few files, so that there are some."""
    monkeypatch.setattr(shard_plan, "MAX_SHARD_FILES", 6)
    monkeypatch.setattr(shard_plan, "BOUNDARY_INTERVAL", 4)


@pytest.fixture
def cleaned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The documents that were cleaned, in order."""
    seen: list[str] = []
    real = pipeline.clean.clean

    def clean(doc: Document, *args: Any, **options: Any) -> Document:
        seen.append(doc.source)
        return real(doc, *args, **options)

    monkeypatch.setattr("pipeline.clean.clean", clean)
    return seen


def put(tmp_path: Path, name: str, content: bytes | str | None = None, *, age: float = 100) -> None:
    path = tmp_path / "raw" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    content = ARTICLE.format(name) if content is None else content
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    os.utime(path, (time.time() - age,) * 2)


def some(tmp_path: Path, count: int = 20) -> None:
    for number in range(count):
        put(tmp_path, f"{number:02}.txt")


def reports(job: Job) -> Iterator[Report]:
    for planned in plan_batches(job, _digest()):
        yield clean_batch(job, planned, _digest()) if planned.sources else planned.up_to_date


def run(tmp_path: Path, to: str, **options: object) -> Report:
    job = Job.model_validate({"raw": str(tmp_path / "raw"), "clean": str(tmp_path / "clean"), "to": to, **options})
    return finish_run(job, total_report(reports(job)))


def tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("_catalogue"))
    return {str(path.relative_to(folder)): path.read_bytes() for path in files if path.name != "_duplicates.jsonl"}


def documents(tmp_path: Path, under: str = "documents") -> list[str]:
    """The ids of all rows, in order, as any other tool would read them."""
    found: list[str] = []
    for path in sorted((tmp_path / "clean" / under).glob("*")):
        if path.suffix == ".parquet":
            found += pq.read_table(path, columns=["id"])["id"].to_pylist()
        else:
            found += [json.loads(line)["id"] for line in path.read_text("utf-8").splitlines()]
    return sorted(found)


ALL = [f"{number:02}.txt" for number in range(20)]


@FORMATS
def test_documents_are_rows_with_their_record(tmp_path: Path, to: str) -> None:
    some(tmp_path)
    assert run(tmp_path, to).documents == {"cleaned": 20}
    assert documents(tmp_path) == ALL
    files = list((tmp_path / "clean/documents").iterdir())
    assert len(files) > 2
    with files[0].open("rb") as file:
        (row, *others) = shard_rows.load_rows(file, to)
    assert len(others) < 6
    assert [key for key in row if key in {"id", "title", "text", "record"}] == ["id", "title", "text", "record"]
    raw = (tmp_path / "raw" / row["id"]).read_bytes()
    doc = replay(Document(row["id"], raw), record.steps_of(row["record"]))
    copy = {key: row[key] for key in ("duplicate_of",) if key in row}
    assert shard_rows.shard_row(doc, row["rules"], len(raw)) | copy == row


def test_both_formats_hold_the_same_rows(tmp_path: Path) -> None:
    some(tmp_path)
    found = {}
    for to in ("jsonl", "parquet"):
        run(tmp_path, to)
        clean = open_store(str(tmp_path / "clean"))
        found[to] = [row for name in shards.shard_names(clean) for row in shards.read_rows(clean, name, to)]
        (tmp_path / "clean").rename(tmp_path / to)
    assert found["jsonl"] == found["parquet"]


@FORMATS
def test_a_second_run_reads_nothing_and_changes_nothing(
    tmp_path: Path, to: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    some(tmp_path)
    put(tmp_path, "empty.txt", "")
    first = run(tmp_path, to)
    before = tree(tmp_path / "clean")
    monkeypatch.setattr(batch_reading, "read_documents", None)
    again = run(tmp_path, to)
    assert (again.documents, again.asides, again.files) == ({"unchanged": 20}, first.asides, 21)
    assert tree(tmp_path / "clean") == before


@FORMATS
def test_only_the_shard_of_a_changed_file_is_written_again(tmp_path: Path, to: str, cleaned: list[str]) -> None:
    some(tmp_path)
    run(tmp_path, to)
    before = tree(tmp_path / "clean/documents")
    cleaned.clear()
    put(tmp_path, "07.txt", ARTICLE.format("Izmail"), age=50)
    assert run(tmp_path, to).documents == {"cleaned": 1, "unchanged": 19}
    after = tree(tmp_path / "clean/documents")
    assert cleaned == ["07.txt"]
    assert before.keys() == after.keys()
    assert sum(before[name] != after[name] for name in before) == 1


def test_a_new_file_changes_its_own_shard_and_not_all_after_it(tmp_path: Path, cleaned: list[str]) -> None:
    some(tmp_path, 60)
    run(tmp_path, "jsonl")
    before = tree(tmp_path / "clean/documents")
    cleaned.clear()
    put(tmp_path, "07a.txt", ARTICLE.format("07.txt"))  # no longer than the others, which stay copies of the first
    run(tmp_path, "jsonl")
    after = tree(tmp_path / "clean/documents")
    assert "07a.txt" in cleaned
    assert sum(before.get(name) != after[name] for name in after) <= 3 < len(after) - 3
    assert documents(tmp_path) == sorted([*(f"{number:02}.txt" for number in range(60)), "07a.txt"])


@FORMATS
@pytest.mark.parametrize("lost", ["documents", "_shards"])
def test_a_deleted_shard_or_manifest_is_written_again(tmp_path: Path, to: str, lost: str) -> None:
    some(tmp_path)
    run(tmp_path, to)
    before = tree(tmp_path / "clean")
    next((tmp_path / "clean" / lost).iterdir()).unlink()
    run(tmp_path, to)
    assert tree(tmp_path / "clean") == before


@FORMATS
def test_equal_files_give_equal_bytes_whatever_the_folder_held_before(tmp_path: Path, to: str) -> None:
    some(tmp_path)
    run(tmp_path, to)
    whole = tree(tmp_path / "clean")
    (tmp_path / "clean").rename(tmp_path / "first")
    for name in ("03.txt", "11.txt"):
        (tmp_path / "raw" / name).rename(tmp_path / name)
    run(tmp_path, to)
    for name in ("03.txt", "11.txt"):
        (tmp_path / name).rename(tmp_path / "raw" / name)
    run(tmp_path, to)
    assert tree(tmp_path / "clean") == whole


@FORMATS
def test_a_run_after_an_interrupted_one_gives_the_same_bytes(tmp_path: Path, to: str) -> None:
    some(tmp_path)
    run(tmp_path, to)
    put(tmp_path, "07.txt", ARTICLE.format("Izmail"), age=50)
    (tmp_path / "raw/13.txt").unlink()
    job = Job.model_validate({"raw": str(tmp_path / "raw"), "clean": str(tmp_path / "clean"), "to": to})
    run(tmp_path, to)
    whole, count = tree(tmp_path / "clean"), sum(1 for _ in plan_batches(job, _digest()))
    for number in range(count):
        (tmp_path / "clean").rename(tmp_path / f"before-{number}")
        put(tmp_path, "07.txt")
        put(tmp_path, "13.txt")
        run(tmp_path, to)
        put(tmp_path, "07.txt", ARTICLE.format("Izmail"), age=50)
        (tmp_path / "raw/13.txt").unlink()
        broken = reports(job)
        for _ in range(number + 1):
            next(broken, None)
        run(tmp_path, to)
        documents_of = {name: data for name, data in tree(tmp_path / "clean").items() if name.startswith("documents")}
        assert documents_of == {name: data for name, data in whole.items() if name.startswith("documents")}


@FORMATS
def test_documents_of_removed_files_stay_until_pruned(tmp_path: Path, to: str) -> None:
    some(tmp_path)
    put(tmp_path, "w.jsonl", "".join(json.dumps({"text": ARTICLE.format(port)}) + "\n" for port in ("Reni", "Kilia")))
    run(tmp_path, to)
    (tmp_path / "raw/05.txt").unlink()
    put(tmp_path, "w.jsonl", json.dumps({"text": ARTICLE.format("Reni")}) + "\n", age=50)
    both = ("05.txt", "w.jsonl#2")
    assert run(tmp_path, to).removed == run(tmp_path, to).removed == both
    assert documents(tmp_path) == sorted([*ALL, "w.jsonl#1", "w.jsonl#2"])
    assert {row["source"] for row in catalogue.read(open_store(str(tmp_path / "clean")))} >= set(both)
    assert run(tmp_path, to, prune=True).removed == both
    assert documents(tmp_path) == sorted({*ALL, "w.jsonl#1"} - {"05.txt"})
    assert documents(tmp_path, "_removed/documents") == list(both)
    assert run(tmp_path, to, prune=True).removed == ()


def test_a_file_that_returns_is_not_reported_as_removed(tmp_path: Path) -> None:
    some(tmp_path)
    run(tmp_path, "jsonl")
    whole = tree(tmp_path / "clean")
    (tmp_path / "raw/05.txt").unlink()
    run(tmp_path, "jsonl")
    put(tmp_path, "05.txt")
    assert run(tmp_path, "jsonl").removed == ()
    assert tree(tmp_path / "clean").keys() == whole.keys()


def test_an_empty_raw_folder_prunes_nothing(tmp_path: Path) -> None:
    some(tmp_path, 3)
    run(tmp_path, "jsonl")
    for path in (tmp_path / "raw").iterdir():
        path.unlink()
    assert run(tmp_path, "jsonl", prune=True).removed == ()
    assert documents(tmp_path) == ALL[:3]


def test_a_corrupt_file_of_lines_loses_no_document(tmp_path: Path) -> None:
    packed = gzip.compress("".join(json.dumps({"text": ARTICLE.format(n)}) + "\n" for n in range(3)).encode())
    put(tmp_path, "w.jsonl.gz", packed)
    run(tmp_path, "jsonl")
    put(tmp_path, "w.jsonl.gz", packed[:-40], age=50)
    report = run(tmp_path, "jsonl", prune=True)
    assert (report.removed, [aside.rule for aside in report.asides]) == ((), ["reader/corrupt"])
    assert documents(tmp_path) == [f"w.jsonl.gz#{line}" for line in (1, 2, 3)]


def test_a_document_that_is_set_aside_now_has_no_row(tmp_path: Path) -> None:
    some(tmp_path, 3)
    run(tmp_path, "jsonl")
    put(tmp_path, "01.txt", "", age=50)
    report = run(tmp_path, "jsonl")
    assert (report.removed, len(report.asides), documents(tmp_path)) == ((), 1, ["00.txt", "02.txt"])


@FORMATS
def test_a_large_file_of_lines_makes_many_shards_and_is_not_read_again(
    tmp_path: Path, to: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shard_plan, "MAX_SHARD_BYTES", 2000)
    monkeypatch.setattr("pipeline.io.readers.chunks._BLOCK", 500)
    lines = [json.dumps({"text": ARTICLE.format(f"Port {number}")}) + "\n" for number in range(30)]
    put(tmp_path, "w.jsonl", "".join(lines))
    assert run(tmp_path, to).documents == {"cleaned": 30}
    assert len(list((tmp_path / "clean/documents").iterdir())) > 3
    monkeypatch.setattr("pipeline.io.readers.chunks.split_source", None)
    assert run(tmp_path, to).documents == {"unchanged": 30}
    monkeypatch.undo()
    monkeypatch.setattr(shard_plan, "MAX_SHARD_BYTES", 2000)
    monkeypatch.setattr("pipeline.io.readers.chunks._BLOCK", 500)
    put(tmp_path, "w.jsonl", "".join(lines) + json.dumps({"text": ARTICLE.format("Reni")}) + "\n", age=50)
    assert run(tmp_path, to).documents == {"cleaned": 1, "unchanged": 30}


@FORMATS
def test_duplicates_are_dropped_under_the_option_and_return_without_it(tmp_path: Path, to: str) -> None:
    some(tmp_path)
    put(tmp_path, "copy.txt", ARTICLE.format("04.txt"))
    assert run(tmp_path, to).duplicates > 0
    whole = tree(tmp_path / "clean")
    run(tmp_path, to, drop_duplicates=True)
    dropped = documents(tmp_path, "_duplicates/documents")
    assert "copy.txt" in dropped or "04.txt" in dropped
    assert sorted([*documents(tmp_path), *dropped]) == sorted([*ALL, "copy.txt"])
    up_to_date = tree(tmp_path / "clean")
    assert run(tmp_path, to, drop_duplicates=True).documents == {"unchanged": 21}
    assert tree(tmp_path / "clean") == up_to_date
    run(tmp_path, to)
    assert tree(tmp_path / "clean") == whole


@FORMATS
def test_the_catalogue_is_derived_from_shards(tmp_path: Path, to: str) -> None:
    some(tmp_path)
    put(tmp_path, "empty.txt", "")
    run(tmp_path, to)
    clean = open_store(str(tmp_path / "clean"))
    found = catalogue.read(clean)
    assert len(found) == 21
    for name in ("_catalogue.parquet", "_catalogue.last.parquet"):
        (tmp_path / "clean" / name).unlink(missing_ok=True)
    run(tmp_path, to)
    assert without_run(catalogue.read(clean)) == without_run(found)


def test_a_folder_has_one_output_format(tmp_path: Path) -> None:
    some(tmp_path, 3)
    run(tmp_path, "jsonl")
    for other in ("md", "parquet"):
        with pytest.raises(ValueError, match="holds documents as jsonl"):
            run(tmp_path, other)


@FORMATS
def test_a_dry_run_gives_each_file_with_its_reason(tmp_path: Path, to: str) -> None:
    some(tmp_path, 6)
    job = Job.model_validate({"raw": str(tmp_path / "raw"), "clean": str(tmp_path / "clean"), "to": to})
    rule_set = load_rules()
    assert {why for _, why in preview.planned_files(job, rule_set)} == {"new"}
    assert not (tmp_path / "clean").exists()
    run(tmp_path, to)
    assert list(preview.planned_files(job, rule_set)) == []
    put(tmp_path, "03.txt", ARTICLE.format("Izmail"), age=50)
    (tmp_path / "raw/00.txt").unlink()
    found = dict(preview.planned_files(job, rule_set))
    assert (found["03.txt"], found["00.txt"]) == ("its size or time changed", "removed from raw/")
    comparison = preview.compare(job, str(tmp_path / "clean"), rule_set)
    assert (comparison.documents, comparison.changed, comparison.new) == (5, 1, 0)


def lines(tmp_path: Path) -> None:
    text = ARTICLE.format("Kiev, the capital of Ukraine,")
    rows = [
        {"id": 1, "text": text, "date": "2024-02-27", "section": "Sport"},
        {
            "id": 2,
            "text": text + "\n\nOne line more, which the first one lacks.",
            "date": "27 February",
        },
    ]
    put(tmp_path, "a.jsonl", "".join(json.dumps(row) + "\n" for row in rows))


def test_rows_of_parquet_have_types_counts_columns_of_the_input_and_copies(tmp_path: Path) -> None:
    lines(tmp_path)
    run(tmp_path, "parquet")
    (shard,) = (tmp_path / "clean" / "documents").glob("*.parquet")
    first, second = pq.read_table(shard).to_pylist()
    kyiv = first["text"].count("Kyiv")
    assert kyiv
    assert (first["date"], first["date_text"], second["date"], second["date_text"]) == (
        date(2024, 2, 27),
        None,
        None,
        "27 February",
    )
    assert (first["meta"], first["duplicate_of"], first["edits_spellings"]) == (
        [("section", "Sport")],
        "a.jsonl#2",
        kyiv,
    )
    assert (second["meta"], second["duplicate_of"], second["edits_spellings"]) == ([], None, kyiv)
    before = tree(tmp_path / "clean")
    run(tmp_path, "parquet")
    assert tree(tmp_path / "clean") == before


@FORMATS
def test_rows_without_records_are_smaller_and_have_the_same_catalogue(tmp_path: Path, to: str) -> None:
    lines(tmp_path)
    run(tmp_path, to)
    clean = open_store(str(tmp_path / "clean"))
    catalogue_with, size = catalogue.read(clean), sum(map(len, tree(tmp_path / "clean").values()))
    run(tmp_path, to, record=False)
    assert without_run(catalogue.read(clean)) == without_run(catalogue_with)
    assert sum(map(len, tree(tmp_path / "clean").values())) < size
    assert list(verification.verify(clean)) == []
    for name in ("_catalogue.parquet", "_catalogue.last.parquet"):
        (tmp_path / "clean" / name).unlink()
    assert run(tmp_path, to, record=False).documents == {"unchanged": 2}
    rows = without_run(catalogue.read(clean))
    assert [{**row, "extraction": ""} for row in rows] == [
        {**row, "extraction": ""} for row in without_run(catalogue_with)
    ]
    run(tmp_path, to)
    assert sum(map(len, tree(tmp_path / "clean").values())) >= size
