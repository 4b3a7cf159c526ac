"""Lines that recur in the documents of one source, with the evidence that tells whether they are boilerplate.

Three passes over the documents; the memory they need does not grow with the corpus:

1. ``_count``: the number of documents with each line, each head of a line before a separator, and each tail after one.
   Numbers compare as equal. Only digests are kept; the rarest are dropped when there are too many.
2. ``_locate``: the position of frequent pieces, before, between or after the article text, and what follows them.
3. ``_mark_in_running_text``: frequent lines that also occur inside running text are never templates.

A copy of an earlier document, recognised by its first sentence, is skipped: all of its lines recur.
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

_MIN_COUNT, _MIN_SHARE = 3, 0.1  # documents, and share of its source, in which a piece must occur
_FEW_DOCUMENTS, _MIN_COUNT_OF_FEW = 4, 2  # a source of so few documents, and in how many of them a piece must occur
_MAX_LENGTH = 300  # characters of a line that can be a template
_MAX_DIGESTS = 400_000  # counted at a time
_MAX_DOCUMENTS = 100_000  # among which a copy is recognised
_MAX_EXAMPLES = 3
_MAX_CONTEXT = 80  # characters of each line of an example
_WORD = re.compile(r"\w+")


class Sheet(NamedTuple):
    """The lines of a document with its name and sources.

    ``exempt`` are the numbers of its author and date lines, ``removed`` of those that a run removes already.
    """

    name: str
    sources: Sequence[str]
    lines: Sequence[Line]
    exempt: frozenset[int]
    removed: frozenset[int] = frozenset()


class Piece(NamedTuple):
    """A line, or a head or tail of one: its masked text, the number of its line, and the rest of that line."""

    kind: Kind
    text: str
    line: int
    rest: str


class Example(NamedTuple):
    """A document that has the piece: the lines around it before, and after the template removed it."""

    document: str
    before: str
    after: str


@dataclass
class Evidence:
    """What is known about one recurring piece of one source.

    ``of``: documents of the source. ``following``: in each document, the number of lines from the piece to the next
    recurring line or sentence. ``beside``: documents in which a line next to it recurs too. ``rests``: the different
    rests of its lines. ``is_title_case``: its words are capitalised, as in a name. ``would_change``: documents from
    which neither rules nor the classifier remove it yet.
    """

    of: int
    count: int = 0
    positions: Counter[str] = field(default_factory=Counter)
    following: list[int] = field(default_factory=list)
    rests: set[str] = field(default_factory=set)
    long_rests: int = 0
    examples: list[Example] = field(default_factory=list)
    beside: int = 0
    is_title_case: bool = False
    is_running_text: bool = False
    would_change: int = 0
    in_running_text: bool = False


Read = Callable[[], Iterable[Sheet]]
Key = tuple[str, Kind, str]  # source, kind, masked text


def recurring_lines(read: Read) -> Mapping[Key, Evidence]:
    """Every piece that recurs, by source, kind and text. ``read`` yields all documents at each call."""
    counted, size = _count(_without_copies(read()))
    frequent = {key for key, count in counted.items() if count >= _least(key[0], size)}
    evidence = _locate(_without_copies(read()), frequent, size)
    _mark_in_running_text(read(), evidence)
    return evidence


def _least(source: str, size: Mapping[str, int]) -> float:
    """The number of documents of a source in which a piece must occur."""
    few = size[source] <= _FEW_DOCUMENTS
    return _MIN_COUNT_OF_FEW if few else max(_MIN_COUNT, _MIN_SHARE * size[source])


def _without_copies(sheets: Iterable[Sheet]) -> Iterator[Sheet]:
    known: dict[bytes, None] = {}
    for sheet in sheets:
        first = next((line.text for line in sheet.lines if is_sentence(line.text)), sheet.name)
        digest = hashlib.blake2b(first.encode(), digest_size=8).digest()
        if digest not in known:
            yield sheet
        known[digest] = None
        if len(known) > _MAX_DOCUMENTS:
            del known[next(iter(known))]


def _count(sheets: Iterable[Sheet]) -> tuple[Counter[tuple[str, bytes]], Counter[str]]:
    """In how many documents each piece occurs, by source and digest, and how many documents each source has."""
    counted: Counter[tuple[str, bytes]] = Counter()
    size: Counter[str] = Counter()
    floor = 0
    for sheet in sheets:
        digests = {_digest(piece) for piece in _pieces(sheet)}
        for source in sheet.sources:
            size[source] += 1
            counted.update((source, digest) for digest in digests)
        if len(counted) > _MAX_DIGESTS:
            floor += 1
            counted = Counter({key: count for key, count in counted.items() if count > floor})
    return counted, size


def _locate(sheets: Iterable[Sheet], frequent: set[tuple[str, bytes]], size: Mapping[str, int]) -> dict[Key, Evidence]:
    evidence: dict[Key, Evidence] = {}
    for sheet in sheets:
        for source in sheet.sources:
            pieces = [piece for piece in _pieces(sheet) if (source, _digest(piece)) in frequent]
            recurring = {piece.line for piece in pieces if piece.kind == "line"}
            content = _content_lines(sheet, recurring)
            for piece in {(piece.kind, piece.text): piece for piece in reversed(pieces)}.values():
                key = (source, piece.kind, piece.text)
                _add(evidence.setdefault(key, Evidence(size[source])), sheet, piece, content, recurring)
    return evidence


def _add(evidence: Evidence, sheet: Sheet, piece: Piece, content: Sequence[int], recurring: set[int]) -> None:
    """Add one occurrence of a piece; ``content`` are the numbers of the lines of article text."""
    line = sheet.lines[piece.line].text
    evidence.count += 1
    evidence.would_change += piece.line not in sheet.removed
    evidence.positions[_position(piece, content)] += 1
    evidence.beside += piece.line - 1 in recurring or piece.line + 1 in recurring
    evidence.is_title_case = line.istitle()
    evidence.is_running_text |= is_running_text(line)
    below = range(piece.line + 1, len(sheet.lines))
    end = next((number for number in below if number in recurring or number in content), len(sheet.lines))
    evidence.following.append(end - piece.line - 1)
    if len(evidence.rests) < _MAX_EXAMPLES * _MAX_EXAMPLES:
        evidence.rests.add(mask_numbers(piece.rest))
    evidence.long_rests += len(_WORD.findall(piece.rest)) > _MAX_EXAMPLES
    if len(evidence.examples) < _MAX_EXAMPLES:
        evidence.examples.append(_example(sheet, piece))


def _example(sheet: Sheet, piece: Piece) -> Example:
    above, line, below = (
        sheet.lines[number].text[-_MAX_CONTEXT:] if number < piece.line else sheet.lines[number].text[:_MAX_CONTEXT]
        for number in (max(0, piece.line - 1), piece.line, min(len(sheet.lines) - 1, piece.line + 1))
    )
    around = [above if piece.line else "", below if piece.line + 1 < len(sheet.lines) else ""]
    return Example(
        sheet.name,
        " / ".join(filter(None, [around[0], line, around[1]])),
        " / ".join(filter(None, [around[0], piece.rest.strip()[:_MAX_CONTEXT], around[1]])),
    )


def _position(piece: Piece, content: Sequence[int]) -> str:
    if not content or piece.line < content[0]:
        return "head"
    return "foot" if piece.line > content[-1] else "middle"


def _mark_in_running_text(sheets: Iterable[Sheet], evidence: Mapping[Key, Evidence]) -> None:
    lines_of: dict[str, dict[str, str]] = {}
    for source, kind, text in evidence:
        if kind == "line":
            lines_of.setdefault(source, {})[text] = _as_words(text)
    for sheet in sheets:
        for source in sheet.sources:
            lines = lines_of.get(source, {})
            recurring = {number for number, line in enumerate(sheet.lines) if mask_numbers(line.text) in lines}
            for number in _content_lines(sheet, recurring):
                sentence = _as_words(mask_numbers(sheet.lines[number].text))
                for text in [text for text, words in lines.items() if words in sentence]:
                    evidence[source, "line", text].in_running_text = True
                    del lines[text]


def _content_lines(sheet: Sheet, recurring: set[int]) -> list[int]:
    return [number for number, line in enumerate(sheet.lines) if number not in recurring and is_running_text(line.text)]


def _pieces(sheet: Sheet) -> Iterator[Piece]:
    for number, line in enumerate(sheet.lines):
        if number not in sheet.exempt and len(line.text) <= _MAX_LENGTH and (text := mask_numbers(line.text)):
            yield Piece("line", text, number, "")
            for kind, start, end in parts(line.text) if not is_sentence(line.text) else ():
                if text := mask_numbers(line.text[start:end]):
                    yield Piece(kind, text, number, line.text[:start] + line.text[end:])


def _as_words(text: str) -> str:
    return f" {' '.join(_WORD.findall(text))} "


def _digest(piece: Piece) -> bytes:
    return hashlib.blake2b(f"{piece.kind}\n{piece.text}".encode(), digest_size=8).digest()
