"""New, changed and withdrawn decisions: the documents that they can touch are cleaned again, and no others.

The decisions of the last run are kept in the output folder. A document is stale if a decision that is in one of the two
lists only holds for it and its record contains the text of the decision: an edit of that text, or a line to remove.
"""

import json
from collections.abc import Callable, Iterator, Sequence
from functools import partial

from pipeline.decisions import Decision, changed, site_of
from pipeline.io import output_folder
from pipeline.io.own_files import DECISIONS
from pipeline.io.paths import output_paths
from pipeline.io.stores.protocol import NewFile, Store
from pipeline.io.writers import shards
from pipeline.io.writers.shard_rows import Row
from pipeline.io.writers.stored import read_text

_MIN_PART = 10  # characters of a line that are looked for by themselves
_STALE = "decisions changed"  # in place of the digest of the rules


def apply_changes(clean: Store, decisions: Sequence[Decision]) -> int:
    """Mark the documents that changed decisions can touch, and keep the decisions. Returns how many were marked."""
    different = changed(_last_decisions(clean), decisions)
    if not different:
        return 0
    output_format = shards.output_format(clean)
    marked = _mark_files(clean, different) if output_format in {"", "md"} else _mark_rows(clean, different)
    marked += _retry_asides(clean, different)
    plain = [decision.model_dump(mode="json", by_alias=True, exclude_defaults=True) for decision in decisions]
    clean.put([NewFile(DECISIONS, json.dumps(plain, ensure_ascii=False).encode() + b"\n")])
    return marked


def _last_decisions(clean: Store) -> list[Decision]:
    try:
        return [Decision.model_validate(plain) for plain in json.loads(read_text(clean, DECISIONS))]
    except (OSError, ValueError):
        return []


def _mark_files(clean: Store, decisions: Sequence[Decision]) -> int:
    """Remove the records of stale documents: a document without a record is cleaned again."""
    paths = [
        output_paths(source)[1]
        for source in _candidates(output_folder.written_sources(clean), decisions)
        if _is_touched(decisions, source, partial(read_text, clean, output_paths(source)[1]))
    ]
    for path in paths:
        clean.remove(path)
    return len(paths)


def _retry_asides(clean: Store, decisions: Sequence[Decision]) -> int:
    """Remove the documents that decisions name from those set aside, so that they are tried again."""
    named = _cleaned_anyway(decisions)
    return output_folder.forget_asides(clean, named) if named else 0


def _cleaned_anyway(decisions: Sequence[Decision]) -> set[str]:
    return {decision.document for decision in decisions if decision.action == "clean"}


def _mark_rows(clean: Store, decisions: Sequence[Decision]) -> int:
    """Change the provenance of stale rows, and of their shards."""
    output_format, marked = shards.output_format(clean), 0
    named = _cleaned_anyway(decisions)
    for name, manifest in list(shards.manifests(clean)):
        rows = shards.read_rows(clean, name, output_format)
        stale = [row for row in rows if _is_row_touched(decisions, row)]
        asides = tuple(aside for aside in manifest.asides if aside.id not in named)
        for row in stale:
            row["record"]["rules"] = _STALE
        if stale or asides != manifest.asides:
            changed = manifest._replace(rules=_STALE, asides=asides)
            shards.write_shard(clean, name, output_format, rows, changed)
        marked += len(stale)
    return marked


def _is_row_touched(decisions: Sequence[Decision], row: Row) -> bool:
    """A row without its record may be touched by any decision."""
    return "steps" not in row["record"] or _is_touched(decisions, row["source"], partial(_as_json, row))


def _as_json(row: Row) -> str:
    return json.dumps(row["record"], ensure_ascii=False)


def _candidates(sources: Iterator[str], decisions: Sequence[Decision]) -> list[str]:
    """The sources that a decision can hold for; without reading anything where all name their document."""
    named = {decision.document for decision in decisions}
    return [source for source in sources if "" in named or source in named]


def _is_touched(decisions: Sequence[Decision], source: str, read: Callable[[], str]) -> bool:
    own = [decision for decision in decisions if decision.document in ("", source)]
    if any(decision.document for decision in own):
        return True
    if not own:
        return False
    try:
        record = read()
    except OSError:
        return False
    return any(_is_in(decision, record) and _may_be_of_site(decision, source, record) for decision in own)


def _is_in(decision: Decision, record: str) -> bool:
    """Whether a record may have the text of a decision; an edit that only inserts is looked for by what it inserts.

    A line to remove may be corrected in the clean text: a third of it is enough.
    """
    text = (decision.before or decision.after).strip()
    size = len(text) // 3
    parts = [text]
    if decision.action == "remove" and size >= _MIN_PART:
        parts = [text[:size], text[size : 2 * size], text[2 * size :]]
    return any(json.dumps(part, ensure_ascii=False)[1:-1] in record for part in parts)


def _may_be_of_site(decision: Decision, source: str, record: str) -> bool:
    return not decision.site or decision.site == site_of(source, "") or decision.site in record
