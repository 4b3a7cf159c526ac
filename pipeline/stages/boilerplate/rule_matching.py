"""What the rules say of the lines of a text: which go, which they take along, and which ends are cut off the rest."""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from pipeline.stages.boilerplate.schema import Rule, Where
from pipeline.text.lines import Line, ascii_punctuation, match_key
from pipeline.text.patterns import Anchor, PatternSet, match_span

_LONGEST = 600  # characters: a longer line is never furniture as a whole
_MOST_AMID = 12  # lines a heading takes along where reporting goes on behind them
_LONGEST_ITEM = 220  # characters of a line of a list of links
_FEWEST_BLANKS = 2  # in a sentence
_SIGNS_BEHIND = 12  # characters of punctuation a phrase may have around it
_END = 90  # characters at an end of a line in which a head or a tail can lie
_CLOSED = re.compile(r"[.!?:][\"')\]]*\s")  # a sentence's end with something behind it
_INLINE = r"""[.!?:][\"')\]]*(?P<cut>\s+(?:%s)[\s.:!>|]*)"""


class ContentRange(NamedTuple):
    """Where reporting begins and ends in a text, as numbers of lines; with none, both places lie outside every line."""

    first: int
    last: int

    def suits(self, where: Where, row: int) -> bool:
        """Whether a rule meant for ``where`` may speak about this line."""
        if where == "any":
            return True
        if where == "first":
            return row == 0
        return (where != "end" and row < self.first) or (where != "start" and row > self.last)


class RuleMatcher:
    """All rules that are switched on, prepared once; asked of each document."""

    def __init__(self, rules: Sequence[Rule], reported: Sequence[str] = ()) -> None:
        """Raises ValueError for a pattern that fits an empty line."""
        self._reported = PatternSet(reported, at="within")
        self._phrases = _by_phrase(rules)
        self._longest = max((len(phrase) for phrase in self._phrases), default=0) + _SIGNS_BEHIND
        self._lines = _Side([(rule, pattern) for rule in rules for pattern in rule.line], at="whole")
        self._heads = _sides([(rule, pattern) for rule in rules for pattern in rule.head], at="start")
        inline = [(rule, _INLINE % pattern) for rule in rules for pattern in rule.inline]
        self._inline = _sides(inline, at="end")
        self._tails = _sides([(rule, pattern) for rule in rules for pattern in rule.tail], at="end")

    def about(self, words: str) -> list[Rule]:
        """The rules that would drop the whole line, if it stands where they are meant for."""
        if len(words) > _LONGEST:
            return []
        said = self._phrases.get(match_key(words), ()) if len(words) < self._longest else ()
        shaped = self._lines.fits(" ".join(words.split()) if "  " in words else words)
        if shaped and self._reported.matches(words):
            shaped = [rule for rule in shaped if rule.reported]
        return [*said, *shaped]

    def dropped(self, rows: Sequence[Line], heard: Sequence[Sequence[Rule]], place: ContentRange) -> dict[int, Rule]:
        """The lines that go, by number, each with the rule that drops it or takes it along.

        A line that is furniture at the edges of the reporting alone is furniture within it beside another such line.
        """
        gone: dict[int, Rule] = {}
        for at in [at for at, rules in enumerate(heard) if rules]:
            beside = any(heard[max(0, at - 1) : at]) or any(heard[at + 1 : at + 2])
            suited = (rule for rule in heard[at] if place.suits(rule.where, at) or (rule.where == "edge" and beside))
            rule = next(suited, None)
            if rule is not None:
                gone[at] = rule
                if rule.takes is not None:
                    gone |= dict.fromkeys(_taken(rows, at, rule, place), rule)
        return gone

    def cuts(self, words: str, row: int, place: ContentRange) -> Iterator[tuple[int, int, Rule]]:
        """The parts of a line to cut off, as places in it: one at its head, and at its tail until nothing more goes."""
        begin = 0
        head = next(_cuts(self._heads, words[:_END], 0, row, place), None)
        if head is not None:
            yield head
            begin = head[1]
        end = len(words)
        while (tail := self._tail(words[:end], row, place)) and begin <= tail[0]:
            yield tail[0], end, tail[1]
            end = tail[0]

    def _tail(self, words: str, row: int, place: ContentRange) -> tuple[int, Rule] | None:
        begin = max(0, len(words) - _END)
        sides = [*self._tails, *(self._inline if _CLOSED.search(words, begin) else ())]
        return next(((start, rule) for start, _, rule in _cuts(sides, words[-_END:], begin, row, place)), None)


