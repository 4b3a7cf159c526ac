"""Application of a site's rule to a page: the fields and body it finds, and what matches nothing."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from pipeline.line_classifier.html_blocks import blocks_of
from pipeline.stages.extract import block_markdown
from pipeline.stages.extract.page_metadata import NameWords, parse_names
from pipeline.stages.extract.page_metadata.date_parsing import iso_date
from pipeline.stages.extract.page_metadata.markup_values import one_line
from pipeline.stages.extract.site_rules import selectors
from pipeline.stages.extract.site_rules.schema import Site
from pipeline.text.lines import count_words

_NEVER_STRIPPED = frozenset(("html", "head", "body"))
_VALUE_ATTRIBUTES = ("datetime", "content")  # of a time or meta element, used before its text


class SiteResult(NamedTuple):
    """Fields such as title and date, the body as Markdown, and the names of the selectors that match nothing."""

    fields: dict[str, str]
    body: str
    unmatched: tuple[str, ...]


def apply_site_rule(site: Site, tree: Any, *, outlet: str, language: str, min_words: int) -> SiteResult:
    """Apply a rule to a page. Elements that it strips are removed from the tree after the fields were read."""
    fields = {
        "title": _first(_texts(path, tree) for path in site.title),
        "author": _authors((_texts(path, tree) for path in site.author), outlet),
        "date": _date((_texts(path, tree) for path in site.date), language),
    }
    for path in site.strip:
        _strip(path, tree)
    bodies = (_body(path, tree) for path in site.body)
    body = next((text for text in bodies if count_words(text) >= min_words), "")
    unmatched = (name for name, value in {**fields, "body": body}.items() if getattr(site, name) and not value)
    return SiteResult({name: value for name, value in fields.items() if value}, body, tuple(unmatched))


def _texts(path: str, tree: Any) -> list[str]:
    return [text for match in selectors.matches(path, tree) if (text := one_line(_text(match)))]


def _text(match: Any) -> str:
    if isinstance(match, str):
        return match
    if match.tag in {"meta", "time"}:
        value = next((match.get(key) for key in _VALUE_ATTRIBUTES if match.get(key)), None)
        if value:
            return str(value)
    return str(match.text_content())


def _first(alternatives: Iterable[list[str]]) -> str:
    return next((texts[0] for texts in alternatives if texts), "")


def _authors(alternatives: Iterable[list[str]], outlet: str) -> str:
    """Return the names of the first alternative that matches, or its texts if none looks like a name."""
    texts = next(filter(None, alternatives), [])
    return parse_names(texts, NameWords(), sites=(outlet,)) or "; ".join(dict.fromkeys(texts))


def _date(alternatives: Iterable[list[str]], language: str) -> str:
    dates = (iso_date(text, language) for texts in alternatives for text in texts)
    return next((date for date in dates if date), "")


def _strip(path: str, tree: Any) -> None:
    """Remove every element that the path matches; the text after it stays."""
    for element in selectors.matches(path, tree):
        removable = not isinstance(element, str) and element.tag not in _NEVER_STRIPPED
        if removable and element.getparent() is not None:
            element.drop_tree()


def _body(path: str, tree: Any) -> str:
    parts = _outermost(selectors.matches(path, tree))
    return block_markdown.render_blocks(block for element in parts for block in blocks_of(element))


def _outermost(matches: list[Any]) -> Iterator[Any]:
    elements = [each for each in matches if not isinstance(each, str)]
    matched = set(elements)
    return (each for each in elements if not any(above in matched for above in each.iterancestors()))
