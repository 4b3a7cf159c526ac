"""Find the element of a page that prints a title or a byline, and a CSS selector of it that fits the site's pages."""

import re
from collections.abc import Iterator, Sequence
from html import escape
from typing import Any

from pipeline.stages.extract import html_tree
from pipeline.stages.extract.site_rules import selectors
from pipeline.stages.extract.site_rules.apply_rule import apply_site_rule
from pipeline.stages.extract.site_rules.schema import Site

_NAME = re.compile(r"[A-Za-z][\w-]*")
_PARTS = re.compile(r'(?P<tag>\w+)(?:(?P<sign>[.#])(?P<name>[\w-]+)|\[(?P<key>[\w-]+)="(?P<value>[\w-]+)"\])?')
_BODY = (
    "The council met on Monday to talk about the bridge, and the meeting lasted until the evening.",
    "Engineers told the members that the work would take two years and cost more than was planned.",
    "A vote is expected in the spring, after the people who live beside the river have been consulted.",
)


def find_selector(page: str, others: Sequence[str], text: str, *, field: str) -> tuple[str, list[dict[str, str]]]:
    """A selector of the element that prints ``text``, and test pages with what it finds, that of ``page`` first.

    Of several selectors, the one that finds an element in most of the ``others``. Raises ValueError.
    """
    trees = [tree for tree in map(_tree, others) if tree is not None]
    tree = _tree(page)
    found = list(_candidates(tree, _words(text))) if tree is not None else []
    if not found:
        raise ValueError("no element of the page prints exactly this text: copy it from the page")
    best = max(found, key=lambda selector: sum(bool(_first(each, selector)) for each in trees))
    printed = [_words(text), *filter(None, (_first(each, best) for each in trees))]
    return best, [_test_page(best, each, field) for each in dict.fromkeys(printed)]


def _tree(page: str) -> Any:
    return html_tree.parse(page) if html_tree.is_html(page) else None


def _test_page(selector: str, text: str, field: str) -> dict[str, str]:
    """A page with the element that a selector matches, and what the rule finds in it."""
    found = _PARTS.fullmatch(selector)
    assert found  # noqa: S101 - of ``_selectors``
    tag, key, value = found["tag"], found["key"], found["value"]
    key = {".": "class", "#": "id"}.get(found["sign"] or "", key)
    attribute = f' {key}="{value or found["name"]}"' if key else ""
    body = "\n".join(f"<p>{sentence}</p>" for sentence in _BODY)
    page = f"<html><body>\n<{tag}{attribute}>{escape(text)}</{tag}>\n{body}\n</body></html>\n"
    site = Site.model_validate({field: selector, "pages": [{"html": page}]})
    fields = apply_site_rule(site, html_tree.parse(page), outlet="", language="en", min_words=1).fields
    return {"html": page, field: fields.get(field, text)}


def _candidates(tree: Any, text: str) -> Iterator[str]:
    """Selectors whose first match prints the text, by class, id, item property, or the tag alone."""
    for element in tree.iter():
        if isinstance(element.tag, str) and _words(element.text_content()) == text:
            for selector in _selectors(element):
                if _first(tree, selector) == text:
                    yield selector


def _selectors(element: Any) -> Iterator[str]:
    tag = element.tag
    for name in (element.get("class") or "").split():
        if _NAME.fullmatch(name):
            yield f"{tag}.{name}"
    for key in ("itemprop", "rel", "data-testid"):
        value = element.get(key, "")
        if _NAME.fullmatch(value):
            yield f'{tag}[{key}="{value}"]'
    if _NAME.fullmatch(element.get("id", "")):
        yield f"{tag}#{element.get('id')}"
    if tag in ("h1", "h2"):
        yield tag


def _first(tree: Any, selector: str) -> str:
    found = selectors.matches(selectors.as_xpath(selector), tree)
    return _words(found[0].text_content()) if found else ""


def _words(text: str) -> str:
    return " ".join(text.split())
