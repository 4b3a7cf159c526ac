"""Which line of a text is its headline, told by its shape, its place and the words it shares with the reporting."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
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
_LISTED = re.compile(r"^\d+[.)]\s|;.*;")
_LINK = re.compile(r"https?:|www\.|\w@\w")
_MARKUP = re.compile(r"^#{1,6}\s+|\*\*|^_+|_+$")
_SUFFIX = re.compile(r"\s+[|\N{EN DASH}\N{EM DASH}\N{BULLET}\N{MIDDLE DOT}-]\s+")
_SENTENCE, _SPOKEN, _LONG = 40, 120, 220  # characters from which on a line, a question, any line is reporting
_CALLED, _LONGEST = 85, 155  # characters of a headline that is a question, of any headline, at most
_LEAD = 6  # lines of reporting that a headline sums up
_FEWEST = 3  # words of a headline, and of what is left of one without its site
_LONGER = 4  # letters of a word that tells what a line is about


def is_reporting(line: str) -> bool:
    """Whether a line reads as running text: a sentence with its full stop, or too long for anything else.

    >>> [is_reporting(line) for line in ("Ceasefire holds", "The ceasefire held through the night, both sides said.")]
    [False, True]
    """
    if len(line) > _LONG:
        return True
    if _CALL.search(line):
        return len(line) > _SPOKEN
    return len(line) > _SENTENCE and _ends(line)


def is_headline(line: str) -> bool:
    """Whether a line has the shape of a headline: at least three words, one line, no full stop, a capital at the head.

    >>> [is_headline(line) for line in ("Bridge shut until spring", "Most read", "He went home.")]
    [True, False, False]
    """
    words = [word for word in line.split() if any(map(str.isalpha, word))]
    opens = next((word for word in _WORD.findall(line)), "")
    return (
        len(words) >= _FEWEST
        and len(line) <= _LONGEST
        and not _ends(line)
        and not opens.islower()
        and not _LINK.search(line)
        and not _LISTED.search(line)
        and not (_CALL.search(line) and len(line) > _CALLED)
    )


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
    """When a line is a headline for certain.

    ``window`` is how many lines before the reporting it may stand at most; ``shared`` how many of its longer words
    the reporting must have, ``lead`` how many of them the first paragraphs; ``share`` their share among its own,
    ``last`` the same for a headline that slipped to the end.
    """

    window: int
    shared: int
    lead: int
    share: float
    last: float


class Choice(NamedTuple):
    """The headline found: its words, the places of the rows that are it, and where it was found."""

    title: str
    at: tuple[int, ...]
    where: str


def choose(lines: Sequence[str], sure: Sureness) -> Choice | None:
    """The headline of a text whose title is not known, or None where none is sure.

    1. Near above the first line of reporting the first line in the shape of a headline that shares its words with
       the reporting is it. One that shares some with the first paragraphs goes before one that does not.
    2. Else the last line, if nothing like a headline stands above the reporting, reporting stands above the line,
       and the line says almost nothing that the reporting does not, most of it said by the first paragraphs.

    Bylines and dates must be out of ``lines``: they too can have the shape of a headline.
    """
    first = head(lines)
    if first == len(lines):
        return None
    shaped = [at for at in range(first) if is_headline(lines[at])]
    body, lead = stems("\n".join(lines[first:])), stems("\n".join(lines[first : first + _LEAD]))
    told = [at for at in shaped if at >= first - sure.window and _is_told(lines[at], lines[at + 1], body, sure)]
    at = next((at for at in told if shared(lines[at], lead)[0] >= sure.lead), told[0] if told else None)
    if at is None:
        return None if shaped else _slipped(lines, sure)
    same = repeats(lines, lines[at])
    title = min((lines[i] for i in same), key=len)
    return Choice(bare(title), same, "repeated" if len(same) > 1 else "first")


def _is_told(line: str, following: str, body: frozenset[str], sure: Sureness) -> bool:
    """Whether the reporting tells what the line says, and the line is no half of a sentence torn in two."""
    count, share = shared(line, body)
    torn = following[:1].islower() and is_reporting(following)
    return count >= sure.shared and share >= sure.share and not torn


def _slipped(lines: Sequence[str], sure: Sureness) -> Choice | None:
    *above, last = lines
    if not above or not is_reporting(above[-1]) or not is_headline(last):
        return None
    count, share = shared(last, stems("\n".join(above)))
    first = head(above)
    told = shared(last, stems("\n".join(above[first : first + _LEAD])))[1] > sure.share
    sound = told and count > sure.shared and share >= sure.last
    return Choice(bare(last), (len(above),), "last") if sound else None


def head(lines: Sequence[str]) -> int:
    """How many lines stand before the first line of reporting."""
    return next((at for at, line in enumerate(lines) if is_reporting(line)), len(lines))


def opening(lines: Sequence[str]) -> int:
    """How many lines stand before two lines of reporting that follow each other, the first of the two included.

    Credits stand among these: a standfirst may be a sentence too.
    """
    told = [is_reporting(line) for line in lines]
    return next((at for at in range(1, len(lines)) if told[at - 1] and told[at]), len(lines))


def repeats(lines: Sequence[str], title: str) -> tuple[int, ...]:
    """The places of the lines that print the title and nothing else: at the head of the text, or as its last line.

    Above the reporting a line may have lost or gained the site's name behind the headline. The first line of
    reporting and the last line must be the title word for word. Never all lines of the text.

    >>> repeats(["Bridge is shut | Herald", "Bridge is shut", "The mayor of Ashford shut it."], "Bridge is shut")
    (0, 1)
    """
    wanted, short = key(title), set(_longer(keys(title)))
    exact = [key(line) == wanted for line in lines]
    first = next((at for at, line in enumerate(lines) if is_reporting(line) and not exact[at]), len(lines))
    last = next((at for at in range(len(lines), first, -1) if not exact[at - 1]), first)
    at = [i for i in range(first) if exact[i] or key(lines[i]) in short or wanted in _longer(keys(lines[i]))]
    at += range(last, len(lines))
    return tuple(at) if wanted and len(at) < len(lines) else ()


def _longer(found: Iterable[str]) -> Iterator[str]:
    whole, *stripped = found
    yield whole
    yield from (each for each in stripped if each.count(" ") + 1 >= _FEWEST)


def _ends(line: str) -> bool:
    return bool(_END.search(line)) and not _ABBREVIATION.search(line)
