"""Parser of the ftr-site-config format, in which the extraction rules of some two thousand sites exist.

A line is ``directive: value``; a line that starts with ``#`` is a comment. Values of a repeated directive are
alternatives, in order.

1. ``title``, ``body``, ``date``, ``author``: XPath. ``strip``: XPath of what is removed. ``strip_id_or_class``: part of
   the id or class of what is removed. ``strip_image_src``: part of the address of an image that is removed.
2. ``find_string`` and ``replace_string`` in turn, or ``replace_string(old): new``: replaced in the HTML. If their
   numbers differ, none is used.
3. All other directives are ignored: those for fetching (``single_page_link``, ``next_page_link``, ``http_header`` ...)
   and their conditions (``if_page_contains``); those for images; ``prune`` and ``tidy``, because later stages remove
   boilerplate and record it; ``test_url``, whose page is not available; ``autodetect_on_failure: no``, because general
   extraction is always the fallback.

A line with an invalid XPath is ignored and reported.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.stages.extract.site_rules import selectors
from pipeline.stages.extract.site_rules.schema import Site

_XPATH_DIRECTIVES = ("title", "body", "date", "author", "strip")
_REPLACE_PAIR = re.compile(r"replace_string\((.+?)\)\s*:\s*(.+)")


class Line(NamedTuple):
    """A directive: its line number from 1, its name, its value."""

    number: int
    directive: str
    value: str


class ParsedFile(NamedTuple):
    """The rule in a file, and its invalid lines: number and problem."""

    site: Site
    broken: tuple[tuple[int, str], ...]


def parse(text: str) -> ParsedFile:
    r"""Parse a file.

    >>> parse("title: //h1\nbody: //div[\n").broken
    ((2, "'//div[' is no XPath: Invalid expression"),)
    """
    paths: dict[str, list[str]] = {name: [] for name in _XPATH_DIRECTIVES}
    broken: list[tuple[int, str]] = []
    lines = list(_lines(text))
    for line in lines:
        try:
            for name, path in _paths(line):
                paths[name].append(selectors.checked_xpath(path))
        except ValueError as why:
            broken.append((line.number, str(why)))
    rule = {name: tuple(alternatives) for name, alternatives in paths.items()}
    untested = Site()  # the file's test pages are not available
    return ParsedFile(untested.model_copy(update={**rule, "replace": _replacements(lines)}), tuple(broken))


def _lines(text: str) -> Iterator[Line]:
    for number, line in enumerate(text.lstrip("\ufeff").split("\n"), 1):
        stripped = line.strip()
        pair = _REPLACE_PAIR.fullmatch(stripped)
        if pair:
            yield Line(number, "find_string", pair[1])
            yield Line(number, "replace_string", pair[2])
        elif stripped and not stripped.startswith("#"):
            directive, _, value = (part.strip() for part in stripped.partition(":"))
            if value:
                yield Line(number, directive, value)


def _paths(line: Line) -> Iterator[tuple[str, str]]:
    if line.directive in _XPATH_DIRECTIVES:
        yield line.directive, line.value
    elif line.directive == "strip_id_or_class":
        yield "strip", selectors.id_or_class_contains(line.value)
    elif line.directive == "strip_image_src":
        yield "strip", selectors.image_source_contains(line.value)


def _replacements(lines: list[Line]) -> tuple[tuple[str, str], ...]:
    old, new = ([line.value for line in lines if line.directive == f"{verb}_string"] for verb in ("find", "replace"))
    return tuple(zip(old, new, strict=True)) if len(old) == len(new) else ()
