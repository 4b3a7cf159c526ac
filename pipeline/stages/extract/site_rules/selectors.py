"""Where on a page something stands: an XPath 1.0 or a CSS selector, told apart by how they begin.

An XPath begins with ``/``, ``./``, ``(``, ``@``, a function (``string(``) or an axis (``descendant::``), as no CSS
selector does.
"""

import re
from functools import lru_cache
from typing import Any

_XPATH = re.compile(r"\(|@|\.?/|[a-z-]+(?:\(|::)")


def checked(selector: str) -> str:
    """The selector as an XPath. Raises ValueError saying what is wrong with it.

    >>> checked("//h1"), checked("figure > img")
    ('//h1', 'descendant-or-self::figure/img')
    >>> checked("//h1[")
    Traceback (most recent call last):
    ValueError: '//h1[' is no XPath: Invalid expression
    """
    return xpath(selector) if _XPATH.match(selector) else _of_css(selector)


def xpath(path: str) -> str:
    """The path itself. Raises ValueError for what is no XPath 1.0, as far as that shows before a page is read."""
    from lxml.etree import XPathError

    try:
        _compiled(path)(_nothing())
    except XPathError as why:
        raise ValueError(f"{path!r} is no XPath: {why}") from None
    return path


@lru_cache(maxsize=1)
def _nothing() -> Any:
    import lxml.html

    return lxml.html.document_fromstring("<p>")


def _of_css(selector: str) -> str:
    from cssselect import HTMLTranslator, SelectorError

    try:
        return HTMLTranslator().css_to_xpath(selector)
    except SelectorError as why:
        raise ValueError(f"{selector!r} is no CSS selector: {why}") from None


def named_like(part: str) -> str:
    """The path of every element whose id or class contains ``part``; quotes in it do not count.

    >>> named_like("advert")
    "//*[contains(@class, 'advert') or contains(@id, 'advert')]"
    """
    bare = part.replace("'", "").replace('"', "")
    return f"//*[contains(@class, '{bare}') or contains(@id, '{bare}')]"


def image_of(part: str) -> str:
    """The path of every image whose address contains ``part``."""
    bare = part.replace("'", "").replace('"', "")
    return f"//img[contains(@src, '{bare}')]"


def matches(path: str, tree: Any) -> list[Any]:
    """What a path finds in a page: elements and strings, in page order; nothing where it asks for what is unknown."""
    from lxml.etree import XPathError

    try:
        found = _compiled(path)(tree)
    except XPathError:
        return []
    return found if isinstance(found, list) else [str(found)]


@lru_cache(maxsize=4096)
def _compiled(path: str) -> Any:
    """The path ready to be asked. Without regular expressions, whose time has no bound."""
    from lxml.etree import XPath

    return XPath(path, regexp=False, smart_strings=False)
