"""State of an output folder: whatever is damaged is noticed, and made again; ``verify`` finds and repairs it."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from local_run import run_locally, without_run

from pipeline.corpus import catalogue, verification
from pipeline.corpus.report import Report
from pipeline.io.stores import open_store

ARTICLE = (
    "Harbour of {0} reopens after storm\n\n"
    "The harbour of {0} reopened on Monday, two days after a storm had closed it, its master said.\n\n"
    "Eleven ships with grain left {0} for Egypt before noon, and nine more were to follow in the night.\n"
)
FORMATS = pytest.mark.parametrize("to", ["md", "jsonl", "parquet"])
DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda _: b"",
    "cut": lambda data: data[: len(data) // 2],
    "changed": lambda data: bytes(255 - byte for byte in data),
    "other": lambda _: b"[]\n",
}


def run(tmp_path: Path, **options: object) -> Report:
    return run_locally(tmp_path / "raw", tmp_path / "clean", **options)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A raw folder with pages, lines, a copy and an empty file."""
    raw = tmp_path / "raw"
    (raw / "b").mkdir(parents=True)
    for name in ("a.txt", "b/c.txt"):
        (raw / name).write_text(ARTICLE.format(name[0].upper() + "port"))
    lines = [json.dumps({"text": ARTICLE.format(name)}) for name in ("Reni", "Izmail", "Kilia")]
    (raw / "w.jsonl").write_text("\n".join(lines))
    (raw / "copy.txt").write_text(ARTICLE.format("Aport") + "\nA last line of its own.\n")
    (raw / "empty.txt").write_text("")
    for path in raw.rglob("*.*"):
        os.utime(path, (1_700_000_000, 1_700_000_000))
    return tmp_path


def tree(folder: Path) -> dict[str, bytes]:
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.name.startswith("_catalogue"))
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def problems(tmp_path: Path, *, repair: bool = False) -> list[tuple[str, str]]:
    found = verification.verify(open_store(str(tmp_path / "clean")), repair=repair)
    return [(problem.path, problem.kind) for problem in found]


@FORMATS
def test_a_folder_without_damage_has_no_problems(folder: Path, to: str) -> None:
    run(folder, to=to)
    assert problems(folder) == []
    run(folder, to=to, drop_duplicates=True)
    assert problems(folder) == []


@FORMATS
@pytest.mark.parametrize("damage", DAMAGES)
def test_every_damaged_file_heals(folder: Path, to: str, damage: str) -> None:
    run(folder, to=to)
    clean = folder / "clean"
    before, rows = tree(clean), without_run(catalogue.read(open_store(str(clean))))
    for name in [*before, "_catalogue.parquet"]:
        content = (clean / name).read_bytes()
        (clean / name).write_bytes(DAMAGES[damage](content))
        noticed = problems(folder) or name == ".copydesk"
        run(folder, to=to)
        run(folder, to=to)
        if tree(clean) != before:  # a change of content that keeps the size is found when the content is read
            assert noticed, name
            run(folder, to=to, checksum=True)
        assert (tree(clean), without_run(catalogue.read(open_store(str(clean))))) == (before, rows), name
        assert problems(folder) == [], name


@FORMATS
def test_a_document_that_was_cut_is_cleaned_again_and_reported(folder: Path, to: str) -> None:
    run(folder, to=to)
    before = tree(folder / "clean")
    pattern = "**/*.md" if to == "md" else f"documents/*.{to}"
    path = next((folder / "clean").glob(pattern))
    path.write_bytes(b"")
    report = run(folder, to=to)
    assert len(report.repaired) == 1
    assert tree(folder / "clean") == before
    assert run(folder, to=to).repaired == ()


def test_an_edited_document_is_found_by_checksum_and_by_verify(folder: Path) -> None:
    run(folder)
    before = tree(folder / "clean")
    for name in ("a.txt.md", "w.jsonl/2.md"):
        path = folder / "clean" / name
        path.write_text(path.read_text().replace("Eleven", "Twelve"))
    assert sum(run(folder).documents.values()) == 6
    assert problems(folder) == [("a.txt.md", "changed"), ("w.jsonl/2.md", "changed")]
    assert run(folder, checksum=True).documents["cleaned"] == 2
    assert tree(folder / "clean") == before


def test_repair_restores_documents_and_moves_stray_files_away(folder: Path) -> None:
    run(folder)
    clean = folder / "clean"
    before = tree(clean)
    (clean / "a.txt.md").write_text("edited")
    (clean / "w.jsonl/1.md").unlink()
    (clean / "stray.md").write_text("stray")
    (clean / "_record/b/c.txt.json").write_text("damaged")
    found = problems(folder, repair=True)
    assert found == [
        ("a.txt.md", "changed"),
        ("_record/b/c.txt.json", "damaged"),
        ("w.jsonl/1.md", "missing"),
        ("stray.md", "stray"),
    ]
    assert (clean / "_removed/stray.md").read_text() == "stray"
    assert (clean / "a.txt.md").read_bytes() == before["a.txt.md"]
    assert run(folder).documents["cleaned"] == 1
    (clean / "_removed/stray.md").unlink()
    assert (tree(clean), problems(folder)) == (before, [])


def test_the_command_exits_1_on_a_problem_and_repairs_it(folder: Path) -> None:
    run(folder)

    def verify(*options: str) -> tuple[int, str]:
        command = [sys.executable, "-m", "pipeline.cli", "verify", str(folder / "clean"), *options]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    assert verify() == (0, "every document agrees with its record\n")
    (folder / "clean/a.txt.md").write_text("edited")
    line = "a.txt.md: changed: the document was edited or damaged\n"
    assert verify() == (1, f"{line}1 problems; --repair restores documents from their records\n")
    assert verify("--repair")[0] == 0
    assert verify() == (0, "every document agrees with its record\n")
