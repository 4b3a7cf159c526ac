"""Which line of a text is its headline, told by its shape, its place and the words it shares with the reporting."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

_WORD = re.compile(r"\w+")
_STEM = 5  # letters by which inflected forms of a word are taken for one: accuses, accusation
_CLOSERS = (
    "\"')]\N{RIGHT SINGLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{LEFT DOUBLE QUOTATION MARK}"
    "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}"
)
_END = re.compile(rf"[.:;,\N{{HORIZONTAL ELLIPSIS}}\N{{IDEOGRAPHIC FULL STOP}}][{re.escape(_CLOSERS)}]*$")
_CALL = re.compile(r"[!?][^\w\s]*$")
_ABBREVIATION = re.compile(r"\b(?:\w\.){2,}$")
_MARKUP = re.compile(r"^#{1,6}\s+|\*\*")
_SUFFIX = re.compile(r"\s+[|\N{EN DASH}\N{EM DASH}\N{BULLET}\N{MIDDLE DOT}-]\s+")
_SENTENCE, _CALLED, _LONG, _LONGEST = 40, 120, 220, 200  # characters
_FEWEST = 3  # words of a headline
_LONGER = 4  # letters of a word that tells what a line is about


class Line(NamedTuple):
    """A line that is not blank: its text without outer blanks, and its span, line end included."""

    text: str
    start: int
    end: int


def lines(text: str) -> list[Line]:
    r"""The lines of a text that are not blank.

    >>> lines(" a\n\nb")
    [Line(text='a', start=0, end=3), Line(text='b', start=4, end=5)]
    """
    return [Line(m[0].strip(), m.start(), m.end()) for m in re.finditer(r"[^\n]*\n|[^\n]+", text) if m[0].strip()]


def is_reporting(line: str) -> bool:
    """Whether a line reads as running text: a sentence with its full stop, or too long for anything else.

    >>> [is_reporting(line) for line in ("Ceasefire holds", "The ceasefire held through the night, both sides said.")]
    [False, True]
    """
    if len(line) > _LONG:
        return True
    if _CALL.search(line):
        return len(line) > _CALLED
    return len(line) > _SENTENCE and _ends(line)


def is_headline(line: str) -> bool:
    """Whether a line has the shape of a headline: at least three words, one line, no full stop, a capital at the head.

    >>> [is_headline(line) for line in ("Bridge shut until spring", "Most read", "He went home.")]
    [True, False, False]
    """
    words = _WORD.findall(line)
    opens = next((char for char in line if char.isalnum()), "")
    return len(words) >= _FEWEST and len(line) <= _LONGEST and not _ends(line) and (not opens.islower())


def bare(line: str) -> str:
    """A line without the marks of a heading.

    >>> bare("# **Bridge shut**")
    'Bridge shut'
    """
    return _MARKUP.sub("", line).strip()


def key(line: str) -> str:
    """What two printings of one headline have in common: words in lower case, no marks.

    >>> key("# 'Shut it', Mayor says")
    'shut it mayor says'
    """
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", line).casefold()))


def keys(line: str) -> Iterator[str]:
    """The keys of a line as it stands and without what its site put behind it, longest first.

    >>> list(keys("Bridge shut until spring | Ashford Herald"))
    ['bridge shut until spring ashford herald', 'bridge shut until spring']
    """
    yield key(line)
    for mark in reversed(list(_SUFFIX.finditer(line))):
        yield key(line[: mark.start()])


def stems(text: str) -> frozenset[str]:
    """The beginnings of a text's longer words.

    >>> sorted(stems("He accuses them of invading"))
    ['accus', 'invad', 'them']
    """
    return frozenset(word[:_STEM] for word in _WORD.findall(text.casefold()) if len(word) >= _LONGER)


def shared(line: str, body: frozenset[str]) -> tuple[int, float]:
    """How many of the line's longer words the body has too, and their share among all of the line's."""
    own = stems(line)
    both = len(own & body)
    return both, both / len(own) if own else 0.0


class Sureness(NamedTuple):
    """How many of a headline's longer words the reporting must have, and which share; ``last``: where it slipped."""

    shared: int
    share: float
    last: float


