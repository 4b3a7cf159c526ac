"""Lookup of the rule for a host.

The first of a page's hosts that has a rule decides. A rule in ``configs/sites/`` goes before an ftr-site-config file,
and the host itself before a name that starts with a dot, which stands for all its subdomains.
"""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from pipeline.stages.extract.site_rules import ftr_parser
from pipeline.stages.extract.site_rules.schema import Site

_SUFFIX = ".txt"


class SiteRule(NamedTuple):
    """The rule for a page: the name of its file, the rule, and the invalid lines of the file."""

    name: str
    site: Site
    broken: tuple[tuple[int, str], ...] = ()


class SiteRules:
    """The rules of all sites. An ftr-site-config file is parsed when a page of its host is met."""

    def __init__(self, own: Mapping[str, Site], files: Mapping[str, str]) -> None:
        self._own = {name.removeprefix("www."): site for name, site in own.items()}
        self._files = {name.removesuffix(_SUFFIX).removeprefix("www."): name for name in files}
        self._texts = files

    def rule_for(self, hosts: Iterable[str]) -> SiteRule | None:
        """Return the rule of the first host that has one."""
        if not self._own and not self._files:
            return None
        for name in (key for host in hosts for key in _keys(host)):
            if name in self._own:
                return SiteRule(name, self._own[name])
            if name in self._files:
                file = self._files[name]
                return SiteRule(file, *_parse(self._texts[file]))
        return None

    def broken(self) -> Iterator[tuple[str, int, str]]:
        """Yield every invalid line of the files: file, line number, problem."""
        for file, text in sorted(self._texts.items()):
            yield from ((file, number, why) for number, why in ftr_parser.parse(text).broken)


@lru_cache(maxsize=256)
def _parse(text: str) -> ftr_parser.ParsedFile:
    return ftr_parser.parse(text)


def _keys(host: str) -> Iterator[str]:
    """Yield the names under which the rule of a host may be stored.

    >>> list(_keys("a.planet.example"))
    ['a.planet.example', '.planet.example', '.example']
    """
    yield host
    while "." in host.lstrip("."):
        host = "." + host.lstrip(".").partition(".")[2]
        yield host
