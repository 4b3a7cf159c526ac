"""Canonical Markdown: front matter, title, paragraphs. Writing and parsing it."""

import json
import re
from collections.abc import Mapping
from typing import NamedTuple

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
_KEY_VALUE = re.compile(r"^([a-z_0-9]+):[ ]+(\S.*)$", re.MULTILINE)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")
_PLAIN = re.compile(r"[^\W\d_][^\x00-\x1f\x7f-\x9f:#\u2028\u2029\ufeff]*(?<! )")
_DIGEST = re.compile(r"(?!0[box])(?=[0-9a-f]*[acdf])[0-9a-f]{16,}")  # its letter keeps YAML from reading a number
_VERSION = re.compile(r"\d+\.\d+\.\w+")
_YAML_WORDS = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null"})
_ESCAPES = {ord(char): f"\\u{ord(char):04x}" for char in "\x7f\u2028\u2029\ufeff"} | {
    code: f"\\u{code:04x}" for code in range(0x80, 0xA0)
}


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
    head = [f"{key}: {_scalar(front[key])}\n" for key in KEYS if front.get(key)]
    title = f"\n# {front['title']}\n" if front.get("title") else ""
    return f"---\n{''.join(head)}---\n{title}" + (f"\n{body}\n" if body else "")


def _scalar(value: str) -> str:
    """A YAML scalar that every YAML reader takes for this string: plain where that is safe, otherwise quoted."""
    if any(safe.fullmatch(value) for safe in (_DATE, _DIGEST, _VERSION)):
        return value
    if _PLAIN.fullmatch(value) and value.lower() not in _YAML_WORDS:
        return value
    return json.dumps(value, ensure_ascii=False).translate(_ESCAPES)


def parse(page: str) -> Parsed | None:
    r"""Parse a page that begins with front matter; return None for any other page.

    Values of more than one line (lists, mappings) are skipped.

    >>> parse('---\nid: a.txt\ntitle: "A: b"\n---\n\n# A: b\n\nThey left.\n')
    Parsed(fields={'id': 'a.txt', 'title': 'A: b'}, body='They left.')
    """
    front = _FRONT_MATTER.match(page)
    if front is None:
        return None
    fields = {key: _value(raw) for key, raw in _KEY_VALUE.findall(front[1]) if key in KEYS}
    body = page[front.end() :].lstrip("\n")
    heading, _, rest = body.partition("\n")
    if "title" in fields and heading == f"# {fields['title']}":
        body = rest.lstrip("\n")
    return Parsed(fields, body.removesuffix("\n"))


def _value(raw: str) -> str:
    if raw[0] == '"':
        try:
            return str(json.loads(raw))
        except json.JSONDecodeError:
            return raw.strip('"')
    if raw[0] == "'":
        return raw.strip("'").replace("''", "'")
    return raw.strip()
