"""Title, authors, day, outlet and URL, as a page's own markup states them; each with the statement it rests on.

1. The title is the heading that the page's other titles speak of; without one, what JSON-LD, Open Graph or the window's
   title say, less the name of the site. A kicker before the title goes if another statement stands without it.
2. Authors are persons, one by one, from JSON-LD, meta elements, or what is marked up as the author's link: no links, no
   addresses, no "By", nobody twice, and not the outlet itself.
3. The day is that of publication, where it was published: a time in UTC is turned to the offset that another statement
   of the same instant names. What a page claims of today is in none of these places.
"""

import html
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

Objects = Sequence[Mapping[str, Any]]


class Statement(NamedTuple):
    """A value and where it stands: ``json-ld``, ``meta``, ``heading``, ``markup``; both empty where nothing does."""

    value: str = ""
    place: str = ""


class Masthead(NamedTuple):
    """What the page says of its article. ``author`` is names joined by "; ", ``date`` an ISO day."""

    title: Statement = Statement()
    author: Statement = Statement()
    date: Statement = Statement()
    outlet: Statement = Statement()
    url: Statement = Statement()
    description: str = ""


_SPACE = re.compile(r"\s+")
_WORD = re.compile(r"\w+")
_ABOUT_TEXT = re.compile(r"article|posting|report|review|howto|recipe|analysis", re.IGNORECASE)
_SIGNS = "|:\N{EN DASH}\N{EM DASH}\N{MIDDLE DOT}\N{BULLET}\N{RIGHT-POINTING DOUBLE ANGLE QUOTATION MARK}-"
_BAR = re.compile(rf"\s+(?:[{_SIGNS}]|::)\s+")
_BETWEEN = re.compile(r"\s*(?:,|;|\band\b|&)\s*")
_BY = re.compile(
    r"(?:(?:written|posted|published|story|reported|words)\s+)?by[:\s]\s*|(?:author|from):?\s+", re.IGNORECASE
)
_NO_NAME = re.compile(r"://|www\.|@|\d|[<>{}\[\]=]|\.(?:com|org|net)\b", re.IGNORECASE)
_DEGREES = re.compile(r",\s*(?=(?:Ph\.?\s?D|M\.?D|J\.?D|M\.?A|M\.?S|R\.?D|R\.?N|Jr|Sr|I{2,3}|Esq)\b)")
_LONGEST_NAME, _MOST_WORDS, _PARTICLE, _LONGEST_BYLINE = 60, 6, 3, 200
_MARKED_UP = '//a[@rel="author"] | //*[@itemprop="author"]//*[@itemprop="name"] | //*[@itemprop="author"]'
_CALLED = '//*[contains(@class, "byline") or contains(@class, "author-name") or contains(@class, "author__name")]'
_TITLES = ("og:title", "twitter:title", "title", "dc.title", "parsely-title", "sailthru.title")
_AUTHORS = (
    "author",
    "article:author",
    "parsely-author",
    "dc.creator",
    "byl",
    "byline",
    "sailthru.author",
    "citation_author",
)
_TIMES = (
    "article:published_time",
    "og:article:published_time",
    "article.published",
    "parsely-pub-date",
    "datepublished",
    "sailthru.date",
    "dc.date.issued",
    "dc.date",
    "pubdate",
    "publishdate",
    "publish-date",
    "publication_date",
    "date",
)
_FORMATS = ("%a, %d %b %Y %H:%M:%S", "%a, %m/%d/%Y - %H:%M", "%m/%d/%Y %H:%M:%S", "%m/%d/%Y %I:%M:%S %p", "%B %d, %Y")
_SPELT, _LONGEST_TIME = re.compile(r"\b(?:19|20)\d\d\b"), 40
_ZONE = re.compile(r"\s+(?:[A-Z]{2,4}|[+-]\d{4})$(?<![AP]M)")
_SAME = 120  # seconds between two statements of one instant
_ISO = re.compile(r"\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:\.\d{1,6})?)?\s?(?:Z|[+-]\d\d:?\d\d)?)?")


