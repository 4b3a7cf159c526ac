"""``clean/_duplicates.jsonl``: which documents are copies of which; and where copies go that are to be dropped."""

import json
from collections.abc import Callable, Sequence

from pipeline.corpus.near_duplicates import Copy
from pipeline.document import canonical
from pipeline.io.stores.protocol import NewFile, Store
from pipeline.io.writers import shards
from pipeline.io.writers.markdown import DUPLICATES, output_paths, read_text

_FILE = "_duplicates.jsonl"


def write(clean: Store, copies: Sequence[Copy]) -> None:
    """Writes a line a copy, by source; without any there is no such file."""
    lines = [json.dumps(copy._asdict(), ensure_ascii=False) + "\n" for copy in copies]
    if lines:
        clean.put([NewFile(_FILE, "".join(lines).encode())])
    else:
        clean.remove(_FILE)


def read(clean: Store) -> list[Copy]:
    """The copies as the last run found them."""
    if not clean.look(_FILE):
        return []
    return [Copy(**json.loads(line)) for line in read_text(clean, _FILE).split("\n") if line]


def move_copies(clean: Store, dropped: frozenset[str], *, to: str) -> None:
    """Moves the documents of the sources ``dropped`` below ``_duplicates``, and all others there back."""
    if to == "md":
        _sort_files(clean, dropped)
    else:
        _sort_rows(clean, dropped, to)


def _sort_files(clean: Store, dropped: frozenset[str]) -> None:
    wanted = {output_paths(source)[0] for source in dropped}
    for found in list(clean.walk(DUPLICATES)):
        document = found.path.removeprefix(f"{DUPLICATES}/")
        if document not in wanted:
            clean.move(found.path, document)
    for document in sorted(wanted):
        if clean.look(document):
            clean.move(document, f"{DUPLICATES}/{document}")


def _sort_rows(clean: Store, dropped: frozenset[str], to: str) -> None:
    for name, told in shards.manifests(clean):
        wanted = tuple(head.source for head in told.documents if head.source in dropped)
        if set(wanted) != set(told.dropped):
            by_source = {row["source"]: row for row in shards.read_rows(clean, name, to)}
            rows = [by_source[head.source] for head in told.documents]
            shards.write_shard(clean, name, to, rows, told._replace(dropped=wanted))


def text_reader(clean: Store, *, to: str) -> Callable[[str], str]:
    """What gives the clean body of a source as it stands in ``clean/``."""
    return _of_files(clean) if to == "md" else _of_rows(clean, to)


def _of_files(clean: Store) -> Callable[[str], str]:
    def text(source: str) -> str:
        document, _ = output_paths(source)
        page = read_text(clean, document if clean.look(document) else f"{DUPLICATES}/{document}")
        parsed = canonical.parse(page)
        return parsed.body if parsed else ""

    return text


def _of_rows(clean: Store, to: str) -> Callable[[str], str]:
    rows = shards.RowReader(clean, to)
    return lambda source: str(rows.of(source)["text"])
