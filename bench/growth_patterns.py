"""Patterns of text, HTML and YAML that make a careless program slow: each is a unit repeated up to a length.

``%`` in a unit is replaced by a running number in hexadecimal, so that all repetitions differ; ``~`` by its digits as
letters.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from bench.growth_markup import AFTER_HEAD, HEAD, HEADS, MARKUP, PAGE, YAMLS
from bench.growth_texts import ARTICLE, LANGUAGES, TEXTS


class Pattern(NamedTuple):
    """What comes before the unit, the unit, and what comes after it; the language of a text, empty for a page."""

    before: str
    unit: str
    after: str
    language: str = ""


def _patterns() -> Iterator[tuple[str, Pattern]]:
    yield from ((f"text/{name}", Pattern(ARTICLE, unit, "", LANGUAGES.get(name, "en"))) for name, unit in TEXTS.items())
    yield from ((f"html/{name}", Pattern(PAGE, unit, "")) for name, unit in MARKUP.items())
    yield from (
        (f"head/{name}", Pattern(HEAD + start, unit, end + AFTER_HEAD)) for name, (start, unit, end) in HEADS.items()
    )
    yield from ((f"yaml/{name}", Pattern(*parts)) for name, parts in YAMLS.items())


def build(pattern: Pattern, length: int) -> bytes:
    """The document of a pattern, about ``length`` bytes long."""
    before, unit, after, _ = pattern
    count = length // len(unit.replace("%", "0000").replace("~", "aaaa").encode())
    if "%" not in unit and "~" not in unit:
        return (before + unit * count + after).encode()
    numbered = (unit.replace("%", f"{number:x}").replace("~", _letters(number)) for number in range(count))
    return (before + "".join(numbered) + after).encode()


def _letters(number: int) -> str:
    """A number as a word of the letters a to p."""
    return "".join(chr(ord("a") + int(digit, 16)) for digit in f"{number:x}")


PATTERNS: Mapping[str, Pattern] = dict(_patterns())
"""All patterns by name."""
