"""Unknown columns of a line or row: each is kept as a field ``meta.<column>``.

1. A string is kept as it is, any other value as JSON. Empty values, NULL and what is no number are left out.
2. Signs other than letters, digits, ``_``, ``.`` and ``-`` in the name of a column become ``_``.
3. A value of more than 10,000 characters, such as a second copy of the page, is left out, and the field
   ``meta_left_out`` names its column.
4. In a row that copydesk wrote, its own columns are left out.
"""

import json
import math
import re
from collections.abc import Collection, Iterator, Mapping

from pipeline.document import Fact, canonical

RULE = "extract/meta"
_BODY = frozenset({"text", "html"})
_OWN = frozenset({*canonical.KEYS, "record", "edits", "duplicate_of", "date_text"})
_OWN_MARKS = frozenset({"source", "raw_sha256", "copydesk"})  # columns by which a row of copydesk is recognised
_MAX_CHARACTERS = 10_000
_NOT_IN_NAMES = re.compile(r"[^\w.-]+")


def facts(columns: Mapping[str, object], known_fields: Collection[str]) -> Iterator[Fact]:
    """A fact for each column that is no field of a document, in the order of the columns."""
    own = _OWN if columns.keys() >= _OWN_MARKS else frozenset[str]()
    left_out = list[str]()
    for name, value in columns.items():
        if name in _BODY or name in own or (name in known_fields and isinstance(value, str)):
            continue
        text = _as_text(value).strip()
        if len(text) > _MAX_CHARACTERS:
            left_out.append(name)
        elif text:
            yield Fact(field_of(name), text, RULE)
    if left_out:
        yield Fact("meta_left_out", ", ".join(left_out)[:_MAX_CHARACTERS], RULE)


def _as_text(value: object) -> str:
    if value is None or (isinstance(value, float) and not math.isfinite(value)):
        return ""
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def field_of(column: str) -> str:
    """The field of a column.

    >>> field_of("crawl id"), field_of("meta.section")
    ('meta.crawl_id', 'meta.section')
    """
    return canonical.META + (_NOT_IN_NAMES.sub("_", column.removeprefix(canonical.META)) or "_")
