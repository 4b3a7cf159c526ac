"""Canonical Markdown: front matter, title, paragraphs. Writing and parsing it."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from pipeline.document import front_matter

KEYS = (
    "id",
    "title",
    "date",
    "author",
    "outlet",
    "place",
    "language",
    "url",
    "source",
    "raw_sha256",
    "text_sha256",
    "rules",
    "copydesk",
)
"""The keys of the front matter in their fixed order. A key without a value is left out."""
META = "meta."
"""Begin of the keys of unknown input columns, which follow by name: ``meta.section``."""

_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---(?:\n|\Z)", re.DOTALL)


class Parsed(NamedTuple):
    """A parsed document: the front-matter values of known and ``meta.`` keys, and the body without the title line."""

    fields: dict[str, str]
    body: str


def in_order(known: Mapping[str, str]) -> dict[str, str]:
    """The front matter of these values: the known keys in their order, then the unknown input columns by name."""
    keys = (*KEYS, *sorted(key for key in known if key.startswith(META)))
    return {key: known[key] for key in keys if known.get(key)}


def render(front: Mapping[str, str], body: str) -> str:
    r"""Return the document as written to ``clean/``. ``front`` maps ``KEYS`` to values; ``body`` is the paragraphs.

    >>> print(render({"title": "Ships leave", "id": "a.txt"}, "They left."), end="")
    ---
    id: a.txt
    title: Ships leave
    ---
    <BLANKLINE>
    # Ships leave
    <BLANKLINE>
    They left.
    """
    head = [f"{key}: {front_matter.scalar(key, value)}\n" for key, value in in_order(front).items()]
    title = f"\n# {front['title']}\n" if front.get("title") else ""
    return f"---\n{''.join(head)}---\n{title}" + (f"\n{body}\n" if body else "")


def parse(page: str) -> Parsed | None:
    r"""Parse a page that begins with front matter; return None for any other page.

    Front-matter values that are lists or mappings are skipped.

    >>> parse('---\nid: a.txt\ntitle: "A: b"\n---\n\n# A: b\n\nThey left.\n')
    Parsed(fields={'id': 'a.txt', 'title': 'A: b'}, body='They left.')
    """
    front = _FRONT_MATTER.match(page)
    if front is None:
        return None
    fields = in_order(front_matter.parse(front[1]))
    body = page[front.end() :].lstrip("\n")
    heading, _, rest = body.partition("\n")
    if "title" in fields and heading == f"# {fields['title']}":
        body = rest.lstrip("\n")
    return Parsed(fields, body.removesuffix("\n"))
