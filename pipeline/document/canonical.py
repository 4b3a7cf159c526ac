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

_FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---(?:\n|\Z)", re.DOTALL)


class Parsed(NamedTuple):
    """A parsed document: the front-matter values of known keys, and the body without the title line."""

    fields: dict[str, str]
    body: str


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
    head = [f"{key}: {front_matter.scalar(key, front[key])}\n" for key in KEYS if front.get(key)]
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
    fields = {key: value for key, value in front_matter.parse(front[1]).items() if key in KEYS and value}
    body = page[front.end() :].lstrip("\n")
    heading, _, rest = body.partition("\n")
    if "title" in fields and heading == f"# {fields['title']}":
        body = rest.lstrip("\n")
    return Parsed(fields, body.removesuffix("\n"))
