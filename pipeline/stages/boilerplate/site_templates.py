"""What one source prints around its reporting, learned from its documents and kept in a file: its site template.

A source is a folder of ``raw/``, the host of a document's address, or the outlet its page names. A template holds for
the documents of its source alone, and for whole lines alone, or for what stands before or behind a separator in one.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Literal
from urllib.parse import urlsplit

import pydantic

from pipeline.document import Document
from pipeline.text.lines import Line, is_sentence, match_key

Kind = Literal["line", "head", "tail"]
Learned = Mapping[tuple[str, str], "Template"]
"""The templates that hold for one document, by kind and text."""
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_PARTED = re.compile(r"\s(?:[|>/~\N{BULLET}\N{MIDDLE DOT}-]|::|//|--|>>)\s|:\s")
_LONGEST_PART = 60  # characters of a head or a tail


class Template(pydantic.BaseModel):
    """A line of a source's furniture, or the part of one before or behind a separator; numbers count as ``0``.

    ``whole`` says that the line goes with its head or tail. ``takes`` is the most lines that stand below it as its
    list, at the end of a document. ``score`` is how sure it is
    that the line is furniture, 0 to 1, from ``count`` of ``of`` documents having it and from where it stands in them.
    """

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True)

    source: str = pydantic.Field(pattern=r"^(folder|host|outlet):.")
    kind: Kind = "line"
    text: str = pydantic.Field(min_length=1)
    takes: int = pydantic.Field(default=0, ge=0)
    whole: bool = True
    score: float = pydantic.Field(default=1.0, ge=0, le=1)
    count: int = pydantic.Field(default=0, ge=0)
    of: int = pydantic.Field(default=0, ge=0)
    where: str = ""
    examples: tuple[str, ...] = ()


def sources(doc: Document) -> list[str]:
    """The sources a document belongs to, as templates name them.

    >>> sources(Document("planet/news/1.html", b"", fields={"url": "https://www.planet.example/a"}))
    ['folder:planet/news', 'host:planet.example']
    """
    folder = doc.source.partition("#")[0] if "#" in doc.source else doc.source.rpartition("/")[0]
    host = (urlsplit(doc.fields.get("url", "")).hostname or "").removeprefix("www.")
    named = {"folder": folder, "host": host, "outlet": doc.fields.get("outlet", "")}
    return [f"{kind}:{name}" for kind, name in named.items() if name]


def mask_numbers(words: str) -> str:
    """A line as templates compare it: no case, no punctuation at its ends, every number a ``0``.

    >>> mask_numbers("Edition No. 1,204 of the Planet:")
    'edition no. 0 of the planet'
    """
    return _NUMBER.sub("0", match_key(words))


def parts(words: str) -> Iterator[tuple[Kind, int, int]]:
    """The head before the first separator of a line and the tail behind the last, each with where it begins and ends.

    >>> line = "Bridge opens | Planet"
    >>> [(kind, line[start:end]) for kind, start, end in parts(line)]
    [('head', 'Bridge opens | '), ('tail', ' | Planet')]
    """
    found = list(_PARTED.finditer(words))
    if found:
        if found[0].end() <= _LONGEST_PART:
            yield "head", 0, found[0].end()
        if len(words) - found[-1].start() <= _LONGEST_PART and not found[-1][0].startswith(":"):
            yield "tail", found[-1].start(), len(words)


class TemplateIndex:
    """The templates of every source, to be asked line by line."""

    def __init__(self, templates: Iterable[Template]) -> None:
        self._by_source: dict[str, dict[tuple[str, str], Template]] = {}
        for template in templates:
            self._by_source.setdefault(template.source, {})[template.kind, template.text] = template

    def of(self, doc: Document) -> Learned:
        """The templates that hold for a document."""
        if not self._by_source:
            return {}
        found: dict[tuple[str, str], Template] = {}
        for source in sources(doc):
            found |= self._by_source.get(source, {})
        return found


def template_lines(found: Sequence[Line], gone: Collection[int], learned: Learned) -> dict[int, str]:
    """The lines that go by a template, by number, each with its rule; those in ``gone`` are gone already."""
    more: dict[int, str] = {}
    for at, row in enumerate(found):
        template = learned.get(("line", mask_numbers(row.text))) or _headed(row.text, learned)
        if template and at not in gone:
            rule = f"template:{template.source}"
            more[at] = rule
            for taken in range(at + 1, min(len(found), at + 1 + template.takes)):
                if is_sentence(found[taken].text):
                    break
                if taken not in gone:
                    more.setdefault(taken, rule)
    return more


def template_cuts(words: str, learned: Learned) -> Iterator[tuple[int, int, str]]:
    """The part of a line that a template cuts off, as places in it, with its rule; at most one."""
    for kind, start, end in parts(words) if learned and not is_sentence(words) else ():
        template = learned.get((kind, mask_numbers(words[start:end])))
        if template and not template.whole and end - start < len(words):
            yield start, end, f"template:{template.source}"
            return


def _headed(words: str, learned: Learned) -> Template | None:
    heads = (
        learned.get(("head", mask_numbers(words[start:end]))) for kind, start, end in parts(words) if kind == "head"
    )
    return next((template for template in heads if template and template.whole and not is_sentence(words)), None)
