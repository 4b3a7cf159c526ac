"""Title of the article: the heading that agrees with the page's other titles, without the name of the site.

1. A heading equal to another title or to a part of it before or after the site's name. A heading that equals the first
   part of a title goes before others, then one that equals the headline of JSON-LD, because the h1 may be a text for
   search engines; then an h1, and the longest.
2. Otherwise the h1 that shares most words with the other titles; a single h1 needs only a few.
3. Otherwise the title of JSON-LD, of a meta element or of the title element, without the name of the site.

A kicker before the title is removed if another title of the page does not have it.
"""

from collections.abc import Sequence
from typing import Any

from pipeline.stages.extract.page_metadata.markup_values import SEPARATOR, WORD, comparison_key, one_line
from pipeline.stages.extract.page_metadata.page_data import PageData, Statement, first
from pipeline.text.web_address import split_url

_META_NAMES = ("og:title", "twitter:title", "title", "dc.title", "parsely-title", "sailthru.title")
_HEADINGS = frozenset(("h1", "h2", "h3"))
_MIN_SITE_NAME = 4  # letters
_MAX_TITLE, _MAX_TITLES = 1_000, 50  # characters; values compared
_LONG_WORD = 4  # characters
_MAX_KICKER, _MIN_TITLE = 3, 4  # words of a kicker, and of the title after it


def article_title(page: PageData) -> Statement:
    """Return the title of the page; nothing if it has none or only a truncated one."""
    element = page.tree.find(".//head/title")
    outlet = comparison_key(page.outlet)
    headlines = [one_line(each.get("headline")) for each in page.articles[:_MAX_TITLES]]
    titles = [Statement(each, "json-ld") for each in headlines if comparison_key(each) != outlet]
    titles += [Statement(one_line(page.metas.get(key)), "meta") for key in _META_NAMES]
    titles.append(Statement(one_line(element.text_content()) if element is not None else "", "markup"))
    titles = [each for each in titles if len(each.value) <= _MAX_TITLE]
    if equal := _equal_heading(page, titles):
        return Statement(equal, "heading")
    sites = (page.outlet, _site_label(page.url))
    titles = [Statement(_remove_sites(each.value, sites), each.evidence) for each in titles if each.value]
    heading = _remove_sites(_similar_heading(page.tree, titles), sites)
    for each in titles:
        if heading and each.value and heading != each.value and _has_kicker(heading, each.value):
            return each
    return Statement(heading, "heading") if heading else first(each for each in titles if not _is_truncated(each.value))


def _equal_heading(page: PageData, titles: Sequence[Statement]) -> str:
    """Return the best heading that equals a title or a part of one; step 1 above."""
    keys = [comparison_key(each.value) for each in titles]
    variants = [[key, *SEPARATOR.split(key)] for key in keys]
    parts = {part for title in variants for part in title if len(part.split()) > 1} - {comparison_key(page.outlet)}
    leading = {title[at] for title in variants for at in (0, 1)}
    headline = next((comparison_key(each.value) for each in titles if each.evidence == "json-ld"), "")
    equal = [block for block in page.blocks if block.box.tag in _HEADINGS and comparison_key(block.text) in parts]
    best = max(
        equal,
        key=lambda block: (
            comparison_key(block.text) in leading,
            comparison_key(block.text) == headline,
            block.box.tag == "h1",
            len(block.text),
        ),
        default=None,
    )
    return best.text.replace("\N{SOFT HYPHEN}", "") if best else ""


def _site_label(url: str) -> str:
    """Return the longest label of a host except the top-level domain, if it is long enough to be a name.

    >>> _site_label("https://www.planet.example/a")
    'planet'
    """
    longest = max((split_url(url).hostname or "").split(".")[:-1], key=len, default="")
    return longest if len(longest) >= _MIN_SITE_NAME else ""


def _is_truncated(title: str) -> bool:
    return title.endswith(("...", "\N{HORIZONTAL ELLIPSIS}"))


def _has_kicker(heading: str, title: str) -> bool:
    """Tell whether the heading is the title with a few other words before it."""
    extra = heading[: -len(title)] if comparison_key(heading).endswith(comparison_key(title)) else ""
    return 0 < len(extra.split()) <= _MAX_KICKER and len(title.split()) >= _MIN_TITLE


def _similar_heading(tree: Any, titles: Sequence[Statement]) -> str:
    """Return the h1 that shares most words with the titles, at least half of its own or of a title's, or "".

    The only h1 of a page needs two long words in common with the titles; on a page without titles it needs none.
    """
    headings = [one_line(heading.text_content()) for heading in tree.iter("h1")]
    headings = [heading for heading in headings if len(heading) <= _MAX_TITLE]
    words_of_titles = [set(WORD.findall(comparison_key(each.value))) for each in titles if each.value]
    if not words_of_titles:
        return headings[0] if len(headings) == 1 else ""
    title_words, fewest = set().union(*words_of_titles), min(map(len, words_of_titles))
    best, most = "", 1
    for heading in headings:
        words = WORD.findall(comparison_key(heading))
        shared = [word for word in words if word in title_words]
        is_similar = len(shared) * 2 >= min(len(words), fewest)
        is_only = len(headings) == 1 and sum(len(word) >= _LONG_WORD for word in shared) > 1
        if len(shared) > most and (is_similar or is_only):
            best, most = heading, len(shared)
    return best


def _remove_sites(title: str, sites: Sequence[str]) -> str:
    """Return a title without the names of the sites before or after it."""
    for name in filter(None, ("".join(WORD.findall(comparison_key(site))) for site in sites)):
        title = _remove_site(title, name)
    return title


def _remove_site(title: str, name: str) -> str:
    parts, separators = SEPARATOR.split(title), SEPARATOR.findall(title)
    if not separators:
        return title
    without_last = title[: title.rindex(separators[-1])]
    without_first = title[len(parts[0]) + len(separators[0]) :]
    for part, rest in ((parts[-1], without_last), (parts[0], without_first)):
        letters = "".join(WORD.findall(comparison_key(part)))
        if letters and (letters in name or name in letters) and len(rest.split()) > 1:
            return rest.strip()
    return title
