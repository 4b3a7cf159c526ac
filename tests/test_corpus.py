"""A folder from raw/ to clean/, without Prefect: what is written, what is set aside, what a second run does."""

import hashlib
import json
from pathlib import Path

import pytest
import yaml
from local_run import run_locally

from pipeline.corpus import planning, summary
from pipeline.corpus.batch import clean_batch
from pipeline.corpus.finishing import finish_run
from pipeline.corpus.job import Job
from pipeline.corpus.job_rules import load_job_rules
from pipeline.corpus.planning import plan_batches
from pipeline.corpus.report import Report, total_report
from pipeline.document import Document, record, replay
from pipeline.errors import BadRules

HEADLINE = "Harbour of Odesa reopens after storm"
BODY = (
    "The harbour of Odesa reopened on Monday, two days after a storm had closed it, its master said.\n\n"
    "Eleven ships with grain left for Egypt before noon, and nine more were to follow in the night."
)
ARTICLE = f"{HEADLINE}\n\n{BODY}\n"


def run(tmp_path: Path) -> Report:
    job = Job(raw=str(tmp_path / "raw"), clean=str(tmp_path / "clean"))
    digest = load_job_rules(job).digest
    report = total_report(clean_batch(job, batch, digest) for batch in plan_batches(job))
    finish_run(job, report)
    return report


def put(tmp_path: Path, name: str, content: bytes | str = ARTICLE) -> None:
    path = tmp_path / "raw" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("_catalogue"))
    return {str(path.relative_to(folder)): path.read_bytes() for path in files if path.name != "_duplicates.jsonl"}


def test_a_document_and_its_record(tmp_path: Path) -> None:
    put(tmp_path, "a/b.txt")
    assert run(tmp_path).documents == {"cleaned": 1}
    assert list(tree(tmp_path / "clean")) == [".copydesk", "_record/a/b.txt.json", "a/b.txt.md"]
    text = (tmp_path / "clean/a/b.txt.md").read_text("utf-8")
    _, front, body = text.split("---\n", 2)
    known = yaml.safe_load(front)
    assert list(known) == [
        "id", "title", "language", "source", "raw_sha256", "text_sha256", "rules", "copydesk",
    ]  # fmt: skip
    assert body == f"\n# {HEADLINE}\n\n{HEADLINE}\n\n{BODY}\n"  # not certain to be a headline: copied, and left
    assert known["raw_sha256"] == hashlib.sha256(ARTICLE.encode()).hexdigest()
    assert known["text_sha256"] == hashlib.sha256(f"{HEADLINE}\n\n{BODY}".encode()).hexdigest()


def test_the_record_gives_the_document_and_the_extracted_text(tmp_path: Path) -> None:
    put(tmp_path, "b.txt")
    run(tmp_path)
    head, steps = record.load((tmp_path / "clean/_record/b.txt.json").read_text("utf-8"))
    doc = replay(Document("b.txt", ARTICLE.encode()), steps)
    assert record.as_markdown(doc, head.rules) == (tmp_path / "clean/b.txt.md").read_text("utf-8")
    assert doc.extracted() == ARTICLE


def test_a_second_run_changes_nothing(tmp_path: Path) -> None:
    put(tmp_path, "b.txt")
    put(tmp_path, "empty.txt", b"")
    run(tmp_path)
    before = tree(tmp_path / "clean")
    report = run(tmp_path)
    assert (report.documents, len(report.asides)) == ({"unchanged": 1}, 1)
    assert tree(tmp_path / "clean") == before