def _by_phrase(rules: Sequence[Rule]) -> Mapping[str, tuple[Rule, ...]]:
    found: dict[str, tuple[Rule, ...]] = {}
    for rule in rules:
        for phrase in rule.phrases:
            said = match_key(ascii_punctuation(phrase))
            found[said] = (*found.get(said, ()), rule)
    return found


class _Side:
    """Patterns that look at one side of a line standing at one place, each with its rule."""

    def __init__(self, patterns: Sequence[tuple[Rule, str]], *, at: Anchor) -> None:
        self._patterns, self.at = patterns, at
        self.where: Where = patterns[0][0].where if patterns else "any"
        self._set = PatternSet([pattern for _, pattern in patterns], at=at)

    def fits(self, text: str) -> list[Rule]:
        """The rules one of whose patterns fits."""
        return [self._patterns[at][0] for at in self._set.matches(text)]

    def extents(self, text: str) -> Iterator[tuple[Rule, tuple[int, int]]]:
        """The rules one of whose patterns fits, with where it lies."""
        for which in self._set.matches(text):
            rule, pattern = self._patterns[which]
            span = match_span(pattern, text, at=self.at)
            if span is not None:
                yield rule, span


def _sides(patterns: Sequence[tuple[Rule, str]], *, at: Anchor) -> list[_Side]:
    places = dict.fromkeys(rule.where for rule, _ in patterns)
    return [_Side([(rule, pattern) for rule, pattern in patterns if rule.where == place], at=at) for place in places]


def _cuts(
    sides: Sequence[_Side], text: str, begin: int, row: int, place: ContentRange
) -> Iterator[tuple[int, int, Rule]]:
    for side in sides:
        if place.suits(side.where, row):
            for rule, (start, end) in side.extents(text):
                yield begin + start, begin + end, rule


def _taken(rows: Sequence[Line], heading: int, rule: Rule, place: ContentRange) -> list[int]:
    takes = rule.takes
    assert takes is not None  # noqa: S101 - for mypy; the caller has looked
    wanted = _set(takes.lines)
    most = takes.at_most if heading > place.last or takes.lines else min(takes.at_most, _MOST_AMID)
    below = rows[heading + 1 : heading + 1 + most]
    taken = []
    for at, row in enumerate(below, heading + 1):
        fits = wanted.matches(row.text) if takes.lines else _is_item(row, below[0], amid=at < place.last)
        if not fits:
            break
        taken.append(at)
    return taken[:-1] if taken and not takes.lines and taken[-1] < place.last else taken


def _is_item(row: Line, first: Line, *, amid: bool) -> bool:
    """Whether a line may belong to a list of links: marked like the first of them, and no sentence.

    Amid reporting nothing that is closed like a sentence belongs to it, and no label of a word or two.
    """
    blanks = row.text.count(" ")
    closed = row.text.endswith((".", '"', "!", "?") if amid else ".") and blanks >= _FEWEST_BLANKS
    marked = (row.text_start > row.start) == (first.text_start > first.start)
    return len(row.text) <= _LONGEST_ITEM and marked and not closed and (not amid or blanks >= _FEWEST_BLANKS)


@lru_cache(maxsize=256)
def _set(patterns: tuple[str, ...]) -> PatternSet:
    return PatternSet(patterns, at="whole")
