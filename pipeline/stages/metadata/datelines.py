"""Datelines: the place, agency and day before the first words of a report: "KYIV, Ukraine (AP) \N{EM DASH} ..."."""

import re
from collections.abc import Collection
from typing import NamedTuple

_DASH = r"\s*(?:--|[-\N{EN DASH}\N{EM DASH}\N{HORIZONTAL BAR}])\s+"
_UPPER = r"[^\W\d_a-z](?:[^\W\d_a-z]|['.\N{RIGHT SINGLE QUOTATION MARK}-](?=[^\W\d_a-z]))+"
_SHAPE = re.compile(
    rf"(?P<place>[^\n(),:;]{{2,40}}?)"
    rf"(?P<more>(?:,\s*[^\n(),]{{2,30}}){{0,2}})"
    rf"(?:\s*\((?P<agency>[^\n()]{{2,40}})\))?{_DASH}(?=\S)"
)
_MOST = 4  # words of a place
_SHORT = 5  # letters up to which a word in capitals may be an abbreviation


class Dateline(NamedTuple):
    """What a dateline says; ``more`` is what stands between place and agency, ``end`` where the report begins."""

    place: str
    more: str
    agency: str
    end: int


def parse(line: str, *, not_places: Collection[str], particles: Collection[str], body: str) -> Dateline | None:
    """The dateline a line opens with, or None.

    The place is in capitals, or an agency in brackets follows it. Without an agency or a day a short word in
    capitals may be NATO: then it must stand as a name (Rome) elsewhere in ``body``.

    >>> parse("NEW YORK (AP) \N{EM DASH} Rain", not_places=(), particles=(), body="").place
    'New York'
    """
    match = _SHAPE.match(line)
    if not match or match["place"].casefold() in not_places:
        return None
    place, more, agency = match["place"].strip(), match["more"].strip(" ,"), match["agency"] or ""
    words = place.split()
    loud = all(_is_loud(word) or word.casefold() in particles for word in words)
    name = " ".join(_named(word, particles) for word in words) if loud else place
    name = name[:1].upper() + name[1:]
    if not (loud or (agency and _is_title(words, particles))) or len(words) > _MOST:
        return None
    short = len(words) == 1 and len(place) <= _SHORT and not agency and not more
    if short and not re.search(rf"\b{re.escape(name)}\b", body):
        return None
    return Dateline(name, more, agency, match.end())


def _is_loud(word: str) -> bool:
    letters = [char for char in word if char.isalpha()]
    return len(letters) > 1 and all(map(str.isupper, letters))


def _is_title(words: list[str], particles: Collection[str]) -> bool:
    return all(word[0].isupper() or word in particles for word in words)


def _named(word: str, particles: Collection[str]) -> str:
    """A word in capitals as a name has it: PORT-AU-PRINCE, Port-au-Prince."""
    parts = re.split(r"(-)", word.lower())
    return "".join(part if part in particles else part.capitalize() for part in parts)