def test_missing_and_damaged_files_are_written_again(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt", "c.txt", "d.txt"):
        put(tmp_path, name)
    run(tmp_path)
    before = tree(tmp_path / "clean")
    (tmp_path / "clean/a.txt.md").unlink()
    (tmp_path / "clean/_record/b.txt.json").unlink()
    (tmp_path / "clean/_record/c.txt.json").write_text("torn")
    assert run(tmp_path).documents == {"cleaned": 3, "unchanged": 1}
    assert tree(tmp_path / "clean") == before


def test_a_document_that_becomes_unreadable_is_deleted(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    run(tmp_path)
    put(tmp_path, "a.txt", b"")
    run(tmp_path)
    assert list(tree(tmp_path / "clean")) == [".copydesk", "_aside.jsonl"]
    line = json.loads((tmp_path / "clean/_aside.jsonl").read_text("utf-8"))
    assert list(line)[:5] == ["id", "reason", "stage", "rule", "remedy"]
    assert (line["id"], line["raw_sha256"]) == ("a.txt", hashlib.sha256(b"").hexdigest())
    assert "raw_bytes" not in line  # what is 0 or unknown is left out
    put(tmp_path, "a.txt")
    run(tmp_path)
    assert list(tree(tmp_path / "clean")) == [".copydesk", "_record/a.txt.json", "a.txt.md"]


def test_undecided_names_are_reported(tmp_path: Path) -> None:
    snow = "Snow covered Odessa on Tuesday, and the schools stayed shut, the mayor said at noon."
    put(tmp_path, "a.txt", f"{snow}\n\nPloughs were out all night.\n")
    report = run(tmp_path)
    assert report.undecided == {"spellings/Odesa": 1}
    assert list(summary.as_text(report))[-1].split() == ["1", "spellings/Odesa"]
    assert json.loads(summary.as_json(report))["undecided"] == {"spellings/Odesa": 1}
    assert snow in (tmp_path / "clean/a.txt.md").read_text("utf-8")


def test_asides_are_sorted_and_raw_is_untouched(tmp_path: Path) -> None:
    bad = {
        "z.txt": b"",
        "m.png": b"\x89PNG\r\n\x1a\n\0\0",
        "a.jsonl": b'{"text": \n{"text": "Fine. It rains."}\n',
        "q.txt": b"\0\1",
    }
    for name, content in bad.items():
        put(tmp_path, name, content)
    before = tree(tmp_path / "raw")
    run(tmp_path)
    assert tree(tmp_path / "raw") == before
    asides = [json.loads(line) for line in (tmp_path / "clean/_aside.jsonl").read_text("utf-8").splitlines()]
    assert [line["id"] for line in asides] == ["a.jsonl#1", "m.png", "q.txt", "z.txt"]
    assert all(line["reason"] and line["remedy"] and line["stage"] for line in asides)


def test_a_file_that_was_not_read_has_no_digest(tmp_path: Path) -> None:
    put(tmp_path, "a.css", "p {}")
    run(tmp_path)
    line = json.loads((tmp_path / "clean/_aside.jsonl").read_text("utf-8"))
    assert (line["rule"], line["raw_bytes"], "raw_sha256" in line) == ("reader/suffix", 4, False)


def test_lines_of_jsonl_have_their_own_id_and_file(tmp_path: Path) -> None:
    lines = [{"text": ARTICLE, "id": "wire-7", "url": "https://example.org/7"}, {"text": ARTICLE}]
    put(tmp_path, "w.jsonl", "\n".join(json.dumps(line) for line in lines))
    run(tmp_path)
    assert [name for name in tree(tmp_path / "clean") if name.endswith(".md")] == ["w.jsonl/1.md", "w.jsonl/2.md"]
    first, second = (
        yaml.safe_load((tmp_path / f"clean/w.jsonl/{n}.md").read_text("utf-8").split("---\n")[1]) for n in (1, 2)
    )
    assert (first["id"], first["source"], first["url"]) == ("wire-7", "w.jsonl#1", "https://example.org/7")
    assert (second["id"], second["source"]) == ("w.jsonl#2", "w.jsonl#2")


def test_the_same_input_gives_the_same_bytes_in_any_batches(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        put(tmp_path, f"{number}.txt", ARTICLE.replace("Odesa", f"Odesa {number}"))
    run(tmp_path)
    whole = tree(tmp_path / "clean")
    monkeypatch.setattr(planning, "_MAX_BATCH_BYTES", 1)
    (tmp_path / "clean").rename(tmp_path / "first")
    run(tmp_path)
    assert tree(tmp_path / "clean") == whole


def test_a_name_too_long_for_clean_is_set_aside(tmp_path: Path) -> None:
    put(tmp_path, "x" * 250 + ".txt")
    report = run(tmp_path)
    assert [aside.rule for aside in report.asides] == ["store/name"]


def test_rules_that_change_during_a_run_are_refused(tmp_path: Path) -> None:
    put(tmp_path, "a.txt")
    job = Job(raw=str(tmp_path / "raw"), clean=str(tmp_path / "clean"))
    with pytest.raises(BadRules, match="changed since the run began"):
        clean_batch(job, next(plan_batches(job)), "another digest")


@pytest.mark.parametrize("clean", ["raw", "raw/../raw", "."])
def test_documents_are_never_written_around_raw_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clean: str
) -> None:
    put(tmp_path, "a.txt")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ValueError, match="name another"):
        Job(raw="raw", clean=clean)


def test_only_what_the_run_before_did_not_set_aside_is_new(tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    (tmp_path / "raw" / "a.txt").write_text(ARTICLE)
    (tmp_path / "raw" / "b.txt").write_text("")
    counts = [run_locally(tmp_path / "raw", tmp_path / "clean").new_asides for _ in range(2)]
    (tmp_path / "raw" / "c.txt").write_text("")
    (tmp_path / "raw" / "b.txt").write_text(" ")
    report = run_locally(tmp_path / "raw", tmp_path / "clean")
    assert (counts, report.new_asides, len(report.asides)) == ([1, 0], 2, 2)
