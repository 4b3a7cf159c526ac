"""Bylines: lines that only say who wrote the text."""

import re
from collections.abc import Callable, Collection
from functools import partial
from typing import NamedTuple

from pipeline.text import lexicon

_SEPARATOR = re.compile(r"\s*[|\N{BULLET}\N{MIDDLE DOT};/]\s*|\s+[-\N{EN DASH}\N{EM DASH}]+\s+|\t|\s{3,}")
_ACCOUNT = re.compile(r"\s*@+\w+")
_MAX_DETAIL_WORDS = 7  # words of a role, outlet or place after a name
_MIN_NAME_WORDS, _MAX_NAME_WORDS = 2, 5
_COMMA = re.compile(r"\s*,\s+")
_GLUED_CAPITALS = 3  # capitals at the start of a word that goes on in lower case: FOXBusiness
_GLUED_WORD = re.compile(r"(?<=[a-z])[A-Z][a-z]+\b")  # Jane DoeStaff Writer
_DEGREE = re.compile(r"[A-Z]{2,3}|Ph\.?D\.?")
_NUMERAL = re.compile(r"(?:[IVX]+|[JS]r\.?)$")


class Byline(NamedTuple):
    """The authors that a byline names, and what else it says: outlet, role, place."""

    authors: tuple[str, ...]
    details: tuple[str, ...]


class BylineWords(NamedTuple):
    """Patterns and words (in lower case) of bylines.

    ``openers`` start a byline, ``conjunctions`` join names, ``place_prepositions`` precede a place, ``particles`` are
    parts of names, ``roles`` and ``outlets`` are no parts of names, ``not_names`` are no names by themselves,
    ``beside_dates`` may remain of a date.
    """

    openers: re.Pattern[str]
    conjunctions: re.Pattern[str]
    place_prepositions: re.Pattern[str]
    particles: frozenset[str]
    roles: frozenset[str]
    outlets: frozenset[str]
    not_names: frozenset[str]
    beside_dates: frozenset[str]


def opener_pattern(phrases: Collection[str]) -> re.Pattern[str]:
    """A pattern for any of the phrases at the start of a byline: "By ", "By: ", and "By" glued to its name.

    >>> opener_pattern(["by"]).sub("", "ByJane Doe")
    'Jane Doe'
    """
    longest_first = sorted(map(re.escape, phrases), key=len, reverse=True)
    return re.compile(rf"(?i:{'|'.join(longest_first)})(?:\s*:\s*|\s+|(?=[A-Z])|$)")


def between_words_pattern(phrases: Collection[str]) -> re.Pattern[str]:
    """A pattern for any of the phrases between two words, or at the start."""
    return re.compile(rf"(?:^|\s+)(?i:{'|'.join(map(re.escape, sorted(phrases)))})\s+(?=[^\W\d_])")


def parse_byline(line: str, words: BylineWords, without_dates: Callable[[str], str] = str) -> Byline | None:
    """The byline that a line is, or None where it is anything else.

    A line is a byline when all of it is understood: an opener, one name or more, then only outlets, roles, places and
    dates. A name has two to five words, capitalised but for its particles. ``without_dates`` removes dates.
    """
    opener = words.openers.match(line)
    if not opener:
        return None
    plain = _ACCOUNT.sub(" ", without_dates(line[opener.end() :]))
    first, *details = [part.strip(" ,") for part in _SEPARATOR.split(plain) if part.strip(" ,")] or [""]
    names, *place = words.place_prepositions.split(first, maxsplit=1)
    authors, rest = _split_authors(names, words)
    details = [*rest, *place, *details]
    if not authors or not all(_is_detail(part, words) for part in details):
        return None
    return Byline(tuple(authors), tuple(details))


