"""``clean/_duplicates.jsonl``: which documents are copies of which; and where copies go that are to be dropped."""

import json
from collections.abc import Callable, Sequence
from typing import Any

from pipeline import canonical
from pipeline.neighbours import Copy
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


def sort_out(clean: Folder, dropped: frozenset[str]) -> None:
    """Moves the documents of the sources ``dropped`` below ``_duplicates``, and all others there back."""
    wanted = {places(source)[0] for source in dropped}
    for found in list(clean.walk(DROPPED)):
        document = found.path.removeprefix(f"{DROPPED}/")
        if document not in wanted:
            clean.move(found.path, document)
    for document in sorted(wanted):
        if clean.look(document):
            clean.move(document, f"{DROPPED}/{document}")


def texts(clean: Folder, *, to: str) -> Callable[[str], str]:
    """What gives the clean body of a source, from ``clean/`` or, before lines are merged, from their parts."""
    return _of_files(clean) if to == "md" else _of_parts(clean)


def _of_files(clean: Folder) -> Callable[[str], str]:
    def text(source: str) -> str:
        document, _ = places(source)
        page = text_at(clean, document if clean.look(document) else f"{DROPPED}/{document}")
        parsed = canonical.parse(page)
        return parsed.body if parsed else ""

    return text


def _of_parts(clean: Folder) -> Callable[[str], str]:
    places_of: dict[str, tuple[str, int]] = {}
    for part in (f"_tmp/{name}" for name in sorted(clean.names("_tmp")) if name.startswith("documents-")):
        with clean.open(part) as file:
            start = 0
            for line in file:
                places_of[json.loads(line.partition(b"\t")[0])[1]] = part, start
                start += len(line)

    def text(source: str) -> str:
        part, start = places_of[source]
        with clean.open(part) as file:
            file.seek(start)
            data: dict[str, Any] = json.loads(file.readline().partition(b"\t")[2])
            return str(data["text"])

    return text
