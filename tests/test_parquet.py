"""Parquet files as raw: a row is a document, as a line of JSONL is."""

import json
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from pipeline import configs, corpus, intake
from pipeline.configs import Corpus
from pipeline.corpus import Job, Report
from pipeline.document import Document
from pipeline.intake import Aside
from pipeline.storage import stretches
from pipeline.storage.folder import at

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
    job = Job(raw=str(tmp_path / raw), clean=str(tmp_path / f"clean-{raw}"))
    digest = configs.load().digest
    planned = corpus.plan(job, digest)
    reports = [corpus.clean_batch(job, batch, digest) if batch.sources else batch.held for batch in planned]
    return corpus.finish(job, corpus.total(reports))


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


def test_each_row_group_is_a_stretch(raw: Path) -> None:
    (source,) = intake.sources(raw)
    parts = list(stretches.parts(at(str(raw)), source, 10))
    assert [(part.first, part.offset, part.length, part.last) for part in parts] == [(1, 0, 2, False), (3, 2, 1, True)]
    (third,) = intake.documents(raw, parts[1], Corpus())
    assert isinstance(third, Document)
    assert (third.source, third.kind, json.loads(third.raw)) == ("w.parquet#3", "line", ROWS[2])


def test_what_is_no_parquet_is_set_aside(raw: Path) -> None:
    (raw / "w.parquet").write_bytes(b"PAR1 torn")
    (source,) = intake.sources(raw)
    (part,) = stretches.parts(at(str(raw)), source, 10)
    (item,) = intake.documents(raw, part, Corpus())
    assert isinstance(item, Aside)
    assert (item.id, item.rule) == ("w.parquet", "intake/torn")
