"""URLs: safe parsing of any string, and removal of user names, passwords and keys."""

import re
from collections.abc import Collection
from itertools import pairwise
from urllib.parse import SplitResult, unquote, urlsplit

_NO_URL = SplitResult("", "", "", "", "")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_CREDENTIALS = re.compile(r"(?:(?<=//)|^(?![a-z]+://))[^/?#\s]*@")
_PARAMETER = re.compile(r"[^?&;#]+")
_NAME_PART = re.compile(r"[a-z]+|[A-Z]+(?![a-z])|[A-Z][a-z]+")


def split_url(url: str) -> SplitResult:
    """Return the parts of a URL, all of them empty if it is not a URL.

    >>> split_url("http://[bad").hostname, split_url("http://a.example/b").hostname
    (None, 'a.example')
    """
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises ValueError for an invalid port
    except ValueError:
        return _NO_URL
    return parts


def site_host(url: str) -> str:
    """Return the host of a URL without "www.", or "".

    >>> site_host("https://www.planet.example/a")
    'planet.example'
    """
    return (split_url(url).hostname or "").removeprefix("www.")


def public_url(url: str, secret_parameters: Collection[str] = ()) -> str:
    """Return a URL without user name, password and secret parameters; "" if it is not a URL.

    A parameter is secret if its name, a word of it or two adjacent words are among ``secret_parameters``.

    >>> public_url("https://ann:pass@a.example/b?id=7&access_token=x1", {"accesstoken"})
    'https://a.example/b?id=7'
    >>> public_url("ann:pass@a.example/b")
    'a.example/b'
    >>> public_url("http://[bad")
    ''
    """
    url = _CREDENTIALS.sub("", _CONTROL.sub("", url))
    parts = split_url(url)
    if parts == _NO_URL:
        return ""
    query, fragment = (_without_secrets(part, secret_parameters) for part in (parts.query, parts.fragment))
    if (query, fragment) == (parts.query, parts.fragment):
        return url
    return parts._replace(query=query, fragment=fragment).geturl()


def _without_secrets(parameters: str, secret: Collection[str]) -> str:
    names = (name.partition("=")[0] for name in _PARAMETER.findall(parameters))
    if not any(_is_secret(name, secret) for name in names):
        return parameters
    return "&".join(each for each in _PARAMETER.findall(parameters) if not _is_secret(each.partition("=")[0], secret))


def _is_secret(name: str, secret: Collection[str]) -> bool:
    words = [word.lower() for word in _NAME_PART.findall(unquote(name))]
    pairs = [first + second for first, second in pairwise(words)]
    return any(each in secret for each in (*words, *pairs, "".join(words)))
