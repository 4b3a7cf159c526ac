"""Parquet files as raw: a row is a document, as a line of JSONL is."""

import json
from pathlib import Path
from random import Random

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from local_run import run_locally

from pipeline.corpus.report import Report
from pipeline.document import Document
from pipeline.io.asides import Aside
from pipeline.io.readers import chunks
from pipeline.io.readers.raw_files import read_documents
from pipeline.io.sources import list_sources
from pipeline.io.stores import open_store
from pipeline.rules.loading import CorpusRules

ARTICLE = (
    "Harbour of {} reopens after storm\n\n"
    "The harbour of {} reopened on Monday, two days after a storm had closed it, its master said.\n\n"
    "Eleven ships with grain left for Egypt before noon, and nine more were to follow in the night.\n"
)
ROWS = [
    {"text": ARTICLE.format(name, name), "url": f"https://example.org/{name}"} for name in ("Reni", "Izmail", "Kilia")
]


@pytest.fixture
def raw(tmp_path: Path) -> Path:
    """The same three documents as Parquet, two to a row group, and as JSONL."""
    (tmp_path / "raw").mkdir()
    (tmp_path / "lines").mkdir()
    pq.write_table(pa.Table.from_pylist(ROWS), tmp_path / "raw/w.parquet", row_group_size=2)
    (tmp_path / "lines/w.jsonl").write_text("".join(json.dumps(row) + "\n" for row in ROWS))
    return tmp_path / "raw"


def run(tmp_path: Path, raw: str) -> Report:
    return run_locally(tmp_path / raw, tmp_path / f"clean-{raw}")


def test_rows_are_cleaned_as_lines_are(raw: Path, tmp_path: Path) -> None:
    assert run(tmp_path, "raw").documents == run(tmp_path, "lines").documents == {"cleaned": 3}
    for number in (1, 2, 3):
        row, line = (
            (tmp_path / f"clean-{name}" / file / f"{number}.md").read_text().split("rules: ")[1]
            for name, file in (("raw", "w.parquet"), ("lines", "w.jsonl"))
        )
        assert row == line
    assert "https://example.org/Izmail" in (tmp_path / "clean-raw/w.parquet/2.md").read_text()
    assert run(tmp_path, "raw").documents == {"unchanged": 3}
    assert raw.exists()


def test_each_row_group_is_a_chunk(raw: Path) -> None:
    (source,) = list_sources(raw)
    parts = list(chunks.split_source(open_store(str(raw)), source, 10))
    assert [(part.first, part.offset, part.length, part.last) for part in parts] == [(1, 0, 2, False), (3, 2, 1, True)]
    (third,) = read_documents(raw, parts[1], CorpusRules())
    assert isinstance(third, Document)
    assert (third.source, third.kind, json.loads(third.raw)) == ("w.parquet#3", "line", ROWS[2])


def test_a_file_that_is_not_parquet_is_set_aside(raw: Path) -> None:
    (raw / "w.parquet").write_bytes(b"PAR1 torn")
    (source,) = list_sources(raw)
    (part,) = chunks.split_source(open_store(str(raw)), source, 10)
    (item,) = read_documents(raw, part, CorpusRules())
    assert isinstance(item, Aside)
    assert (item.id, item.rule) == ("w.parquet", "reader/corrupt")


ODD_CELLS = {
    "nanoseconds": (pa.array([1, 2], pa.timestamp("ns")), "1970-01-01 00:00:00.000000001"),
    "a date beyond year 9999": (pa.array([2**30, 1], pa.int32()).view(pa.date32()), None),
    "a time beyond year 9999": (pa.array([2**62, 5], pa.timestamp("us")), None),
    "an unknown time zone": (pa.array([1, 2], pa.timestamp("us", "Mars/Phobos")), None),
    "a long duration": (pa.array([2**62, 1], pa.int64()).view(pa.duration("ns")), "4611686018427387904"),
    "no UTF-8": (pa.array([b"caf\xe9", b"x"]).view(pa.string()), "caf\N{REPLACEMENT CHARACTER}"),
    "bytes": (pa.array([b"caf\xc3\xa9", b"x"]), "caf\N{LATIN SMALL LETTER E WITH ACUTE}"),
    "no UTF-8 in a list": (pa.array([[b"caf\xe9"], [b"x"]]), ["caf\N{REPLACEMENT CHARACTER}"]),
    "a time beyond year 9999 in a list": (
        pa.ListArray.from_arrays(pa.array([0, 1, 2], pa.int32()), pa.array([2**62, 5], pa.timestamp("us"))),
        None,
    ),
}


@pytest.mark.parametrize(("cells", "expected"), ODD_CELLS.values(), ids=ODD_CELLS)
def test_a_cell_without_a_python_value_is_text_or_empty(tmp_path: Path, cells: pa.Array, expected: object) -> None:
    pq.write_table(pa.table({"text": ["One.", "Two."], "date": cells}), tmp_path / "w.parquet")
    (source,) = list_sources(tmp_path)
    first, second = read_documents(tmp_path, source, CorpusRules())
    assert isinstance(first, Document)
    assert isinstance(second, Document)
    row = json.loads(first.raw)
    assert (row["text"], row.get("date"), json.loads(second.raw)["text"]) == ("One.", expected, "Two.")


@pytest.mark.parametrize("seed", range(40))
def test_a_mutated_file_gives_documents_or_a_reason(tmp_path: Path, seed: int) -> None:
    pq.write_table(pa.Table.from_pylist(ROWS), tmp_path / "w.parquet")
    draw = Random(seed)  # noqa: S311 - the same mutations each time
    data = bytearray((tmp_path / "w.parquet").read_bytes())
    for _ in range(draw.choice([1, 4, 16])):
        data[draw.randrange(len(data))] = draw.randrange(256)
    (tmp_path / "w.parquet").write_bytes(data)
    (source,) = list_sources(tmp_path)
    for part in chunks.split_source(open_store(str(tmp_path)), source, 10):
        items = list(read_documents(tmp_path, part, CorpusRules()))
        assert items
        assert all(isinstance(item, Document) or item.rule == "reader/corrupt" for item in items)
