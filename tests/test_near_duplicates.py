"""Which documents are copies: left alone first, then found, then who of them is canonical."""

import hashlib
import json
from pathlib import Path

import platformdirs
import pytest
from local_run import run_locally, without_run

from pipeline.corpus import catalogue, duplicates, similarity_cache
from pipeline.corpus.near_duplicates import Copy, KnownDocument, find_copies
from pipeline.corpus.report import Report
from pipeline.io.stores import open_store
from pipeline.text.shingles import shingles_of, sketch_of

WORDS = [f"word{number}" for number in range(4000)]


@pytest.fixture(autouse=True)
def _own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(platformdirs, "user_cache_path", lambda _: tmp_path / "cache")


def text(start: int, count: int) -> str:
    return " ".join(WORDS[start : start + count])


def doc(source: str, body: str, date: str = "") -> KnownDocument:
    digest = hashlib.sha256(body.encode()).hexdigest()
    return KnownDocument(source, source, date, len(body), digest, sketch_of(shingles_of(body)))


def found(**bodies: str) -> dict[str, tuple[str, float]]:
    known = [doc(source, body) for source, body in bodies.items()]
    return {copy.source: copy[1::2] for copy in find_copies(known, bodies.__getitem__, {})}


@pytest.mark.parametrize(
    "bodies",
    [
        pytest.param({"a": text(0, 300), "b": text(1000, 300)}, id="other words"),
        pytest.param({"a": text(0, 300), "b": text(200, 300)}, id="a third in common: an update quotes, it is no copy"),
        pytest.param(
            {"a": text(0, 400) + " " + text(3000, 40), "b": text(1000, 400) + " " + text(3000, 40)},
            id="the same boilerplate below two stories",
        ),
        pytest.param({"a": text(0, 12), "b": text(0, 13)}, id="so short that being alike is chance"),
        pytest.param({"a": "", "b": "one"}, id="no words to speak of"),
        pytest.param({}, id="no documents"),
    ],
)
def test_left_alone(bodies: dict[str, str]) -> None:
    assert found(**bodies) == {}


@pytest.mark.parametrize(
    ("bodies", "expected"),
    [
        pytest.param({"a": text(0, 9), "b": text(0, 9)}, {"b": ("a", 1.0)}, id="the same text, however short"),
        pytest.param({"a": text(0, 300), "b": text(0, 100)}, {"b": ("a", 1.0)}, id="a cut"),
        pytest.param({"a": text(0, 100), "b": text(0, 900)}, {"a": ("b", 1.0)}, id="a page of extras"),
        pytest.param(
            {"a": text(0, 300), "b": text(0, 300).upper().replace(" ", ",  ")}, {"a": ("b", 1.0)}, id="case, spaces"
        ),
        pytest.param(
            {"a": text(0, 303), "b": text(0, 150) + " changed " + text(151, 149)}, {"b": ("a", 0.987)}, id="an edit"
        ),
    ],
)
def test_copies(bodies: dict[str, str], expected: dict[str, tuple[str, float]]) -> None:
    assert found(**bodies) == expected


def test_the_longest_is_canonical_then_the_earliest_then_the_first() -> None:
    long, short = text(0, 300), text(0, 200)
    known = [doc("a", short, "2020-01-01"), doc("b", long), doc("d", long, "2021-05-05"), doc("c", long, "2021-05-05")]
    bodies = {"a": short, "b": long, "c": long, "d": long}
    assert [copy[:2] for copy in find_copies(known, bodies.__getitem__, {})] == [("a", "c"), ("b", "c"), ("d", "c")]


def test_a_page_with_two_whole_stories_is_canonical_for_both() -> None:
    one, other = text(0, 300), text(1000, 250)
    assert found(a=one, c=other, week=f"{one} {other}") == {"a": ("week", 1.0), "c": ("week", 1.0)}


def test_two_pages_with_much_common_boilerplate_do_not_join_two_stories() -> None:
    one, other, boilerplate = text(0, 300), text(1000, 300), text(2000, 900)
    bodies = {"a": one, "b": other, "page-a": f"{boilerplate} {one} more", "page-b": f"{boilerplate} {other}"}
    assert found(**bodies) == {"a": ("page-a", 1.0), "b": ("page-b", 1.0)}


def test_a_story_in_a_thousand_papers_is_one_cluster() -> None:
    bodies = {f"{number:04}": f"{text(0, 200)} own{number} line{number} here{number}" for number in range(1000)}
    assert {
        copy.duplicate_of for copy in find_copies([doc(*item) for item in bodies.items()], bodies.__getitem__, {})
    } == {"0100"}


def test_a_known_similarity_is_not_measured_again() -> None:
    bodies = {"a": text(0, 300), "b": text(0, 100)}
    known = [doc(*item) for item in bodies.items()]
    pair = known[1].digest, known[0].digest
    (copy,) = find_copies(known, dict[str, str]().__getitem__, {pair: 0.75})
    assert copy.similarity == 0.75


STORY = [
    f"Ship number {number} left the harbour of Odesa at {number} past noon with grain for port {number * 7}."
    for number in range(12)
]
TRAMS = [f"Line {number} of the city's trams was shut in the night of frost, riders said." for number in range(12)]


