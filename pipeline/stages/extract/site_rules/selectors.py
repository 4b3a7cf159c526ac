"""Selectors of site rules: an XPath 1.0 or a CSS selector.

An XPath starts with ``/``, ``./``, ``(``, ``@``, a function (``string(``) or an axis (``descendant::``), which no CSS
selector does.
"""

import re
from functools import lru_cache
from typing import Any

_XPATH = re.compile(r"\(|@|\.?/|[a-z-]+(?:\(|::)")


def as_xpath(selector: str) -> str:
    """Return the selector as an XPath. Raises ValueError with what is wrong.

    >>> as_xpath("//h1"), as_xpath("figure > img")
    ('//h1', 'descendant-or-self::figure/img')
    >>> as_xpath("//h1[")
    Traceback (most recent call last):
    ValueError: '//h1[' is no XPath: Invalid expression
    """
    return checked_xpath(selector) if _XPATH.match(selector) else _css_to_xpath(selector)


def checked_xpath(path: str) -> str:
    """Return the path. Raises ValueError if it is not an XPath 1.0, as far as that shows without a page."""
    from lxml.etree import XPathError

    try:
        _compiled(path)(_empty_page())
    except XPathError as why:
        raise ValueError(f"{path!r} is no XPath: {why}") from None
    return path


@lru_cache(maxsize=1)
def _empty_page() -> Any:
    import lxml.html

    return lxml.html.document_fromstring("<p>")


def _css_to_xpath(selector: str) -> str:
    from cssselect import HTMLTranslator, SelectorError

    try:
        return HTMLTranslator().css_to_xpath(selector)
    except SelectorError as why:
        raise ValueError(f"{selector!r} is no CSS selector: {why}") from None


def id_or_class_contains(part: str) -> str:
    """Return the path of every element whose id or class contains ``part``; quotes in it are ignored.

    >>> id_or_class_contains("advert")
    "//*[contains(@class, 'advert') or contains(@id, 'advert')]"
    """
    unquoted = part.replace("'", "").replace('"', "")
    return f"//*[contains(@class, '{unquoted}') or contains(@id, '{unquoted}')]"


def image_source_contains(part: str) -> str:
    """Return the path of every image whose address contains ``part``; quotes in it are ignored."""
    unquoted = part.replace("'", "").replace('"', "")
    return f"//img[contains(@src, '{unquoted}')]"


def matches(path: str, tree: Any) -> list[Any]:
    """Return the elements and strings that a path matches, in page order; nothing if it cannot be evaluated."""
    from lxml.etree import XPathError

    try:
        found = _compiled(path)(tree)
    except XPathError:
        return []
    return found if isinstance(found, list) else [str(found)]


@lru_cache(maxsize=4096)
def _compiled(path: str) -> Any:
    """Compile a path without the regular expressions of EXSLT, whose time is unbounded."""
    from lxml.etree import XPath

    return XPath(path, regexp=False, smart_strings=False)
