"""Blocks of a page that are not part of its article, with their scores, for the record.

The value of the fact ``dropped_blocks`` is JSON lines in page order:
``{"after": 3, "score": 0.97, "tag": "li", "reason": "classifier", "text": "Read more"}``. ``after`` is the number of
kept blocks before it, so that a page can be shown whole. The reason is ``classifier``, or ``json-ld``,
``page-data`` or ``trafilatura`` if the article was taken from there.
"""

import json
from collections.abc import Iterator, Sequence

from pipeline.line_classifier.html_blocks import Block

_MAX_BLOCKS, _MAX_TEXT = 200, 120  # blocks, characters of each


def as_json_lines(blocks: Sequence[Block], scores: Sequence[float], kept: Sequence[bool], reason: str) -> str:
    """Return the dropped blocks; if there are too many, those with the lowest scores and the number of the others."""
    dropped = [at for at, is_kept in enumerate(kept) if not is_kept]
    shown = sorted(sorted(dropped, key=lambda at: scores[at])[:_MAX_BLOCKS])
    lines = list(_lines(blocks, scores, kept, shown, reason))
    if len(shown) < len(dropped):
        lines.append(json.dumps({"omitted": len(dropped) - len(shown)}))
    return "\n".join(lines)


def _lines(
    blocks: Sequence[Block], scores: Sequence[float], kept: Sequence[bool], shown: Sequence[int], reason: str
) -> Iterator[str]:
    kept_before, done = 0, 0
    for at in shown:
        kept_before, done = kept_before + sum(kept[done:at]), at
        block = blocks[at]
        text = block.text if len(block.text) <= _MAX_TEXT else block.text[:_MAX_TEXT] + "\N{HORIZONTAL ELLIPSIS}"
        entry = {
            "after": kept_before,
            "score": round(scores[at], 2),
            "tag": block.box.tag,
            "reason": reason,
            "text": text,
        }
        yield json.dumps(entry, ensure_ascii=False)
