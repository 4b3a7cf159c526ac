"""Headlines: shape of a headline, keys to compare two copies of one, words it shares with the article text."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_CACHED = 4096  # lines: the stages ask the same of the lines of one document again and again
_WORD = re.compile(r"\w+")
_STEM_LENGTH = 5  # letters by which inflected forms of a word are compared: accuses, accusation
_CLOSING_MARKS = (
    "\"')]\N{RIGHT SINGLE QUOTATION MARK}\N{RIGHT DOUBLE QUOTATION MARK}\N{LEFT DOUBLE QUOTATION MARK}"
    "\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}"
)
_STOPS = ".:;,\N{HORIZONTAL ELLIPSIS}\N{IDEOGRAPHIC FULL STOP}"
_CALLS = "!?"
_ABBREVIATION = re.compile(r"\b(?:\w\.){2,}$")
_MAX_ABBREVIATION = 20  # characters
_WITH_LETTERS = re.compile(r"\S*[^\W\d_]\S*")
_NUMBERED = re.compile(r"\d+[.)]\s")
_LIST_SEMICOLONS = 2  # a line with as many semicolons is a list
_LINK = re.compile(r"https?:|www[.]|@\w")
_MARKUP = re.compile(r"^#{1,6}\s+|\*\*|^_+|_+$")
_SITE_SEPARATOR = re.compile(r"\s+[|\N{EN DASH}\N{EM DASH}\N{BULLET}\N{MIDDLE DOT}-]\s+")
_MIN_SENTENCE, _MIN_QUESTION, _MIN_OTHER = 40, 120, 220  # characters of running text: sentence, question, any line
_MAX_QUESTION, _MAX_HEADLINE = 85, 155  # characters of a headline that is a question or call, of any headline
_MAX_WITH_SITE = 400  # characters of a headline with a site's name
_MIN_WORDS = 3  # of a headline, and of one without its site's name
_MIN_CONTENT_WORD = 4  # letters of a word that counts as content


@lru_cache(maxsize=_CACHED)
def is_running_text(line: str) -> bool:
    """Whether a line reads as running text: a sentence with its full stop, or too long for anything else.

    >>> lines = "Ceasefire holds", "The ceasefire held through the night, both sides said."
    >>> [is_running_text(line) for line in lines]
    [False, True]
    """
    if len(line) > _MIN_OTHER:
        return True
    if _ends_with_call(line):
        return len(line) > _MIN_QUESTION
    return len(line) > _MIN_SENTENCE and _ends_with_stop(line)


@lru_cache(maxsize=_CACHED)
def is_headline(line: str) -> bool:
    """Whether a line has the shape of a headline: at least three words, no full stop, a capital at the start.

    >>> [is_headline(line) for line in ("Bridge shut until spring", "Most read", "He went home.")]
    [True, False, False]
    """
    return (
        len(line) <= _MAX_HEADLINE
        and not _ends_with_stop(line)
        and not (_ends_with_call(line) and len(line) > _MAX_QUESTION)
        and len(_WITH_LETTERS.findall(line)) >= _MIN_WORDS
        and not _starts_lower(line)
        and not _LINK.search(line)
        and line.count(";") < _LIST_SEMICOLONS
        and not _NUMBERED.match(line)
    )


def _starts_lower(line: str) -> bool:
    first = _WORD.search(line)
    return first is not None and first[0].islower()


def strip_heading_marks(line: str) -> str:
    """A line without the Markdown of a heading.

    >>> strip_heading_marks("# **Bridge shut**")
    'Bridge shut'
    """
    return _MARKUP.sub("", line).strip()


@lru_cache(maxsize=_CACHED)
def headline_key(line: str) -> str:
    """A key that is equal for two copies of one headline: words in lower case, no punctuation.

    >>> headline_key("# 'Shut it', Mayor says")
    'shut it mayor says'
    """
    return " ".join(_WORD.findall(unicodedata.normalize("NFKC", line).casefold()))


def headline_keys(line: str) -> Iterator[str]:
    """The key of a line, then its keys without a site's name before or after the headline.

    >>> list(headline_keys("Bridge shut until spring | Ashford Herald"))
    ['bridge shut until spring ashford herald', 'bridge shut until spring']
    """
    yield headline_key(line)
    for start, end in spans_without_site(line):
        yield headline_key(line[start:end])


def spans_without_site(line: str) -> Iterator[tuple[int, int]]:
    """Spans of a line that may be its headline without a site's name, longest first; each of three words or more."""
    separators = list(_SITE_SEPARATOR.finditer(line)) if len(line) <= _MAX_WITH_SITE else []
    before = [(0, separator.start()) for separator in reversed(separators)]
    after = [(separator.end(), len(line)) for separator in separators]
    for start, end in before + after:
        if len(line[start:end].split()) >= _MIN_WORDS:
            yield start, end


def content_stems(line: str) -> frozenset[str]:
    """The stems of a line's content words.

    >>> sorted(content_stems("He accuses them of invading"))
    ['accus', 'invad', 'them']
    """
    return frozenset(word[:_STEM_LENGTH] for word in _WORD.findall(line.casefold()) if len(word) >= _MIN_CONTENT_WORD)


def shared_words(line: str, body: str) -> tuple[int, float]:
    """How many content words of the line the body has too, and their share among all of the line's.

    ``body`` is in lower case, as ``str.casefold`` makes it.

    >>> shared_words("Mayor shut bridge", "the mayor has shut the old road")
    (2, 0.6666666666666666)
    """
    stems = content_stems(line)
    count = sum(_has_stem(body, stem) for stem in stems)
    return count, count / len(stems) if stems else 0.0


def _has_stem(body: str, stem: str) -> bool:
    """Whether a word of the body begins with the stem. ``str.find`` is faster here than any pattern engine."""
    start = body.find(stem)
    while start > 0 and body[start - 1].isalnum():
        start = body.find(stem, start + 1)
    return start >= 0


def _ends_with_stop(line: str) -> bool:
    if line.rstrip(_CLOSING_MARKS)[-1:] not in _STOPS:
        return False
    return not (line.endswith(".") and _ABBREVIATION.search(line, max(0, len(line) - _MAX_ABBREVIATION)))


def _ends_with_call(line: str) -> bool:
    return line.rstrip(_CLOSING_MARKS)[-1:] in _CALLS