def find_authors(
    line: str, words: BylineWords, without_dates: Callable[[str], str], *, with_opener: bool
) -> tuple[str, ...]:
    """The authors that a line names, which may say more than a byline; empty if it names none.

    With an opener: the first part of the line that is a byline. Without: the line starts with a person whose first
    name the lexicon has.
    """
    separated = _GLUED_WORD.sub(partial(_separate_role, words=words), _ACCOUNT.sub(" ", line))
    parts = [_without_trailing(part, words) for part in _SEPARATOR.split(without_dates(separated))]
    for part in parts if with_opener else parts[:1]:
        opener = words.openers.match(part)
        if bool(opener) != with_opener:
            continue
        names = _without_trailing(words.place_prepositions.split(part[opener.end() if opener else 0 :])[0], words)
        authors, rest = _split_authors(names, words)
        known = with_opener or all(lexicon.is_first_name(author.split()[0]) for author in authors)
        if authors and known and all(_is_detail(part, words) for part in rest):
            return tuple(authors)
    return ()


def _separate_role(glued: re.Match[str], words: BylineWords) -> str:
    """A separator before a role or a label that is glued to a name."""
    return f" | {glued[0]}" if _is_role_or_label(glued[0].casefold(), words) else glued[0]


def _is_role_or_label(word: str, words: BylineWords) -> bool:
    return word in words.roles or word in words.beside_dates


def _without_trailing(text: str, words: BylineWords) -> str:
    """A text without roles, words of dates and degrees at its end: "Jane Doe Staff Writer on"."""
    parts = text.strip(" ,").split()
    while parts and (
        _is_role_or_label(parts[-1].strip(".,").casefold(), words)
        or (_DEGREE.fullmatch(parts[-1]) and not parts[0].isupper())
    ):
        parts.pop()
    return " ".join(parts).strip(" ,")


def share_author(one: str, other: str) -> bool:
    """Whether two author fields have a name in common, case ignored.

    >>> share_author("RALPH D. RUSSO; Bob Ferrante", "Ralph D. Russo")
    True
    """
    first, second = ({name.strip().casefold() for name in re.split(r"[;,]", names)} for names in (one, other))
    return bool(first & second - {""})


def _split_authors(names: str, words: BylineWords) -> tuple[list[str], list[str]]:
    """The people that a list of names starts with, and the rest of the list."""
    parts = _COMMA.split(names)
    authors: list[str] = []
    for number, part in enumerate(parts):
        people = [person for person in words.conjunctions.split(part) if person]
        if not all(is_name(person, words) for person in people):
            return authors, parts[number:]
        authors += people
    return authors, []


def is_name(text: str, words: BylineWords) -> bool:
    """Whether a text has the shape of a person's name and contains no outlet or role."""
    parts = text.split()
    plain = {part.strip(".").casefold() for part in parts}
    capitalised = [part for part in parts if part[0].isupper() and not _NUMERAL.match(part)]
    return (
        all(_is_name_word(part, words) for part in parts)
        and len(capitalised) >= _MIN_NAME_WORDS
        and len(parts) <= _MAX_NAME_WORDS
        and words.roles.isdisjoint(plain)
        and words.outlets.isdisjoint(plain)
        and not plain <= words.not_names
    )


def _is_name_word(word: str, words: BylineWords) -> bool:
    letters = [char for char in word if char not in ".'-\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}"]
    head = word[:_GLUED_CAPITALS]
    glued = len(word) > _GLUED_CAPITALS and head.isupper() and not word.isupper()
    return all(map(str.isalpha, letters)) and not glued and (word[0].isupper() or word in words.particles)


def _is_detail(text: str, words: BylineWords) -> bool:
    """Whether a text can follow a name: a role, an outlet, a place or a weekday, in a few words."""
    parts = text.replace(",", " ").split()
    known = (words.roles, words.outlets, words.particles, words.beside_dates)
    return len(parts) <= _MAX_DETAIL_WORDS and all(
        part[:1].isupper() or any(part.casefold() in each for each in known) for part in parts
    )
