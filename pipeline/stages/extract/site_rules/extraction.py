"""A site's rule asked about a page: what it finds there, and what it looked for in vain."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from pipeline.line_classifier.html_blocks import blocks_of
from pipeline.stages.extract import block_markdown
from pipeline.stages.extract.page_metadata import Words, names, publication_date
from pipeline.stages.extract.page_metadata.statements import tidy
from pipeline.stages.extract.site_rules import selectors
from pipeline.stages.extract.site_rules.schema import Site

_WHOLE = frozenset(("html", "head", "body"))  # never stripped: a class of theirs may say anything
_STATING = ("datetime", "content")  # attributes that say it better than the element's text


class Told(NamedTuple):
    """Fields and what the rule says of each, title and date and such; the body as Markdown; what it sought in vain."""

    fields: dict[str, str]
    body: str
    silent: tuple[str, ...]


def ask(site: Site, tree: Any, *, outlet: str, language: str, fewest_words: int) -> Told:
    """What the rule says of a page. Takes what it strips out of the tree, after title, date and author were read."""
    told = {
        "title": _first(_texts(path, tree) for path in site.title),
        "author": _authors((_texts(path, tree) for path in site.author), outlet),
        "date": _day((_texts(path, tree) for path in site.date), language),
    }
    for path in site.strip:
        strip(path, tree)
    body = next((text for path in site.body if len((text := _body(path, tree)).split()) >= fewest_words), "")
    silent = (name for name, said in {**told, "body": body}.items() if getattr(site, name) and not said)
    return Told({name: said for name, said in told.items() if said}, body, tuple(silent))


def _texts(path: str, tree: Any) -> list[str]:
    return [text for found in selectors.matches(path, tree) if (text := tidy(_text(found)))]


def _text(found: Any) -> str:
    if isinstance(found, str):
        return found
    stated = next((found.get(key) for key in _STATING if found.get(key)), None) if found.tag in {"meta", "time"} else ""
    return stated or str(found.text_content())


def _first(alternatives: Iterable[list[str]]) -> str:
    return next((texts[0] for texts in alternatives if texts), "")


def _authors(alternatives: Iterable[list[str]], outlet: str) -> str:
    """The persons of the first alternative; where it names none that looks like one, what it says."""
    texts = next(filter(None, alternatives), [])
    return names(texts, Words(), besides=(outlet,)) or "; ".join(dict.fromkeys(texts))


def _day(alternatives: Iterable[list[str]], language: str) -> str:
    days = (publication_date.read(text, language) for texts in alternatives for text in texts)
    return next((day for day in days if day), "")


def strip(path: str, tree: Any) -> None:
    """Takes out of the tree every element that the path matches; the text behind it stays."""
    for element in selectors.matches(path, tree):
        if not isinstance(element, str) and element.tag not in _WHOLE and element.getparent() is not None:
            element.drop_tree()


def _body(path: str, tree: Any) -> str:
    return block_markdown.render_blocks(
        block for element in _outermost(selectors.matches(path, tree)) for block in blocks_of(element)
    )


def _outermost(found: list[Any]) -> Iterator[Any]:
    elements = [each for each in found if not isinstance(each, str)]
    known = set(elements)
    return (each for each in elements if not any(above in known for above in each.iterancestors()))
