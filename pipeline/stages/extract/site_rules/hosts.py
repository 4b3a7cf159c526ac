"""Hosts a document may come from: those of its URLs, then its folders whose name is a host."""

import re

from pipeline.text.web_address import split_url

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,61}")


def host_key(name: str) -> str:
    """Return a host name as the key of its rule; "" if it is not a host name.

    >>> host_key("WWW.Example.com"), host_key("2024")
    ('example.com', '')
    """
    normalized = name.lower().rstrip(".").removeprefix("www.")
    return normalized if _HOST.fullmatch(normalized) else ""


def candidate_hosts(source: str, *urls: str) -> list[str]:
    """Return the hosts a document may come from, most likely first.

    >>> candidate_hosts("pages/www.planet.example/a.html", "https://news.planet.example/a")
    ['news.planet.example', 'planet.example']
    """
    folders = source.partition("#")[0].split("/")[:-1]
    keys = [host_key(split_url(url).hostname or "") for url in urls] + [host_key(folder) for folder in folders]
    return list(dict.fromkeys(filter(None, keys)))
