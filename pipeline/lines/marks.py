"""What the markup of a page says of each of its lines; for plain text, nothing: every column is NaN.

Links and styles in the line, the boxes it stands in and what their author called them, how much of the page's text
shares its box, what the page says of itself elsewhere, and which lines trafilatura took for the article.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pipeline.lines.blocks import Block, Box

_WORD = re.compile(r"\w+")
_NAME = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+")
_SHORTEST_NAME, _LONG_LINE, _WITHOUT_DOUBT = 3, 80, 15
_LEVELS = {f"h{level}": level for level in range(1, 7)}
_TAGS = {
    "p": 1,
    "li": 2,
    "td": 4,
    "th": 4,
    "blockquote": 5,
    "figcaption": 6,
    "dd": 7,
    "dt": 7,
    "header": 8,
    "footer": 9,
}
_OTHER_TAG = 3
_INSIDE = (
    ("nav",),
    ("aside",),
    ("footer",),
    ("header",),
    ("figure", "figcaption"),
    ("form",),
    ("article",),
    ("main",),
    ("table",),
    ("blockquote",),
    ("ul", "ol", "dl"),
)
_OWN = str.split(
    "links linked bold slanted level tag depth hidden nav aside footer header figure form article main table quote "
    "list hint hint_max hint_min hint_path hint_near hint_near_min"
)
_PAGE = str.split("in_title is_title in_description in_body kept")
_SHIFTED = str.split("linked level tag hint hint_max hint_path beside beside2 kept list in_body")
_STEPS = (-2, -1, 1, 2)
_WINDOWS = (3, 8, 20)
_SHARED = ("beside", "beside2", "beside3")
_KEPT = [*(f"kept~{reach}" for reach in _WINDOWS), "kept_before", "kept_alike", "alike", "kept_beside"]
NAMES = [*_OWN, *_SHARED, *_PAGE, *(f"{name}{step:+d}" for name in _SHIFTED for step in _STEPS), *_KEPT]

Hints = Mapping[str, float]
"""A tag (``<p``) or a word of a class, an id, a role -> log-odds that what stands in such a box is furniture."""


@dataclass(frozen=True)
class Said:
    """What is known of the page beside its lines: its title, description, body by JSON-LD, trafilatura's lines."""

    title: str
    description: str
    body: str
    kept: Sequence[str]


def names(box: Box) -> list[str]:
    """What a box is called: its tag, and the words of its class, id and role.

    >>> from lxml.html import fromstring
    >>> names(Box(fromstring("<p class='storyBody is-last'>"), None))
    ['<p', 'story', 'body', 'last']
    """
    return ["<" + box.tag, *(name.lower() for name in _NAME.findall(box.named) if len(name) >= _SHORTEST_NAME)]


def table(blocks: Sequence[Block], said: Said, hints: Hints) -> dict[str, Any]:
    """A float column of figures for each of ``NAMES``, a figure a block."""
    import numpy as np

    sounds = _Sounds(hints)
    inside = {block.box.inside: _flags(block.box.inside) for block in blocks}
    rows = [(*_own(block), *inside[block.box.inside], *sounds.of(block.box)) for block in blocks]
    columns = dict(zip(_OWN, np.array(rows, dtype=np.float32).T, strict=True))
    columns |= _beside(blocks)
    columns |= dict(zip(_PAGE, np.array(_elsewhere(blocks, said), dtype=np.float32).T, strict=True))
    columns |= moved(columns, _SHIFTED, _STEPS)
    return columns | _kept(blocks, columns["kept"])


def absent(size: int) -> dict[str, Any]:
    """The same columns for plain text: nothing is known."""
    import numpy as np

    nothing = np.full(size, np.nan, dtype=np.float32)
    return dict.fromkeys(NAMES, nothing)


def moved(columns: Mapping[str, Any], names: Sequence[str], steps: Sequence[int]) -> dict[str, Any]:
    """The same figures of the lines so many steps on, as ``name+1``; -1 past the ends of the page."""
    import numpy as np

    size, most = len(columns[names[0]]), max(map(abs, steps))
    padded = np.full((len(names), size + 2 * most), -1, dtype=np.float32)
    for row, name in zip(padded, names, strict=True):
        row[most : most + size] = columns[name]
    return {
        f"{name}{step:+d}": row[most + step : most + step + size]
        for name, row in zip(names, padded, strict=True)
        for step in steps
    }


def _own(block: Block) -> tuple[float, ...]:
    size, box = len(block.text), block.box
    return (
        block.links,
        min(block.linked / size, 1.0),
        min(block.bold / size, 1.0),
        min(block.slanted / size, 1.0),
        _LEVELS.get(box.tag, 0),
        _TAGS.get(box.tag, _OTHER_TAG),
        box.depth,
        box.hidden,
    )


def _flags(inside: frozenset[str]) -> tuple[bool, ...]:
    return tuple(not inside.isdisjoint(tags) for tags in _INSIDE)


