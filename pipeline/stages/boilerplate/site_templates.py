"""Site templates: lines that recur on the pages of one source, learned from its documents and kept in a file.

A source is a folder of ``raw/``, the host of a document's address, or the outlet its page names. A template applies to
the documents of its source only, and to whole lines, or to the part of a line before or after a separator.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import ClassVar, Literal
from urllib.parse import urlsplit

import pydantic

from pipeline.document import Document
from pipeline.text.lines import Line, is_sentence, match_key

Kind = Literal["line", "head", "tail"]
DocumentTemplates = Mapping[tuple[str, str], "Template"]
"""The templates of one document's sources, by kind and text."""
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_SEPARATOR = re.compile(r"\s(?:[|>/~\N{BULLET}\N{MIDDLE DOT}-]|::|//|--|>>)\s|:\s")
_MAX_PART_LENGTH = 60  # characters of a head or a tail


class TemplateExample(pydantic.BaseModel):
    """The lines around a template in one document, before and after it is removed."""

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, defer_build=True)

    document: str = pydantic.Field(description="id of the document")
    before: str = pydantic.Field(description="the line with the lines above and below it")
    after: str = pydantic.Field(description="the same lines after the removal")


class Template(pydantic.BaseModel):
    """A recurring line of a source, or the part of one before or after a separator; numbers compare as ``0``.

    ``whole``: the whole line is removed with its head or tail.
    ``following``: the largest number of lines below it, at the end of a document, that are removed as its list.
    ``decision``: only accepted templates apply. Proposed ones wait for a person; rejected ones are not proposed again.
    ``score``: 0 to 1, from the number of documents with the line (``count`` of ``of``) and its position in them.
    """

    model_config = pydantic.ConfigDict(extra="forbid", frozen=True, defer_build=True)
    renamed_keys: ClassVar[Mapping[str, str]] = {"takes": "following"}

    source: str = pydantic.Field(
        pattern=r"^(folder|host|outlet):.", description="`folder:`, `host:` or `outlet:` and its name"
    )
    kind: Kind = pydantic.Field(default="line", description="a whole line, or the part before or after a separator")
    text: str = pydantic.Field(min_length=1, description="the line in lower case, numbers as 0")
    following: int = pydantic.Field(
        default=0,
        ge=0,
        description="largest number of lines below it, at the end of a document, that are removed as its list",
    )
    whole: bool = pydantic.Field(default=True, description="whether the whole line is removed with its head or tail")
    decision: Literal["proposed", "accepted", "rejected"] = pydantic.Field(
        default="accepted", description="only accepted templates apply; rejected ones are not proposed again"
    )
    score: float = pydantic.Field(
        default=1.0, ge=0, le=1, description="0 to 1, from the number of documents with the line and its position"
    )
    count: int = pydantic.Field(default=0, ge=0, description="documents with the line")
    of: int = pydantic.Field(default=0, ge=0, description="documents of the source")
    would_change: int = pydantic.Field(
        default=0, ge=0, description="documents from which neither rules nor the classifier remove it yet"
    )
    where: str = pydantic.Field(default="", description="where in documents it is, for people")
    examples: tuple[str | TemplateExample, ...] = pydantic.Field(default=(), description="documents that have it")


def sources(doc: Document) -> list[str]:
    """The sources of a document, as templates name them.

    >>> sources(Document("planet/news/1.html", b"", fields={"url": "https://www.planet.example/a"}))
    ['folder:planet/news', 'host:planet.example']
    """
    folder = doc.source.partition("#")[0] if "#" in doc.source else doc.source.rpartition("/")[0]
    host = (urlsplit(doc.fields.get("url", "")).hostname or "").removeprefix("www.")
    named = {"folder": folder, "host": host, "outlet": doc.fields.get("outlet", "")}
    return [f"{kind}:{name}" for kind, name in named.items() if name]


def mask_numbers(words: str) -> str:
    """A line as templates compare it: no case, no outer punctuation, every number a ``0``.

    >>> mask_numbers("Edition No. 1,204 of the Planet:")
    'edition no. 0 of the planet'
    """
    return _NUMBER.sub("0", match_key(words))


def parts(words: str) -> Iterator[tuple[Kind, int, int]]:
    """The head up to the first separator of a line and the tail from the last, each with its start and end.

    >>> line = "Bridge opens | Planet"
    >>> [(kind, line[start:end]) for kind, start, end in parts(line)]
    [('head', 'Bridge opens | '), ('tail', ' | Planet')]
    """
    separators = list(_SEPARATOR.finditer(words))
    if separators:
        first, last = separators[0], separators[-1]
        if first.end() <= _MAX_PART_LENGTH:
            yield "head", 0, first.end()
        if len(words) - last.start() <= _MAX_PART_LENGTH and not last[0].startswith(":"):
            yield "tail", last.start(), len(words)


class TemplateIndex:
    """The accepted templates of every source, by source."""

    def __init__(self, templates: Iterable[Template]) -> None:
        self._by_source: dict[str, dict[tuple[str, str], Template]] = {}
        for template in (template for template in templates if template.decision == "accepted"):
            self._by_source.setdefault(template.source, {})[template.kind, template.text] = template

    def for_document(self, doc: Document) -> DocumentTemplates:
        """The templates of a document's sources."""
        if not self._by_source:
            return {}
        templates: dict[tuple[str, str], Template] = {}
        for source in sources(doc):
            templates |= self._by_source.get(source, {})
        return templates


def template_lines(lines: Sequence[Line], removed: Collection[int], templates: DocumentTemplates) -> dict[int, str]:
    """Numbers of the lines that templates remove, each with its rule, without those in ``removed``."""
    more: dict[int, str] = {}
    for number, line in enumerate(lines):
        template = templates.get(("line", mask_numbers(line.text))) or _head_template(line.text, templates)
        if template and number not in removed:
            rule = f"template:{template.source}"
            more[number] = rule
            for below in range(number + 1, min(len(lines), number + 1 + template.following)):
                if is_sentence(lines[below].text):
                    break
                if below not in removed:
                    more.setdefault(below, rule)
    return more


def template_cuts(words: str, templates: DocumentTemplates) -> Iterator[tuple[int, int, str]]:
    """The part of a line that a template cuts off, as a span with its rule; at most one."""
    for kind, start, end in parts(words) if templates and not is_sentence(words) else ():
        template = templates.get((kind, mask_numbers(words[start:end])))
        if template and not template.whole and end - start < len(words):
            yield start, end, f"template:{template.source}"
            return


def _head_template(words: str, templates: DocumentTemplates) -> Template | None:
    """The template whose head the line has, if the whole line is removed with it."""
    for kind, start, end in parts(words):
        if kind == "head" and not is_sentence(words):
            template = templates.get((kind, mask_numbers(words[start:end])))
            return template if template and template.whole else None
    return None
