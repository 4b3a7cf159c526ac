"""Lines that recur in the documents of one source, with all that tells whether they are its furniture.

Three readings of the documents, whose memory does not grow with the corpus:

1. ``_count``: in how many documents each line stands, each head of a line before a separator and each tail behind one.
   Numbers count as equal. Only digests are kept, and the rarest are dropped when room is short.
2. ``_look``: where what is frequent stands, before, between or behind the reporting, and what follows it.
3. ``_overhear``: which of it also stands inside running text: that is never a template.

A copy of a document that was read before, told by its first line of reporting, counts for nothing: all of it recurs.
"""

import hashlib
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from pipeline.stages.boilerplate.site_templates import Kind, mask_numbers, parts
from pipeline.text.headlines import is_running_text
from pipeline.text.lines import Line, is_sentence

_LEAST, _RAREST = 3, 0.1  # documents, and share of its source, a line must stand in to be looked at
_LONGEST = 300  # characters of a line that can be a template
_ROOM = 400_000  # digests counted at a time
_REMEMBERED = 100_000  # documents among which a copy is noticed
_EXAMPLES = 3
_WORD = re.compile(r"\w+")


class Sheet(NamedTuple):
    """A document as templates see it: its name, its sources, its lines, and those that say who wrote it and when."""

    name: str
    sources: Sequence[str]
    lines: Sequence[Line]
    exempt: frozenset[int]


class Piece(NamedTuple):
    """A line, or a head or tail of one: its masked text, the number of its line, and the rest of that line."""

    kind: Kind
    text: str
    at: int
    rest: str


@dataclass
class Seen:
    """What is known of one recurring piece of one source.

    ``follow``: lines up to the next that recurs or reports; ``beside``: documents in which a neighbour recurs as well;
    ``named``: all its words begin with capitals, as a name's do; ``spoken``: it stands in running text.
    """

    of: int
    count: int = 0
    places: Counter[str] = field(default_factory=Counter)
    follow: list[int] = field(default_factory=list)
    rests: set[str] = field(default_factory=set)
    long_rests: int = 0
    examples: list[str] = field(default_factory=list)
    beside: int = 0
    named: bool = False
    spoken: bool = False


Read = Callable[[], Iterable[Sheet]]
Key = tuple[str, Kind, str]  # source, kind, masked text


def recurring(read: Read) -> Mapping[Key, Seen]:
    """Every piece that recurs, by source, kind and text. ``read`` gives the documents anew at each call."""
    counted, size = _count(_originals(read()))
    frequent = {key for key, count in counted.items() if count >= max(_LEAST, _RAREST * size[key[0]])}
    seen = _look(_originals(read()), frequent, size)
    _overhear(read(), seen)
    return seen


def _originals(sheets: Iterable[Sheet]) -> Iterator[Sheet]:
    before: dict[bytes, None] = {}
    for sheet in sheets:
        first = next((row.text for row in sheet.lines if is_sentence(row.text)), sheet.name)
        said = hashlib.blake2b(first.encode(), digest_size=8).digest()
        if said not in before:
            yield sheet
        before[said] = None
        if len(before) > _REMEMBERED:
            del before[next(iter(before))]


def _count(sheets: Iterable[Sheet]) -> tuple[Counter[tuple[str, bytes]], Counter[str]]:
    counted: Counter[tuple[str, bytes]] = Counter()
    size: Counter[str] = Counter()
    floor = 0
    for sheet in sheets:
        digests = {_digest(piece) for piece in _pieces(sheet)}
        for source in sheet.sources:
            size[source] += 1
            counted.update((source, digest) for digest in digests)
        if len(counted) > _ROOM:
            floor += 1
            counted = Counter({key: count for key, count in counted.items() if count > floor})
    return counted, size


def _look(sheets: Iterable[Sheet], frequent: set[tuple[str, bytes]], size: Counter[str]) -> dict[Key, Seen]:
    seen: dict[Key, Seen] = {}
    for sheet in sheets:
        for source in sheet.sources:
            here = [piece for piece in _pieces(sheet) if (source, _digest(piece)) in frequent]
            known = {piece.at for piece in here if piece.kind == "line"}
            told = _told(sheet, known)
            for piece in {(piece.kind, piece.text): piece for piece in reversed(here)}.values():
                key = (source, piece.kind, piece.text)
                _note(seen.setdefault(key, Seen(size[source])), sheet, piece, told, known)
    return seen


def _note(seen: Seen, sheet: Sheet, piece: Piece, told: Sequence[int], known: set[int]) -> None:
    seen.count += 1
    place = "head" if not told or piece.at < told[0] else "foot" if piece.at > told[-1] else "middle"
    seen.places[place] += 1
    seen.beside += piece.at - 1 in known or piece.at + 1 in known
    seen.named = sheet.lines[piece.at].text.istitle()
    after = range(piece.at + 1, len(sheet.lines))
    seen.follow.append(next((at for at in after if at in known or at in told), len(sheet.lines)) - piece.at - 1)
    if len(seen.rests) < _EXAMPLES * _EXAMPLES:
        seen.rests.add(mask_numbers(piece.rest))
    seen.long_rests += len(_WORD.findall(piece.rest)) > _EXAMPLES
    if len(seen.examples) < _EXAMPLES:
        seen.examples.append(f"{sheet.name}: {sheet.lines[piece.at].text}")


def _overhear(sheets: Iterable[Sheet], seen: Mapping[Key, Seen]) -> None:
    whole: dict[str, dict[str, str]] = {}
    for source, kind, text in seen:
        if kind == "line":
            whole.setdefault(source, {})[text] = _worded(text)
    for sheet in sheets:
        for source in sheet.sources:
            lines = whole.get(source, {})
            known = {at for at, row in enumerate(sheet.lines) if mask_numbers(row.text) in lines}
            for said in (_worded(mask_numbers(sheet.lines[at].text)) for at in _told(sheet, known)):
                for text in [text for text, words in lines.items() if words in said]:
                    seen[source, "line", text].spoken = True
                    del lines[text]


def _told(sheet: Sheet, known: set[int]) -> list[int]:
    return [at for at, row in enumerate(sheet.lines) if at not in known and is_running_text(row.text)]


def _pieces(sheet: Sheet) -> Iterator[Piece]:
    for at, row in enumerate(sheet.lines):
        if at not in sheet.exempt and len(row.text) <= _LONGEST and (text := mask_numbers(row.text)):
            yield Piece("line", text, at, "")
            for kind, start, end in parts(row.text) if not is_sentence(row.text) else ():
                if text := mask_numbers(row.text[start:end]):
                    yield Piece(kind, text, at, row.text[:start] + row.text[end:])


def _worded(text: str) -> str:
    return f" {' '.join(_WORD.findall(text))} "


def _digest(piece: Piece) -> bytes:
    return hashlib.blake2b(f"{piece.kind}\n{piece.text}".encode(), digest_size=8).digest()
