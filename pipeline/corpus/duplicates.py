"""Duplicates: the list ``_duplicates.jsonl``, and the folder ``_duplicates`` of documents dropped as copies."""

import json
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from pipeline.corpus.near_duplicates import Copy
from pipeline.document import canonical
from pipeline.io.own_files import DUPLICATE_LIST, DUPLICATES
from pipeline.io.paths import output_paths
from pipeline.io.stores.protocol import NewFile, Store
from pipeline.io.writers import shards
from pipeline.io.writers.shard_rows import Row
from pipeline.io.writers.stored import DAMAGED, read_text


def write(clean: Store, copies: Sequence[Copy]) -> None:
    """Write a line for each copy; no copies, no file."""
    lines = [json.dumps(copy._asdict(), ensure_ascii=False) + "\n" for copy in copies]
    if lines:
        clean.put([NewFile(DUPLICATE_LIST, "".join(lines).encode())])
    else:
        clean.remove(DUPLICATE_LIST)


def read(clean: Store) -> list[Copy] | None:
    """The copies that the last run found; None where the list is damaged."""
    if not clean.stat(DUPLICATE_LIST):
        return []
    try:
        return [Copy(**json.loads(line)) for line in read_text(clean, DUPLICATE_LIST).split("\n") if line]
    except DAMAGED:
        return None


def mark_and_move(clean: Store, copies: Sequence[Copy], *, drop: bool, output_format: str) -> None:
    """Name in each row the document that it is a copy of; move copies to ``_duplicates`` if ``drop``, else back."""
    if output_format == "md":
        _move_files(clean, frozenset(copy.source for copy in copies if drop))
    else:
        _update_rows(clean, {copy.source: copy.duplicate_of for copy in copies}, output_format, drop=drop)


def _move_files(clean: Store, dropped: frozenset[str]) -> None:
    wanted = {output_paths(source)[0] for source in dropped}
    for file_info in list(clean.walk(DUPLICATES)):
        document = file_info.path.removeprefix(f"{DUPLICATES}/")
        if document not in wanted:
            clean.move(file_info.path, document)
    for document in sorted(wanted):
        if clean.stat(document):
            clean.move(document, f"{DUPLICATES}/{document}")


def _update_rows(clean: Store, copies: Mapping[str, str], output_format: str, *, drop: bool) -> None:
    for name, manifest in shards.manifests(clean):
        sources = [document.source for document in manifest.documents]
        own_copies = {source: copies[source] for source in sources if source in copies}
        wanted = tuple(own_copies) if drop else ()
        if set(wanted) == set(manifest.dropped) and own_copies == manifest.copies:
            continue
        by_source = {row["source"]: row for row in shards.read_rows(clean, name, output_format)}
        if any(source not in by_source for source in sources):
            continue  # a damaged shard, which is written again by the next run
        rows = [_marked(by_source[source], own_copies.get(source, "")) for source in sources]
        changed = manifest._replace(dropped=wanted, copies=own_copies)
        shards.write_shard(clean, name, output_format, rows, changed)


def _marked(row: Row, duplicate_of: str) -> Row:
    unmarked = {key: value for key, value in row.items() if key != "duplicate_of"}
    return {**unmarked, "duplicate_of": duplicate_of} if duplicate_of else unmarked


def _body_of_row(reader: shards.RowReader, source: str) -> str:
    try:
        return str(reader.read(source).get("text", ""))
    except KeyError:
        return ""


def body_reader(clean: Store, *, output_format: str) -> Callable[[str], str]:
    """A function from a source to the clean body of its document; empty where the document is damaged."""
    if output_format != "md":
        return partial(_body_of_row, shards.RowReader(clean, output_format))

    def read_body(source: str) -> str:
        document, _ = output_paths(source)
        try:
            page = read_text(clean, document if clean.stat(document) else f"{DUPLICATES}/{document}")
            parsed = canonical.parse(page)
        except (FileNotFoundError, UnicodeDecodeError):
            parsed = None
        return parsed.body if parsed else ""

    return read_body