class Choice(NamedTuple):
    """The headline found: its words, the places of the lines that are it, and where it was found."""

    title: str
    at: tuple[int, ...]
    where: str


def choose(rows: Sequence[Line], sure: Sureness, is_other: Callable[[str], bool]) -> Choice | None:
    """The headline of a text whose title is not known, or None where none is sure.

    1. Before the first line of reporting the first line in the shape of a headline that shares its words with the
       reporting is it; a line that stands there twice goes before others.
    2. Else the last line, if the text begins with reporting, ends with it but for this one line, and the line says
       almost nothing that the reporting does not.

    ``is_other`` tells lines that are something else in the shape of a headline: a byline, a date.
    """
    first = head(rows)
    if first == len(rows):
        return None
    body = stems("\n".join(row.text for row in rows[first:]))
    fits = [at for at in range(first) if _fits(rows[at].text, body, sure.shared, sure.share, is_other)]
    if fits:
        twice = [at for at in fits if len(repeats(rows, rows[at].text)) > 1]
        title = rows[(twice or fits)[0]].text
        at = repeats(rows, title)
        return Choice(bare(min((rows[i].text for i in at), key=len)), at, "repeated" if len(at) > 1 else "first")
    return _slipped(rows, sure, is_other)


def _slipped(rows: Sequence[Line], sure: Sureness, is_other: Callable[[str], bool]) -> Choice | None:
    *above, last = rows
    if not above or not is_reporting(above[-1].text):
        return None
    if any(is_headline(bare(row.text)) and not is_other(row.text) for row in above[: head(above)]):
        return None
    own = stems("\n".join(row.text for row in above))
    if not _fits(last.text, own, sure.shared + 1, sure.last, is_other):
        return None
    return Choice(bare(last.text), (len(above),), "last")


def head(rows: Sequence[Line]) -> int:
    """How many lines stand before the first line of reporting."""
    return next((at for at, row in enumerate(rows) if is_reporting(row.text)), len(rows))


def opening(rows: Sequence[Line]) -> int:
    """How many lines stand before two lines of reporting that follow each other, the first of the two included.

    Credits stand among these: a standfirst may be a sentence too.
    """
    told = [is_reporting(row.text) for row in rows]
    return next((at for at in range(1, len(rows)) if told[at - 1] and told[at]), len(rows))


def repeats(rows: Sequence[Line], title: str) -> tuple[int, ...]:
    """The places of the lines that print the title and nothing else: at the head of the text, or as its last line.

    In the head a line may have lost or gained the site's name behind the headline, and reporting may not be hit
    but by the title word for word. Never all lines of the text.
    """
    wanted, short = key(title), set(_longer(keys(title)))
    first = head(rows)
    at = [
        i for i in range(min(first, len(rows))) if key(rows[i].text) in short or wanted in _longer(keys(rows[i].text))
    ]
    at += [i for i in {first, len(rows) - 1} if first <= i < len(rows) and i not in at and key(rows[i].text) == wanted]
    return tuple(sorted(at)) if len(at) < len(rows) else ()


def _longer(found: Iterable[str]) -> Iterator[str]:
    whole, *stripped = found
    yield whole
    yield from (each for each in stripped if each.count(" ") + 1 >= _FEWEST)


def _fits(line: str, body: frozenset[str], least: int, share: float, is_other: Callable[[str], bool]) -> bool:
    text = bare(line)
    if not is_headline(text) or is_other(text):
        return False
    count, part = shared(text, body)
    return count >= least and part >= share


def _ends(line: str) -> bool:
    return bool(_END.search(line)) and not _ABBREVIATION.search(line)