def of(tree: Any, objects: Objects) -> Masthead:
    """What the page states. ``objects`` are those of its JSON-LD."""
    metas = meta(tree)
    about = [each for each in objects if _ABOUT_TEXT.search(" ".join(_strings(each.get("@type"))))]
    outlet = _first(_outlets(about, metas))
    return Masthead(
        _title(tree, about, metas, outlet.value),
        _author(tree, about, metas, outlet.value),
        _date(tree, about, metas),
        outlet,
        _first(_urls(tree, metas)),
        tidy(metas.get("og:description") or metas.get("description")),
    )


def meta(tree: Any) -> dict[str, str]:
    """The page's meta elements by property or name, in lower case; the first of each counts."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        key, content = element.get("property") or element.get("name"), element.get("content")
        if key and content:
            found.setdefault(key.lower(), content.strip())
    return found


def tidy(text: Any) -> str:
    """A string on one line with character references resolved; empty for anything that is no string."""
    return _SPACE.sub(" ", html.unescape(text)).strip() if isinstance(text, str) else ""


def _first(found: Iterable[Statement]) -> Statement:
    return next((each for each in found if each.value), Statement())


def _strings(value: Any) -> list[str]:
    return [each for each in _listed(value) if isinstance(each, str)]


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _outlets(about: Objects, metas: Mapping[str, str]) -> Iterator[Statement]:
    yield Statement(tidy(metas.get("og:site_name")), "meta")
    for each in about:
        for publisher in _listed(each.get("publisher")):
            yield Statement(tidy(publisher.get("name")) if isinstance(publisher, dict) else tidy(publisher), "json-ld")
    yield Statement(tidy(metas.get("application-name")), "meta")


def _urls(tree: Any, metas: Mapping[str, str]) -> Iterator[Statement]:
    for link in tree.iter("link"):
        if link.get("rel") == "canonical" and "://" in (link.get("href") or ""):
            yield Statement(link.get("href").strip(), "markup")
    yield Statement(metas.get("og:url", "") if "://" in metas.get("og:url", "") else "", "meta")


def _title(tree: Any, about: Objects, metas: Mapping[str, str], outlet: str) -> Statement:
    window = tree.find(".//head/title")
    stated = [Statement(tidy(each.get("headline")), "json-ld") for each in about]
    stated += [Statement(tidy(metas.get(key)), "meta") for key in _TITLES]
    stated.append(Statement(tidy(window.text_content()) if window is not None else "", "markup"))
    stated = [Statement(_without_site(each.value, outlet), each.place) for each in stated if each.value]
    heading = _heading(tree, stated)
    for each in stated:
        if heading and each.value and heading != each.value and _is_kicker(heading, each.value):
            return each
    return Statement(heading, "heading") if heading else _first(each for each in stated if not _cut(each.value))


def _cut(title: str) -> bool:
    return title.endswith(("...", "\N{HORIZONTAL ELLIPSIS}"))


def _is_kicker(heading: str, title: str) -> bool:
    """Whether the heading is the title with a word or two of something else before it."""
    extra = heading[: -len(title)] if _even(heading).endswith(_even(title)) else ""
    return 0 < len(extra.split()) <= 3 and len(title.split()) >= 4  # noqa: PLR2004 - words


def _even(title: str) -> str:
    return title.translate(_CURLS).casefold()


_CURLS = str.maketrans(
    "\N{LEFT SINGLE QUOTATION MARK}\N{RIGHT SINGLE QUOTATION MARK}\N{LEFT DOUBLE QUOTATION MARK}"
    "\N{RIGHT DOUBLE QUOTATION MARK}",
    "''\"\"",
)


def _heading(tree: Any, stated: Sequence[Statement]) -> str:
    """The main heading that shares most words with the page's other titles, at least half of its own; else nothing.

    The only heading of a page without other titles is taken as it is.
    """
    headings = [tidy(heading.text_content()) for heading in tree.iter("h1")]
    said = {word for each in stated for word in _WORD.findall(_even(each.value))}
    if not said:
        return headings[0] if len(headings) == 1 else ""
    best, most = "", 1
    for heading in headings:
        words = _WORD.findall(_even(heading))
        shared = sum(word in said for word in words)
        if shared > most and shared * 2 >= len(words):
            best, most = heading, shared
    return best


def _without_site(title: str, outlet: str) -> str:
    """A title less what names the site before or behind it."""
    parts = _BAR.split(title)
    name = "".join(_WORD.findall(_even(outlet)))
    if len(parts) > 1 and name:
        bars = _BAR.findall(title)
        for end, rest in (
            (parts[-1], title[: title.rindex(bars[-1])]),
            (parts[0], title[len(parts[0]) + len(bars[0]) :]),
        ):
            said = "".join(_WORD.findall(_even(end)))
            if said and (said in name or name in said) and len(rest.split()) > 1:
                return rest.strip()
    return title


def _author(tree: Any, about: Objects, metas: Mapping[str, str], outlet: str) -> Statement:
    return _first(_authors(tree, about, metas, outlet))


def _authors(tree: Any, about: Objects, metas: Mapping[str, str], outlet: str) -> Iterator[Statement]:
    for each in about:
        yield Statement(names(_named(each.get("author")), outlet), "json-ld")
    for key in _AUTHORS:
        yield Statement(names([metas.get(key, "")], outlet), "meta")
    for path in (_MARKED_UP, _CALLED):
        for element in tree.xpath(path)[:3]:
            yield Statement(names([element.text_content()[:_LONGEST_BYLINE]], outlet), "markup")


def _named(value: Any) -> Iterator[str]:
    """The names in an ``author`` of JSON-LD: those of persons, where it tells them from organizations."""
    for each in _listed(value):
        if isinstance(each, dict) and "Organization" not in _strings(each.get("@type")):
            yield from _strings(each.get("name"))
        elif isinstance(each, str):
            yield each


def names(said: Iterable[str], outlet: str = "") -> str:
    """The persons that bylines name, in their order, each once, joined by "; "; without the outlet.

    >>> names(["By Ann Lee and Bo van Dam, Ph.D.", "ann lee", "Staff reports"])
    'Ann Lee; Bo van Dam Ph.D.'
    """
    found: dict[str, str] = {}
    for text in said:
        for name in _BETWEEN.split(_DEGREES.sub(" ", _BY.sub("", _BAR.split(tidy(text))[0], count=1))):
            cut = name.removesuffix(outlet).strip(" -") if name != outlet else ""
            if _is_name(cut):
                found.setdefault(_even(cut), cut)
    return "; ".join(found.values())


def _is_name(name: str) -> bool:
    """Whether it is a name of two to six words, each with a capital but for particles such as "van der"."""
    words = name.split()
    if len(name) > _LONGEST_NAME or not 1 < len(words) <= _MOST_WORDS or _NO_NAME.search(name):
        return False
    return words[-1][0].isupper() and all(word[0].isupper() or len(word) <= _PARTICLE for word in words)


def _date(tree: Any, about: Objects, metas: Mapping[str, str]) -> Statement:
    stated = [Statement(tidy(each.get(key)), "json-ld") for each in about for key in ("datePublished", "dateCreated")]
    stated += [Statement(tidy(metas.get(key)), "meta") for key in _TIMES]
    times = [tidy(element.get("datetime")) for element in tree.iter("time")][:20]
    moments = [(moment, each.place) for each in stated if (moment := _moment(each.value))]
    if not moments:
        return Statement()
    moment, place = moments[0]
    others = [other for other, _ in moments[1:]] + [other for time in times if (other := _moment(time))]
    return Statement(_local(moment, others).strftime("%Y-%m-%d"), place)


def _moment(text: str) -> datetime | None:
    iso = _ISO.match(text)
    try:
        if iso:
            return datetime.fromisoformat(iso[0].replace(" ", "T", 1).replace(" ", ""))
    except ValueError:
        return None
    return _spelt(text) if _SPELT.search(text) and len(text) < _LONGEST_TIME else None


def _spelt(text: str) -> datetime | None:
    """A time as feeds and content systems spell it, as the day it names: its zone is left out."""
    bare = _ZONE.sub("", text)
    for form in _FORMATS:
        try:
            return datetime.strptime(bare, form)  # noqa: DTZ007 - a day is wanted, and the zone is that of its place
        except ValueError:
            continue
    return None


def _local(moment: datetime, others: Iterable[datetime]) -> datetime:
    """The moment at the offset of its place, if another statement of it names one."""
    if moment.utcoffset() is None or moment.utcoffset():
        return moment
    for other in others:
        if other.utcoffset() and moment.tzinfo and abs((other - moment).total_seconds()) < _SAME:
            return other
    return moment