def run(tmp_path: Path, **options: object) -> Report:
    return run_locally(tmp_path / "raw", tmp_path / "clean", **options)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "raw").mkdir()
    for name, lines in {"a": STORY, "b": STORY[:6], "c": TRAMS}.items():
        (tmp_path / f"raw/{name}.txt").write_text("Ships leave the harbour again\n\n" + "\n\n".join(lines) + "\n")
    return tmp_path


@pytest.mark.parametrize("to", ["md", "jsonl"])
def test_a_run_marks_copies_and_drops_them_under_the_option(folder: Path, to: str) -> None:
    clean = folder / "clean"

    def documents() -> list[str]:
        if to == "jsonl":
            return [json.loads(line)["id"] for line in next((clean / "documents").iterdir()).read_text().splitlines()]
        return sorted(path.name.removesuffix(".md") for path in clean.glob("*.md"))

    assert run(folder, to=to).duplicates == 1
    (line,) = (clean / "_duplicates.jsonl").read_text().splitlines()
    assert {key: json.loads(line)[key] for key in ("source", "duplicate_of")} == {
        "source": "b.txt",
        "duplicate_of": "a.txt",
    }
    assert documents() == ["a.txt", "b.txt", "c.txt"]
    run(folder, to=to, drop_duplicates=True)
    assert documents() == ["a.txt", "c.txt"]
    if to == "md":
        assert run(folder, drop_duplicates=True).documents == {"unchanged": 3}
    run(folder, to=to)
    assert documents() == ["a.txt", "b.txt", "c.txt"]


def test_a_copy_whose_original_is_removed_is_no_copy_any_more(folder: Path) -> None:
    run(folder, drop_duplicates=True)
    (folder / "raw/a.txt").unlink()
    assert run(folder, drop_duplicates=True, prune=True).duplicates == 0
    assert (folder / "clean/b.txt.md").exists()
    assert duplicates.read(open_store(str(folder / "clean"))) == []


def test_the_catalogue_has_a_row_a_document_and_is_derived(folder: Path) -> None:
    (folder / "raw/empty.txt").write_text("")
    run(folder)
    clean = open_store(str(folder / "clean"))
    rows = catalogue.read(clean)
    assert [(row["source"], row["status"], row["duplicate_of"]) for row in rows] == [
        ("a.txt", "clean", ""),
        ("b.txt", "clean", "a.txt"),
        ("c.txt", "clean", ""),
        ("empty.txt", "aside", ""),
    ]
    assert rows[0]["words_before"] >= rows[0]["words_after"] >= len(" ".join(STORY).split())
    assert rows[0]["language"] == "en"
    (folder / "clean/_catalogue.parquet").unlink()
    (folder / "clean/_catalogue.last.parquet").unlink(missing_ok=True)
    run(folder)
    assert without_run(catalogue.read(clean)) == without_run(rows)


def test_the_catalogue_has_new_asides_at_once(folder: Path) -> None:
    run(folder)
    (folder / "raw/c.txt").write_text("")
    assert run(folder).documents == {"unchanged": 2}
    rows = catalogue.read(open_store(str(folder / "clean")))
    assert [(row["source"], row["status"]) for row in rows] == [
        ("a.txt", "clean"),
        ("b.txt", "clean"),
        ("c.txt", "aside"),
    ]


def test_a_catalogue_from_kept_rows_is_that_from_all_rows(folder: Path) -> None:
    run(folder)
    (folder / "raw/d.txt").write_text("\n\n".join(STORY[3:]) + "\n")
    run(folder)
    clean = open_store(str(folder / "clean"))
    rows = catalogue.read(clean)
    (folder / "clean/_catalogue.parquet").unlink()
    (folder / "clean/_catalogue.last.parquet").unlink()
    run(folder)
    assert without_run(catalogue.read(clean)) == without_run(rows)
    assert isinstance((duplicates.read(clean) or [])[0], Copy)


def test_what_was_compared_once_is_not_read_again(tmp_path: Path) -> None:
    bodies = {"a": text(0, 300), "b": text(0, 150) + " " + text(1000, 150), "c": text(0, 250)}
    known = [doc(source, body) for source, body in bodies.items()]
    measured = dict[tuple[str, str], float]()
    copies = find_copies(known, bodies.__getitem__, measured)
    assert [copy[:2] for copy in copies] == [("c", "a")]
    assert 0 < min(measured.values()) < 0.7  # of a and b, which are no copies
    clean = open_store(str(tmp_path / "clean"))
    similarity_cache.write(clean, measured, {each.digest for each in known})
    assert similarity_cache.read(clean) == measured
    assert find_copies(known, dict[str, str]().__getitem__, similarity_cache.read(clean)) == copies
    similarity_cache.write(clean, measured, {known[0].digest, known[2].digest})
    assert list(similarity_cache.read(clean)) == [(known[2].digest, known[0].digest)]


def test_the_similarity_of_a_text_that_was_edited_since_is_not_kept() -> None:
    bodies = {"a": text(0, 300), "b": text(0, 150) + " " + text(1000, 150)}
    known = [doc(source, body) for source, body in bodies.items()]
    measured = dict[tuple[str, str], float]()
    find_copies(known, {**bodies, "b": ""}.__getitem__, measured)
    assert measured == {}
