"""Blocks of a page that are not part of its article, with their scores, for the record.

The value of the fact ``dropped_blocks`` is JSON lines in page order:
``{"after": 3, "score": 0.97, "tag": "li", "reason": "classifier", "text": "Read more"}``. ``after`` is the number of
kept blocks before it, so that a page can be shown whole. The reason is ``classifier``; ``hidden`` for text that only
screen readers have; ``metadata`` for a line that repeats title, author or date; or ``json-ld``, ``page-data`` or
``trafilatura`` if the article was taken from there.
"""

import json
from collections.abc import Iterator, Sequence

from pipeline.line_classifier.html_blocks import Block

_MAX_BLOCKS, _MAX_TEXT = 200, 120  # blocks, characters of each


def as_json_lines(blocks: Sequence[Block], scores: Sequence[float], reasons: Sequence[str]) -> str:
    """Return the dropped blocks; if there are too many, those with the lowest scores and the number of the others.

    ``reasons`` has "" for a block that is kept.
    """
    dropped = [at for at, reason in enumerate(reasons) if reason]
    shown = sorted(sorted(dropped, key=lambda at: scores[at])[:_MAX_BLOCKS])
    lines = list(_lines(blocks, scores, reasons, shown))
    if len(shown) < len(dropped):
        lines.append(json.dumps({"omitted": len(dropped) - len(shown)}))
    return "\n".join(lines)


def _lines(
    blocks: Sequence[Block], scores: Sequence[float], reasons: Sequence[str], shown: Sequence[int]
) -> Iterator[str]:
    kept_before, done = 0, 0
    for at in shown:
        kept_before, done = kept_before + reasons[done:at].count(""), at
        block = blocks[at]
        text = block.text if len(block.text) <= _MAX_TEXT else block.text[:_MAX_TEXT] + "\N{HORIZONTAL ELLIPSIS}"
        entry = {
            "after": kept_before,
            "score": round(scores[at], 2),
            "tag": block.box.tag,
            "reason": reasons[at],
            "text": text,
        }
        yield json.dumps(entry, ensure_ascii=False)
