"""``clean/_duplicates.jsonl``: which documents are copies of which; and where copies go that are to be dropped."""

import json
from collections.abc import Callable, Sequence

from pipeline import canonical
from pipeline.neighbours import Copy
from pipeline.storage import shards
from pipeline.storage.folder import Folder, Put
from pipeline.storage.tree import DROPPED, places, text_at

_FILE = "_duplicates.jsonl"


def write(clean: Folder, copies: Sequence[Copy]) -> None:
    """Writes a line a copy, by source; without any there is no such file."""
    lines = [json.dumps(copy._asdict(), ensure_ascii=False) + "\n" for copy in copies]
    if lines:
        clean.put([Put(_FILE, "".join(lines).encode())])
    else:
        clean.remove(_FILE)


def read(clean: Folder) -> list[Copy]:
    """The copies as the last run found them."""
    if not clean.look(_FILE):
        return []
    return [Copy(**json.loads(line)) for line in text_at(clean, _FILE).split("\n") if line]


def sort_out(clean: Folder, dropped: frozenset[str], *, to: str) -> None:
    """Moves the documents of the sources ``dropped`` below ``_duplicates``, and all others there back."""
    if to == "md":
        _sort_files(clean, dropped)
    else:
        _sort_rows(clean, dropped, to)


def _sort_files(clean: Folder, dropped: frozenset[str]) -> None:
    wanted = {places(source)[0] for source in dropped}
    for found in list(clean.walk(DROPPED)):
        document = found.path.removeprefix(f"{DROPPED}/")
        if document not in wanted:
            clean.move(found.path, document)
    for document in sorted(wanted):
        if clean.look(document):
            clean.move(document, f"{DROPPED}/{document}")


def _sort_rows(clean: Folder, dropped: frozenset[str], to: str) -> None:
    for name, told in shards.cards(clean):
        wanted = tuple(head.source for head in told.documents if head.source in dropped)
        if set(wanted) != set(told.dropped):
            by_source = {row["source"]: row for row in shards.read(clean, name, to)}
            rows = [by_source[head.source] for head in told.documents]
            shards.write(clean, name, to, rows, told._replace(dropped=wanted))


def texts(clean: Folder, *, to: str) -> Callable[[str], str]:
    """What gives the clean body of a source as it stands in ``clean/``."""
    return _of_files(clean) if to == "md" else _of_rows(clean, to)


def _of_files(clean: Folder) -> Callable[[str], str]:
    def text(source: str) -> str:
        document, _ = places(source)
        page = text_at(clean, document if clean.look(document) else f"{DROPPED}/{document}")
        parsed = canonical.parse(page)
        return parsed.body if parsed else ""

    return text


def _of_rows(clean: Folder, to: str) -> Callable[[str], str]:
    rows = shards.Rows(clean, to)
    return lambda source: str(rows.of(source)["text"])
