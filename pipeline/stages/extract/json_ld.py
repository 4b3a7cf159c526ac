"""JSON-LD of a page: the objects of schema.org that describe its article."""

import json
import re
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pipeline.stages.extract.fact_values import replace_surrogates

_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_MAX_TEASER = 200  # characters; a longer ``articleBody`` is the article
_MAX_CHARACTERS, _MAX_OBJECTS = 4_000_000, 5_000  # read from one page


def objects(tree: Any) -> list[dict[str, Any]]:
    """Return every JSON object in the page's JSON-LD, outer ones first. Invalid JSON is skipped."""
    found: list[dict[str, Any]] = []
    size = 0
    for script in tree.iter("script"):
        text = script.text or ""
        size += len(text)
        if "ld+json" in (script.get("type") or "") and size <= _MAX_CHARACTERS:
            found += _objects_in(_parse(text))
    return found[:_MAX_OBJECTS]


def _parse(text: str) -> Any:
    """Return the first JSON value of a text, or None. Numbers are floats: int() refuses more than 4,300 digits."""
    start = min((at for at in (text.find("{"), text.find("[")) if at >= 0), default=0)
    try:
        value = json.JSONDecoder(strict=False, parse_int=float).raw_decode(text, start)[0]
        if _SURROGATE_ESCAPE.search(text):
            value = json.loads(replace_surrogates(json.dumps(value, ensure_ascii=False)))
    except (json.JSONDecodeError, RecursionError):
        return None
    return value


def _objects_in(value: Any) -> Iterator[dict[str, Any]]:
    """Yield the objects in a value, breadth first."""
    queue, count = deque([value]), 0
    while queue and count < _MAX_OBJECTS:
        value, count = queue.popleft(), count + 1
        if isinstance(value, dict):
            yield value
            queue += value.values()
        elif isinstance(value, list):
            queue += value


def body(objects: Sequence[Mapping[str, Any]]) -> str:
    """Return the longest ``articleBody``, if it is more than a teaser."""
    bodies = [each["articleBody"] for each in objects if isinstance(each.get("articleBody"), str)]
    longest = max(bodies, key=len, default="")
    return longest if len(longest) > _MAX_TEASER else ""
