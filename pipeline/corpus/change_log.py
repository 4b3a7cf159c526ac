"""Change log: what each run changed, in ``_catalogue.changes.jsonl.gz``. Derived, as the catalogue is.

A run that changed something adds a gzip member: a line of JSON with its id and its changes of edits by rule, then a
line for each document that changed.
"""

import gzip
import json
import zlib
from collections import Counter
from collections.abc import Iterable
from typing import NamedTuple

from pipeline.corpus.catalogue_diff import HAPPENED, CatalogueDiff
from pipeline.io.own_files import CHANGES
from pipeline.io.stores.protocol import NewFile, Store
from pipeline.io.writers.stored import DAMAGED

_MAX_BYTES = 64_000_000  # then the log begins anew with the run that exceeds it
_MEMBER = gzip.compress(b"", mtime=0)[:10]  # the header of a member
_NEW, _REMOVED = "new", "removed"
_ASIDE, _BACK = "set aside", "no longer set aside"


class RunChange(NamedTuple):
    """What one run changed; ``run`` is its id."""

    run: str
    changes: CatalogueDiff


def append(clean: Store, run: str, changes: CatalogueDiff) -> None:
    """Add a run to the log, unless it changed nothing."""
    if not changes.rules and not any(changes.documents.values()):
        return
    lines: list[dict[str, object]] = [{"run": run, "rules": dict(changes.rules)}]
    for happened, sources in changes.documents.items():
        lines += [{"source": source, "happened": happened} for source in sources]
    text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
    before = _content(clean)
    clean.put([NewFile(CHANGES, (before if len(before) < _MAX_BYTES else b"") + gzip.compress(text.encode(), mtime=0))])


def _content(clean: Store) -> bytes:
    if not clean.stat(CHANGES):
        return b""
    with clean.open(CHANGES) as file:
        return file.read()


class ChangeLog(NamedTuple):
    """All runs of the log, oldest first, and the number of runs that cannot be read because the file is damaged."""

    runs: list[RunChange]
    damaged: int


def read(clean: Store) -> ChangeLog:
    """The log. A damaged run costs no other: each is a gzip member of its own, found by its header."""
    runs, damaged = list[RunChange](), 0
    before, *members = _content(clean).split(_MEMBER)
    for member in members:
        try:
            runs.append(_run_change(gzip.decompress(_MEMBER + member).decode()))
        except (EOFError, OSError, zlib.error, *DAMAGED):
            damaged += 1
    return ChangeLog(runs, damaged + bool(before))


def _run_change(text: str) -> RunChange:
    first, *rows = (json.loads(line) for line in text.split("\n")[:-1])
    documents: dict[str, list[str]] = {name: [] for name in HAPPENED}
    for row in rows:
        documents[row["happened"]].append(row["source"])
    return RunChange(first["run"], CatalogueDiff(documents, first["rules"]))


def merge(changes: Iterable[CatalogueDiff]) -> CatalogueDiff:
    """What several runs changed together, oldest first.

    A document that was new and then changed is new; one that was new and then removed is not named.
    """
    states, rules = dict[str, str](), Counter[str]()
    for one in changes:
        rules.update(one.rules)
        for happened, sources in one.documents.items():
            for source in sources:
                states[source] = _together(states.get(source, ""), happened)
    documents: dict[str, list[str]] = {name: [] for name in HAPPENED}
    for source in sorted(states):
        if states[source]:
            documents[states[source]].append(source)
    changed = ((rule, count) for rule, count in rules.items() if count)
    return CatalogueDiff(documents, dict(sorted(changed, key=lambda item: (-abs(item[1]), item[0]))))


def _together(before: str, after: str) -> str:
    """What two changes of one document come to; empty for nothing."""
    pairs = {
        (_NEW, "changed"): _NEW,
        (_NEW, _BACK): _NEW,
        (_NEW, _REMOVED): "",
        (_ASIDE, _BACK): "changed",
        (_BACK, _ASIDE): "",
        (_BACK, "changed"): _BACK,
        (_REMOVED, _NEW): "changed",
    }
    return pairs.get((before, after), after)


def since(runs: Iterable[RunChange], start: str) -> list[RunChange]:
    """The runs that began after ``start``, which is the id of a run or its beginning, a time."""
    return [run for run in runs if run.run > start]
