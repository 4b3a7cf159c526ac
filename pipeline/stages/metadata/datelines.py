"""Datelines: place, agency and date before the first words of a report: "KYIV, Ukraine (AP) \N{EM DASH} ..."."""

import re
from collections.abc import Collection
from typing import NamedTuple

_DASH = r"\s*(?:--|[-\N{EN DASH}\N{EM DASH}\N{HORIZONTAL BAR}])\s+"
_DATELINE = re.compile(
    rf"(?P<place>[^\n(),:;]{{2,40}}?)"
    rf"(?P<rest>(?:,\s*[^\n(),]{{2,30}}){{0,2}})"
    rf"(?:\s*\((?P<agency>[^\n()]{{2,40}})\))?{_DASH}(?=\S)"
)
_BEFORE_CAPITALS = re.compile(r".*[a-z]\S*\s*")  # up to the last word in small letters
_MAX_LENGTH = 250  # characters of a dateline and the start of the report
_MAX_PLACE_WORDS = 4
_MAX_ABBREVIATION = 5  # letters of a word in capitals that may be an abbreviation


class Dateline(NamedTuple):
    """A dateline; ``rest`` is the text between place and agency, ``end`` where the report begins."""

    place: str
    rest: str
    agency: str
    end: int


def parse_dateline(
    line: str, *, not_places: Collection[str], particles: Collection[str], byline_openers: re.Pattern[str], body: str
) -> Dateline | None:
    """The dateline that a line starts with, or None.

    The place is in capitals, or followed by an agency in brackets. A short word in capitals without an agency or a
    date may be an abbreviation (NATO): it is a place only if ``body`` has it as a name too (Rome).

    A byline before the place ("By Jane Doe KYIV") is no part of it; without a place in capitals it makes no dateline.
    """
    match = _DATELINE.match(line[:_MAX_LENGTH])
    if not match or match["place"].casefold() in not_places:
        return None
    place, rest, agency = match["place"].strip(), match["rest"].strip(" ,"), match["agency"] or ""
    if byline_openers.match(place):
        place = _BEFORE_CAPITALS.sub("", place)
    words = place.split()
    in_capitals = all(_is_upper(word) or word.casefold() in particles for word in words)
    name = " ".join(_as_name(word, particles) for word in words) if in_capitals else place
    name = name[:1].upper() + name[1:]
    if (
        not words
        or not (in_capitals or (agency and _is_capitalised(words, particles)))
        or len(words) > _MAX_PLACE_WORDS
    ):
        return None
    may_be_abbreviation = len(words) == 1 and len(place) <= _MAX_ABBREVIATION and not agency and not rest
    if may_be_abbreviation and not re.search(rf"\b{re.escape(name)}\b", body):
        return None
    return Dateline(name, rest, agency, match.end())


def _is_upper(word: str) -> bool:
    letters = [char for char in word if char.isalpha()]
    return len(letters) > 1 and all(map(str.isupper, letters))


def _is_capitalised(words: list[str], particles: Collection[str]) -> bool:
    return all(word[0].isupper() or word in particles for word in words)


def _as_name(word: str, particles: Collection[str]) -> str:
    """A word in capitals, written as a name: PORT-AU-PRINCE, Port-au-Prince."""
    parts = re.split(r"(-)", word.lower())
    return "".join(part if part in particles else part.capitalize() for part in parts)
