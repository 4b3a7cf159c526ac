"""Rules for single sites: those of ``configs/sites/`` and files in the ftr-site-config format; which holds for a page.

A page's hosts are that of its address, then the folders it stands in whose name is a host. The first host with a rule
decides. A rule of one's own goes before a file, and the host itself before a name that begins with a dot, which stands
for all hosts below it.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

from pipeline.stages.extract.site_rules import ftr_site_config
from pipeline.stages.extract.site_rules.extraction import Told, ask
from pipeline.stages.extract.site_rules.schema import Page, Site

__all__ = ["Page", "Site", "SiteRule", "SiteRules", "Told", "ask", "host", "hosts"]

_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,61}")
_SUFFIX = ".txt"


class SiteRule(NamedTuple):
    """What holds for a page: the name of the site's file, its rule, and lines of the file that are broken."""

    name: str
    site: Site
    broken: tuple[tuple[int, str], ...] = ()


def host_key(name: str) -> str:
    """The name of a host as rules are looked up by it; empty for what is none.

    >>> host_key("WWW.Example.com"), host_key("2024")
    ('example.com', '')
    """
    low = name.lower().rstrip(".").removeprefix("www.")
    return low if _HOST.fullmatch(low) else ""


def candidate_hosts(source: str, *urls: str) -> list[str]:
    """The hosts a document may be of, likeliest first: those of its addresses, then those its folders are named for.

    >>> candidate_hosts("pages/www.planet.example/a.html", "https://news.planet.example/a")
    ['news.planet.example', 'planet.example']
    """
    folders = source.partition("#")[0].split("/")[:-1]
    named = [_of_url(url) for url in urls] + [host_key(folder) for folder in folders]
    return list(dict.fromkeys(filter(None, named)))


def _of_url(url: str) -> str:
    try:
        return host_key(urlsplit(url).hostname or "")
    except ValueError:
        return ""


class SiteRules:
    """All rules for sites, to be asked by host. A file is read when a page of its host is met."""

    def __init__(self, own: Mapping[str, Site], files: Mapping[str, str]) -> None:
        self._own = {name.removeprefix("www."): site for name, site in own.items()}
        self._files = {name.removesuffix(_SUFFIX).removeprefix("www."): name for name in files}
        self._texts = files

    def of(self, known: Iterable[str]) -> SiteRule | None:
        """The rule of the first of the hosts that has one."""
        if not self._own and not self._files:
            return None
        for name in (tried for each in known for tried in _tried(each)):
            if name in self._own:
                return SiteRule(name, self._own[name])
            if name in self._files:
                file = self._files[name]
                return SiteRule(file, *_read(self._texts[file]))
        return None

    def broken(self) -> Iterator[tuple[str, int, str]]:
        """Every broken line of the files: file, line, what is wrong."""
        for file, text in sorted(self._texts.items()):
            yield from ((file, number, why) for number, why in ftr_site_config.read(text).broken)


@lru_cache(maxsize=256)
def _read(text: str) -> ftr_site_config.Read:
    return ftr_site_config.read(text)


def _tried(known: str) -> Iterator[str]:
    """The names under which a host's rule may stand.

    >>> list(_tried("a.planet.example"))
    ['a.planet.example', '.planet.example', '.example']
    """
    yield known
    while "." in known.lstrip("."):
        known = "." + known.lstrip(".").partition(".")[2]
        yield known