class _Sounds:
    """How the names of a box, and of those it stands in, sound; each box is asked once."""

    def __init__(self, hints: Hints) -> None:
        self.hints = hints
        self.heard: dict[int, tuple[float, ...]] = {}
        self.called: dict[tuple[str, str], tuple[float, float, float]] = {}

    def of(self, box: Box) -> tuple[float, ...]:
        """Mean of its own names; most and least of its own and of all around it; their sum, farther ones fainter."""
        known = self.heard.get(id(box))
        if known is None:
            own, most, least = self._called(box)
            _, up_most, up_least, path, near, near_least = self.of(box.above) if box.above else (0.0, -9, 9, 0, 0, 0)
            near, near_least = (most, least) if box.named else (near, near_least)
            known = (own, max(most, up_most), min(least, up_least), path * 0.7 + own, near, near_least)
            self.heard[id(box)] = known
        return known

    def _called(self, box: Box) -> tuple[float, float, float]:
        """Mean, most and least of what its own names say; pages call many boxes alike."""
        known = self.called.get((box.tag, box.named))
        if known is None:
            odds = [self.hints.get(name, 0.0) for name in names(box)]
            known = self.called[box.tag, box.named] = sum(odds) / len(odds), max(odds), min(odds)
        return known


def _around(box: Box) -> tuple[int, int, int]:
    """The boxes one, two and three steps out."""
    first = box.above or box
    second = first.above or first
    return id(first), id(second), id(second.above or second)


def _beside(blocks: Sequence[Block]) -> dict[str, Any]:
    """Which share of the page's running text stands in the same box one, two and three steps out."""
    import numpy as np

    shared: tuple[Counter[int], ...] = (Counter(), Counter(), Counter())
    total = 1
    places = [_around(block.box) for block in blocks]
    for block, place in zip(blocks, places, strict=True):
        size = len(block.text)
        if (block.box.tag == "p" or size > _LONG_LINE) and block.linked * 3 < size:
            total += size
            for count, box in zip(shared, place, strict=True):
                count[box] += size
    rows = [[count[box] / total for count, box in zip(shared, place, strict=True)] for place in places]
    return dict(zip(_SHARED, np.array(rows, dtype=np.float32).T, strict=True))


def plain(text: str) -> str:
    """The words of a text in lower case, one blank between two."""
    return " ".join(_WORD.findall(text.casefold()))


def _elsewhere(blocks: Sequence[Block], said: Said) -> list[tuple[float, ...]]:
    """Where else the page says the line: in its title, its description, its JSON-LD; and whether trafilatura does."""
    title, description, body = plain(said.title), plain(said.description), plain(said.body)
    of_title = frozenset(title.split())
    kept = frozenset(map(plain, said.kept))
    whole = f" {' '.join(plain(line) for line in said.kept)} "
    rows: list[tuple[float, ...]] = []
    for block in blocks:
        words = plain(block.text)
        in_title = len(of_title.intersection(words.split())) / len(of_title) if of_title else float("nan")
        in_body = float(bool(words) and words in body) if body else float("nan")
        in_description = bool(description and words) and (words in description or description in words)
        share = 1.0 if words in kept else _partly(words, whole)
        rows.append((in_title, float(bool(title) and words == title), float(in_description), in_body, share))
    return rows


def _partly(words: str, whole: str) -> float:
    """How sure it is that words stand in trafilatura's text, though not on a line of their own."""
    if not words or words not in whole:
        return 0.0
    return 0.7 if len(words) > _WITHOUT_DOUBT else 0.4 if f" {words} " in whole else 0.0


def _kept(blocks: Sequence[Block], kept: Any) -> dict[str, Any]:
    """How much of what stands around a line, in like boxes and in its own box trafilatura took."""
    import numpy as np

    size = len(blocks)
    at = np.arange(size)
    letters = np.array([len(block.text) for block in blocks], dtype=np.float64)
    taken = np.concatenate([[0], np.cumsum((kept > 0) * letters)])
    total = np.concatenate([[0], np.cumsum(letters)])
    found: dict[str, Any] = {}
    for reach in _WINDOWS:
        left, right = np.maximum(at - reach, 0), np.minimum(at + reach + 1, size)
        found[f"kept~{reach}"] = (taken[right] - taken[left]) / (total[right] - total[left])
    found["kept_before"] = taken[at] / (taken[-1] + 1)
    looks = [_look(block.box) for block in blocks]
    alike, alike_kept, box_kept, box_all = Counter(looks), Counter[Any](), Counter[int](), Counter[int]()
    for block, look, share, long in zip(blocks, looks, kept.tolist(), letters.tolist(), strict=True):
        alike_kept[look] += share > 0
        box_kept[_around(block.box)[0]] += int(long) if share > 0 else 0
        box_all[_around(block.box)[0]] += int(long)
    found["kept_alike"] = np.array([alike_kept[look] / alike[look] for look in looks])
    found["alike"] = np.array([alike[look] for look in looks])
    outer = [_around(block.box)[0] for block in blocks]
    found["kept_beside"] = np.array([box_kept[box] / box_all[box] for box in outer])
    return found


def _look(box: Box) -> tuple[str, str, str, str]:
    above = box.above
    return box.tag, box.named, above.tag if above else "", above.named if above else ""
