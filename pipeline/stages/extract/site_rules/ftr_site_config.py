"""Files in the ftr-site-config format, as they are: what two thousand sites have been described in.

A line is ``directive: value``; a line that begins with ``#`` is a comment. A directive may stand several times: its
values are alternatives, in order.

1. ``title``, ``body``, ``date``, ``author``: XPath. ``strip``: XPath of what goes. ``strip_id_or_class``: a part of the
   id or class of what goes. ``strip_image_src``: a part of the address of an image that goes.
2. ``find_string`` and ``replace_string`` in turn, or ``replace_string(found): made``: replaced in the HTML. Of unequal
   number, none is.
3. Everything else is passed over: what fetches (``single_page_link``, ``next_page_link``, ``http_header`` ...) and what
   it depends on (``if_page_contains``); what looks after images; ``prune`` and ``tidy``, since later stages drop on
   record; ``test_url``, whose page is not at hand; ``autodetect_on_failure: no``, since the guess always takes over.

A line whose XPath is broken is passed over too, and named.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from pipeline.stages.extract.site_rules import selectors
from pipeline.stages.extract.site_rules.schema import Site

_ASKED = ("title", "body", "date", "author", "strip")
_REPLACED = re.compile(r"replace_string\((.+?)\)\s*:\s*(.+)")


class Line(NamedTuple):
    """A line that says something: its number from 1, its directive, its value."""

    number: int
    directive: str
    value: str


class Read(NamedTuple):
    """What a file says of its site, and its broken lines: number and what is wrong."""

    site: Site
    broken: tuple[tuple[int, str], ...]


def read(text: str) -> Read:
    r"""The rules of a file.

    >>> read("title: //h1\nbody: //div[\n").broken
    ((2, "'//div[' is no XPath: Invalid expression"),)
    """
    asked: dict[str, list[str]] = {name: [] for name in _ASKED}
    broken: list[tuple[int, str]] = []
    found = list(_lines(text))
    for line in found:
        try:
            for name, path in _paths(line):
                asked[name].append(selectors.xpath(path))
        except ValueError as why:
            broken.append((line.number, str(why)))
    rules = {name: tuple(paths) for name, paths in asked.items()}
    unproven = Site()  # its test pages are not at hand
    return Read(unproven.model_copy(update={**rules, "replace": _replaced(found)}), tuple(broken))


def _lines(text: str) -> Iterator[Line]:
    for number, line in enumerate(text.lstrip("\ufeff").split("\n"), 1):
        said = line.strip()
        pair = _REPLACED.fullmatch(said)
        if pair:
            yield Line(number, "find_string", pair[1])
            yield Line(number, "replace_string", pair[2])
        elif said and not said.startswith("#"):
            directive, _, value = (part.strip() for part in said.partition(":"))
            if value:
                yield Line(number, directive, value)


def _paths(line: Line) -> Iterator[tuple[str, str]]:
    if line.directive in _ASKED:
        yield line.directive, line.value
    elif line.directive == "strip_id_or_class":
        yield "strip", selectors.named_like(line.value)
    elif line.directive == "strip_image_src":
        yield "strip", selectors.image_of(line.value)


def _replaced(found: list[Line]) -> tuple[tuple[str, str], ...]:
    old, new = ([line.value for line in found if line.directive == f"{verb}_string"] for verb in ("find", "replace"))
    return tuple(zip(old, new, strict=True)) if len(old) == len(new) else ()
