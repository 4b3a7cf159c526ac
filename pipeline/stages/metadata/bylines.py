"""Bylines: which line says only who wrote the text, and who that is."""

import re
from collections.abc import Callable, Collection
from typing import NamedTuple

_SEGMENT = re.compile(r"\s*[|\N{BULLET}\N{MIDDLE DOT};/]\s*|\s+[-\N{EN DASH}\N{EM DASH}]+\s+|\t|\s{3,}")
_ACCOUNT = re.compile(r"\s*@+\w+")
_ASIDE = 7  # words behind a name at most
_LEAST, _MOST = 2, 5  # words of a name
_COMMA = re.compile(r"\s*,\s+")
_GLUED = 3  # capitals at the head of a word that goes on in small letters: FOXBusiness
_NUMERAL = re.compile(r"(?:[IVX]+|[JS]r\.?)$")


class Byline(NamedTuple):
    """Who a byline names, one by one, and what else it says: agency, role, place, date."""

    authors: tuple[str, ...]
    others: tuple[str, ...]


class Words(NamedTuple):
    """The words bylines are made of, in lower case.

    What opens one, joins names, goes before a place, stands inside a name, what tells an office, a house or a
    feast from a person, and what may be left of a date.
    """

    opens: re.Pattern[str]
    joins: re.Pattern[str]
    places: re.Pattern[str]
    particles: frozenset[str]
    roles: frozenset[str]
    houses: frozenset[str]
    no_names: frozenset[str]
    beside: frozenset[str]


def opening(phrases: Collection[str]) -> re.Pattern[str]:
    """A pattern for any of the phrases at the head of a byline: "By ", "By: ", and "By" glued to its name.

    >>> opening(["by"]).sub("", "ByJane Doe")
    'Jane Doe'
    """
    longest = sorted(map(re.escape, phrases), key=len, reverse=True)
    return re.compile(rf"(?i:{'|'.join(longest)})(?:\s*:\s*|\s+|(?=[A-Z])|$)")


def between(phrases: Collection[str]) -> re.Pattern[str]:
    """A pattern for any of the phrases between two words, or at the head of what a comma left."""
    return re.compile(rf"(?:^|\s+)(?i:{'|'.join(map(re.escape, sorted(phrases)))})\s+(?=[^\W\d_])")


def parse(line: str, known: Words, undated: Callable[[str], str] = str) -> Byline | None:
    """The byline that a line is, or None where it is anything else.

    A line is a byline when every part of it is accounted for: after its opening one name or more, then nothing but
    houses, offices, places and dates. A name has two to five words, with capitals but for its particles.
    ``undated`` takes dates out of a line.
    """
    opener = known.opens.match(line)
    if not opener:
        return None
    plain = _ACCOUNT.sub(" ", undated(line[opener.end() :]))
    first, *others = [part.strip(" ,") for part in _SEGMENT.split(plain) if part.strip(" ,")] or [""]
    names, *place = known.places.split(first, maxsplit=1)
    authors, rest = _authors(names, known)
    others = [*rest, *place, *others]
    return Byline(tuple(authors), tuple(others)) if authors and all(_is_aside(part, known) for part in others) else None


def same(one: str, other: str) -> bool:
    """Whether two author fields share a name, whatever their capitals.

    >>> same("RALPH D. RUSSO; Bob Ferrante", "Ralph D. Russo")
    True
    """
    first, second = ({name.strip().casefold() for name in re.split(r"[;,]", names)} for names in (one, other))
    return bool(first & second - {""})


def _authors(names: str, known: Words) -> tuple[list[str], list[str]]:
    """The people a list of names begins with, and the rest of it."""
    parts = _COMMA.split(names)
    authors: list[str] = []
    for at, part in enumerate(parts):
        people = [person for person in known.joins.split(part) if person]
        if not all(is_name(person, known) for person in people):
            return authors, parts[at:]
        authors += people
    return authors, []


def is_name(text: str, known: Words) -> bool:
    """Whether a text has the shape of a person's name and says nothing of a house or an office."""
    words = text.split()
    plain = {word.strip(".").casefold() for word in words}
    capitals = [word for word in words if word[0].isupper() and not _NUMERAL.match(word)]
    sound = all(_is_name_word(word, known) for word in words)
    return (
        sound
        and len(capitals) >= _LEAST
        and len(words) <= _MOST
        and not plain & (known.roles | known.houses)
        and not plain <= known.no_names
    )


def _is_name_word(word: str, known: Words) -> bool:
    letters = [char for char in word if char not in ".'-\N{RIGHT SINGLE QUOTATION MARK}\N{MODIFIER LETTER APOSTROPHE}"]
    glued = len(word) > _GLUED and word[:_GLUED].isupper() and not word.isupper()
    return all(map(str.isalpha, letters)) and not glued and (word[0].isupper() or word in known.particles)


def _is_aside(text: str, known: Words) -> bool:
    """Whether a text can stand behind a name: an office, a house, a place, a weekday; few words, capitals or known."""
    words = text.replace(",", " ").split()
    ours = known.roles | known.houses | known.particles | known.beside
    return len(words) <= _ASIDE and all(word[:1].isupper() or word.casefold() in ours for word in words)
