"""Values out of markup: strings on one line, lists, meta elements."""

import html
import re
from typing import Any

WORD = re.compile(r"\w+")
_WHITESPACE = re.compile(r"\s+")
_STRAIGHT_QUOTES = str.maketrans(
    "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT DOUBLE QUOTATION MARK}"
    "\N{RIGHT DOUBLE QUOTATION MARK}",
    "''\"\"",
)
_SEPARATORS = "|:\N{EN DASH}\N{EM DASH}\N{MIDDLE DOT}\N{BULLET}\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}-"
SEPARATOR = re.compile(rf"\s+(?:[{_SEPARATORS}]|::)\s+")
"""What separates a title or a name from the name of a site."""

_META_KEYS = ("property", "name", "itemprop")


def one_line(value: Any) -> str:
    """Return a string on one line with character references resolved and without soft hyphens.

    The result is "" for anything that is not a string.
    """
    if not isinstance(value, str):
        return ""
    return _WHITESPACE.sub(" ", html.unescape(value).replace("\N{SOFT HYPHEN}", "")).strip()


def comparison_key(text: str) -> str:
    """Return a text in lower case, with straight quotes and without soft hyphens, to compare two printings of it."""
    return text.translate(_STRAIGHT_QUOTES).replace("\N{SOFT HYPHEN}", "").casefold()


def strings(value: Any) -> list[str]:
    """Return the strings of a value or a list of values."""
    return [each for each in as_list(value) if isinstance(each, str)]


def as_list(value: Any) -> list[Any]:
    """Return a list unchanged, and any other value as a list of one."""
    return value if isinstance(value, list) else [value]


def meta_elements(tree: Any) -> dict[str, str]:
    """Return the page's meta elements by property, name or itemprop, in lower case; the first of each name."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        key, content = next(filter(None, map(element.get, _META_KEYS)), None), element.get("content")
        # Of the http-equiv elements only the language counts: "date" is the date of the request.
        if (element.get("http-equiv") or "").lower() == "content-language":
            key = "content-language"
        if key and content:
            found.setdefault(key.lower(), content.strip())
    return found
