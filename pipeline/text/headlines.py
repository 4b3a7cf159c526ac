"""What a headline looks like, what two printings of it share, and which of its words the reporting has too."""

import re
import unicodedata
from collections.abc import Iterator

_WORD = re.compile(r"\w+")
_STEM = 5  # letters by which inflected forms of a word are taken for one: accuses, accusation
_CLOSERS = (
    "\"')]\N{RIGHT SINGLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{LEFT DOUBLE QUOTATION MARK}"
    "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}"
)
_STOPS = ".:;,\N{HORIZONTAL ELLIPSIS}\N{IDEOGRAPHIC FULL STOP}"
_CALLS = "!?"
_ABBREVIATION = re.compile(r"\b(?:\w\.){2,}$")
_LETTERS = re.compile(r"\S*[^\W\d_]\S*")
_NUMBERED = re.compile(r"\d+[.)]\s")
_ITEMS = 2  # semicolons from which on a line is a list
_LINK = re.compile(r"https?:|www[.]|@\w")
_MARKUP = re.compile(r"^#{1,6}\s+|\*\*|^_+|_+$")
_SUFFIX = re.compile(r"\s+[|\N{EN DASH}\N{EM DASH}\N{BULLET}\N{MIDDLE DOT}-]\s+")
_SENTENCE, _SPOKEN, _LONG = 40, 120, 220  # characters from which on a line, a question, any line is reporting
_CALLED, _LONGEST = 85, 155  # characters of a headline that is a question, of any headline, at most
_FEWEST = 3  # words of a headline, and of what is left of one without its site
_LONGER = 4  # letters of a word that tells what a line is about


def is_running_text(line: str) -> bool:
    """Whether a line reads as running text: a sentence with its full stop, or too long for anything else.

    >>> lines = "Ceasefire holds", "The ceasefire held through the night, both sides said."
    >>> [is_running_text(line) for line in lines]
    [False, True]
    """
    if len(line) > _LONG:
        return True
    if _calls(line):
        return len(line) > _SPOKEN
    return len(line) > _SENTENCE and _ends(line)


def is_headline(line: str) -> bool:
    """Whether a line has the shape of a headline: at least three words, one line, no full stop, a capital at the head.

    >>> [is_headline(line) for line in ("Bridge shut until spring", "Most read", "He went home.")]
    [True, False, False]
    """
    return (
        len(line) <= _LONGEST
        and not _ends(line)
        and not (_calls(line) and len(line) > _CALLED)
        and len(_LETTERS.findall(line)) >= _FEWEST
        and not _lowered(line)
        and not _LINK.search(line)
        and line.count(";") < _ITEMS
        and not _NUMBERED.match(line)
    )


def _lowered(line: str) -> bool:
    first = _WORD.search(line)
    return first is not None and first[0].islower()


def strip_heading_marks(line: str) -> str:
    """A line without the marks of a heading.

    >>> strip_heading_marks("# **Bridge shut**")
    'Bridge shut'
    """
    return _MARKUP.sub("", line).strip()


def headline_key(line: str) -> str:
    """What two printings of one headline have in common: words in lower case, no marks.

    >>> headline_key("# 'Shut it', Mayor says")
    'shut it mayor says'
    """
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", line).casefold()))


def headline_keys(line: str) -> Iterator[str]:
    """The keys of a line as it stands and without what its site put behind or before it.

    What is left must be long enough for a headline of its own.

    >>> list(headline_keys("Bridge shut until spring | Ashford Herald"))
    ['bridge shut until spring ashford herald', 'bridge shut until spring']
    """
    yield headline_key(line)
    for start, end in parts(line):
        yield headline_key(line[start:end])


def parts(line: str) -> Iterator[tuple[int, int]]:
    """Where in a line a headline may stand whose site put its name behind or before it, longest first."""
    marks = list(_SUFFIX.finditer(line))
    for start, end in [(0, mark.start()) for mark in reversed(marks)] + [(mark.end(), len(line)) for mark in marks]:
        if len(line[start:end].split()) >= _FEWEST:
            yield start, end


def stems(line: str) -> frozenset[str]:
    """The beginnings of a line's longer words.

    >>> sorted(stems("He accuses them of invading"))
    ['accus', 'invad', 'them']
    """
    return frozenset(word[:_STEM] for word in _WORD.findall(line.casefold()) if len(word) >= _LONGER)


def shared_words(line: str, body: str) -> tuple[int, float]:
    """How many of the line's longer words the body has too, and their share among all of the line's.

    ``body`` is in lower case, as ``str.casefold`` makes it.

    >>> shared_words("Mayor shut bridge", "the mayor has shut the old road")
    (2, 0.6666666666666666)
    """
    own = stems(line)
    both = sum(_has(body, stem) for stem in own)
    return both, both / len(own) if own else 0.0


def _has(body: str, stem: str) -> bool:
    """Whether a word of the body begins with the stem; found by hand, for no pattern engine is as fast."""
    at = body.find(stem)
    while at > 0 and body[at - 1].isalnum():
        at = body.find(stem, at + 1)
    return at >= 0


def _ends(line: str) -> bool:
    return line.rstrip(_CLOSERS)[-1:] in _STOPS and not _ABBREVIATION.search(line)


def _calls(line: str) -> bool:
    return line.rstrip(_CLOSERS)[-1:] in _CALLS
