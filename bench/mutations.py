"""Mutated pages and containers: no run may end, every record must replay and undo, a second pass must find nothing.

A second pass with the same rules only reads what they made. ``second_pass_of_other_rules`` counts the documents that
the stages change when they are run on a clean document as if other rules had made it.

``COPYDESK_BENCH_SCALE`` (default 0.01) is the share of the full size, 100,000 files. The documents are short, so that
the number of mutations counts. ``python -m bench.mutations FOLDER COUNT`` keeps what it wrote in FOLDER.
"""

import json
import os
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from bench import odd_inputs, runs
from pipeline.clean import clean
from pipeline.corpus import verification
from pipeline.corpus.job import Job
from pipeline.document import Document, Edit, Fact, record, replay
from pipeline.document.undoing import without
from pipeline.errors import Unreadable
from pipeline.io.asides import Aside
from pipeline.io.own_files import RECORDS
from pipeline.io.paths import is_chunk_note
from pipeline.io.readers.raw_files import read_documents
from pipeline.io.sources import list_sources
from pipeline.io.stores import open_store
from pipeline.io.stores.protocol import Store
from pipeline.io.writers import stored
from pipeline.rules.corpus_rules import CorpusRules
from pipeline.rules.loading import RuleSet, load_rules

_FILES = max(700, round(100_000 * float(os.environ.get("COPYDESK_BENCH_SCALE", "0.01"))))
_ROUND = 5000  # files that are written, cleaned and checked at a time
_TIMED = 20  # one file in so many is cleaned once more, to measure its time
_SMALL = 10_000  # bytes; a smaller document counts as so many, since its time is that of any document
_SHOWN = 20  # failures of each kind that are printed
_PROMISES = ("bugs", "replay", "undo", "second_pass", "cleaned_again")


class Failures:
    """How often each promise was broken; the first ones are printed."""

    def __init__(self) -> None:
        self.counts = Counter[str]()

    def add(self, promise: str, what: str) -> None:
        self.counts[promise] += 1
        if self.counts[promise] <= _SHOWN:
            print(f"mutations: {promise}: {what}", file=sys.stderr, flush=True)


class Round(NamedTuple):
    """Documents that were cleaned, and that were set aside; CPU seconds of the slowest, also for each megabyte."""

    documents: int
    set_aside: int
    seconds: float
    seconds_a_megabyte: float


def measure(data: Path) -> dict[str, float]:  # noqa: ARG001 - the signature of every benchmark
    with tempfile.TemporaryDirectory() as folder:
        return measure_in(Path(folder), _FILES)


def measure_in(here: Path, files: int) -> dict[str, float]:
    """Mutate, clean and check so many files, in rounds; the failures so far are printed after each."""
    rules, failures, rounds = load_rules(), Failures(), list[Round]()
    for seed, start in enumerate(range(0, files, _ROUND)):
        count = min(_ROUND, files - start)
        rounds.append(_one_round(here / "round", count, seed, rules, failures))
        shutil.rmtree(here / "round")
        print(f"mutations: {start + count} files, {rounds[-1]} {dict(failures.counts)}", file=sys.stderr, flush=True)
    return {
        "mutations.files": files,
        "mutations.documents": sum(each.documents + each.set_aside for each in rounds),
        "mutations.set_aside": sum(each.set_aside for each in rounds),
        "mutations.slowest.seconds.cost": max(each.seconds for each in rounds),
        "mutations.slowest.seconds_a_megabyte.cost": max(each.seconds_a_megabyte for each in rounds),
        **{f"mutations.{promise}.harm": failures.counts[promise] for promise in _PROMISES},
        "mutations.second_pass_of_other_rules.alarms": failures.counts["other_rules"],
    }


def _one_round(here: Path, count: int, seed: int, rules: RuleSet, failures: Failures) -> Round:
    """Clean ``count`` mutated files in one run, and check every promise."""
    odd_inputs.write_mutations(here / "raw", count, seed)
    job = Job(raw=str(here / "raw"), clean=str(here / "clean"), workers=2)
    report, _ = runs.run_without_prefect(job)
    for aside in report.asides:
        if aside.rule.startswith("run/"):
            failures.add("bugs", f"{aside.id}: {aside.reason}\n{aside.traceback}")
    store = open_store(job.clean)
    for problem in verification.verify(store):
        failures.add("replay", f"{problem.path}: {problem.reason}")
    for name, doc in _stored_documents(store):
        _check(name, doc, rules, failures)
    again, _ = runs.run_without_prefect(job)
    if again.documents["cleaned"] or sorted(again.asides) != sorted(report.asides):
        failures.add("cleaned_again", f"round {seed}: {again.documents}")
    return Round(sum(report.documents.values()), len(report.asides), *_slowest(here / "raw", rules))


def _stored_documents(store: Store) -> Iterator[tuple[str, Document]]:
    """Each cleaned document, replayed from its record, and the path of that."""
    for file_info in store.walk(RECORDS):
        if not is_chunk_note(file_info.path):
            data = json.loads(stored.read_text(store, file_info.path))
            blank = Document(record.provenance_of(data).source, b"", data["kind"])
            yield file_info.path, replay(blank, record.steps_of(data))


def _check(name: str, doc: Document, rules: RuleSet, failures: Failures) -> None:
    extracted = next(
        (
            found.value
            for step in doc.steps
            for found in step.findings
            if isinstance(found, Fact) and found.field == "text"
        ),
        "",
    )
    if doc.extracted() != extracted or without(doc, lambda _: True) != extracted:
        failures.add("undo", name)
    page = Document(doc.source, record.as_markdown(doc, rules.digest).encode())
    if problem := _difference(page, doc, rules, rules.digest):
        failures.add("second_pass", f"{name}: {problem}")
    if problem := _difference(page, doc, rules, ""):
        failures.add("other_rules", f"{name}: {problem}")


def _difference(page: Document, doc: Document, rules: RuleSet, digest: str) -> str:
    """How the clean document ``page`` is changed when it is cleaned; empty if it is not."""
    try:
        again = clean(page, rules.rules, digest=digest)
    except Unreadable as why:
        return f"set aside: {why}"
    edits = [found for step in again.steps for found in step.findings if isinstance(found, Edit)]
    return str(edits[:3]) if edits or again.text != doc.text else ""


def _slowest(raw: Path, rules: RuleSet) -> tuple[float, float]:
    """CPU seconds of the slowest of some documents: as such, and for each megabyte of it."""
    seconds = relative = 0.0
    for number, source in enumerate(list_sources(raw)):
        for doc in read_documents(raw, source, CorpusRules()) if number % _TIMED == 0 else ():
            if not isinstance(doc, Aside):
                start = time.process_time()
                with suppress(Unreadable):
                    clean(doc, rules.rules)
                taken = time.process_time() - start
                seconds, relative = max(seconds, taken), max(relative, taken / max(len(doc.raw), _SMALL) * 1e6)
    return seconds, relative


if __name__ == "__main__":
    for figure, value in measure_in(Path(sys.argv[1]), int(sys.argv[2])).items():
        print(f"{figure:<52} {value:>12.4f}", flush=True)
