"""User names and passwords in URLs: kept out of everything that is shown, stored or logged.

``strip_credentials`` takes them out of a URL and keeps them in an environment variable, which child processes inherit;
``add_credentials`` puts them back where a store is opened, and nowhere else. ``redact`` cleans any other text.
"""

import json
import os
import re

VARIABLE = "COPYDESK_CREDENTIALS"
"""A JSON object: URL without credentials -> ``user:password``."""

_USER_INFO = re.compile(r"(?<=://)[^\s/?#]+@")
_SECRET_VALUE = re.compile(
    r"(?i)(?<=[?&;])([^=&#\s]*(?:key|pass|password|secret|sig|signature|token)[^=&#\s]*)=[^&#\s'\"]+"
)


def strip_credentials(url: str) -> str:
    """The URL without user and password, which are kept for ``add_credentials``.

    >>> strip_credentials("ftp://ann:secret@host/raw")
    'ftp://host/raw'
    """
    scheme, separator, rest = url.partition("://")
    user_info, at, rest = rest.rpartition("@") if "@" in re.split(r"[/?#]", rest, maxsplit=1)[0] else ("", "", rest)
    if not separator or not at:
        return url
    stripped = f"{scheme}://{rest}"
    os.environ[VARIABLE] = json.dumps(_known() | {stripped.rstrip("/"): user_info})
    return stripped


def add_credentials(url: str) -> str:
    """The URL as its user wrote it, for opening it.

    >>> add_credentials(strip_credentials("ftp://ann:secret@host/raw/"))
    'ftp://ann:secret@host/raw/'
    """
    user_info = _known().get(url.rstrip("/"))
    scheme, separator, rest = url.partition("://")
    return f"{scheme}{separator}{user_info}@{rest}" if user_info else url


def redact(text: str) -> str:
    """The text without users and passwords of URLs, and without values of query keys such as ``token``.

    >>> redact("https://ann:secret@host/raw?token=abc cannot be reached")
    'https://host/raw?token=*** cannot be reached'
    """
    return _SECRET_VALUE.sub(r"\1=***", _USER_INFO.sub("", text))


def _known() -> dict[str, str]:
    try:
        return dict(json.loads(os.environ.get(VARIABLE, "{}")))
    except ValueError:
        return {}
