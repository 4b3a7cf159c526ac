"""Lines that are content by their form, which the classifier often takes for boilerplate.

Sentences in any script, names in a row (team sheets, award winners, casts), and results of matches. And runs of like
lines: a list is removed as a whole or not at all.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from itertools import pairwise

from pipeline.text.lines import UNSPACED, count_words

_STOPS = (
    ".!?\N{HORIZONTAL ELLIPSIS}\N{IDEOGRAPHIC FULL STOP}\N{FULLWIDTH EXCLAMATION MARK}\N{FULLWIDTH QUESTION MARK}"
    "\N{HALFWIDTH IDEOGRAPHIC FULL STOP}\N{DEVANAGARI DANDA}\N{ARABIC QUESTION MARK}"
)
_CLOSERS = (
    "\"')]\N{RIGHT DOUBLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}"
    "\N{RIGHT CORNER BRACKET}\N{RIGHT WHITE CORNER BRACKET}\N{FULLWIDTH RIGHT PARENTHESIS}"
)
_SENTENCE_WORDS, _LONG_WORDS, _SHORT_SENTENCE_WORDS = 8, 35, 3
_QUOTED = re.compile(r"^[\"'\N{LEFT DOUBLE QUOTATION MARK}\N{LEFT SINGLE QUOTATION MARK}\N{LEFT CORNER BRACKET}]\S.*\w")
_LOWER_WORD = re.compile(r"\b[^\W\d_A-Z]\w*")
_WORD = re.compile(r"[^\W\d_][\w'-]*")
_SEPARATOR = re.compile(r"[,;]|\s-\s|\d+['\N{RIGHT SINGLE QUOTATION MARK}]")
_MIN_SEPARATORS, _MIN_CAPITALS = 3, 0.6
_RESULT = re.compile(r"[^\W\d_]{2,}\s+\d{1,3}\s?[-:\N{EN DASH}]\s?\d{1,3}\b")
_ITEM_WORDS = 25
_LIST_LENGTH = 3
_RATIO = 3.0


def is_sentence_line(line: str) -> bool:
    """Whether a line is long and closed like a sentence, or too long for anything else, in any script."""
    words = count_words(line)
    return words >= _LONG_WORDS or (words >= _SENTENCE_WORDS and _is_closed(line))


def is_short_sentence(line: str) -> bool:
    """Whether a line of three words or more is closed like a sentence or quoted, and has words in lower case.

    >>> [is_short_sentence(line) for line in ("He declined to comment.", "The New York Times", '"We ran," she said')]
    [True, False, True]
    """
    if count_words(line) < _SHORT_SENTENCE_WORDS or not (_LOWER_WORD.search(line) or UNSPACED.search(line)):
        return False
    return _is_closed(line) or _QUOTED.match(line) is not None


def is_introduction(line: str) -> bool:
    """Whether a line of three words or more ends with a colon, and so introduces the next.

    >>> is_introduction("Our correspondent in Wexley reports:")
    True
    """
    return count_words(line) >= _SHORT_SENTENCE_WORDS and line.rstrip().endswith((":", "\N{FULLWIDTH COLON}"))


def is_name_list(line: str) -> bool:
    """Whether a line is a row of names, or the result of a match.

    >>> [is_name_list(line) for line in ("Subs: Berg, Olsen, Lund, Dahl", "Town 2-1 Rovers", "Home, News")]
    [True, True, False]
    """
    words = _WORD.findall(line)
    capitals = sum(word[0].isupper() for word in words)
    in_a_row = len(_SEPARATOR.findall(line)) >= _MIN_SEPARATORS and capitals >= _MIN_CAPITALS * len(words)
    return bool(words) and (in_a_row or _RESULT.search(line) is not None)


def partly_removed_lists(lines: Sequence[str], remaining: Iterable[int], removed: Collection[int]) -> Iterator[int]:
    """The lines to keep because others of their list stay.

    A list is three or more consecutive lines of like form: they begin and end with the same kind of character, and none
    is much longer than the next.
    """
    for run in _runs(lines, remaining):
        if len(run) >= _LIST_LENGTH and not all(at in removed for at in run):
            yield from run


def _runs(lines: Sequence[str], remaining: Iterable[int]) -> Iterator[list[int]]:
    numbers = list(remaining)
    run = numbers[:1]
    for before, at in pairwise(numbers):
        if at != before + 1 or not _is_alike(lines[before], lines[at]):
            yield run
            run = []
        run.append(at)
    yield run


def _is_alike(one: str, other: str) -> bool:
    sizes = sorted((count_words(one), count_words(other)))
    return (
        sizes[1] <= _ITEM_WORDS
        and sizes[1] <= _RATIO * max(sizes[0], 1)
        and _kind(one[:1]) == _kind(other[:1])
        and _kind(one[-1:]) == _kind(other[-1:])
        and (":" in one) == (":" in other)
        and (min(one.count(","), 2) == min(other.count(","), 2))
    )


def _kind(character: str) -> str:
    if character.isdigit():
        return "digit"
    if character.isalpha():
        return "capital" if character.isupper() else "letter"
    return character


def _is_closed(line: str) -> bool:
    return line.rstrip(_CLOSERS)[-1:] in _STOPS and line.rstrip(_CLOSERS) != ""
