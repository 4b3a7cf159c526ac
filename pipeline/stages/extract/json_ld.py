"""JSON-LD of a page: the objects of schema.org that describe its article."""

import json
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

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
    start = min((at for at in (text.find("{"), text.find("[")) if at >= 0), default=0)
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, start)[0]
    except (json.JSONDecodeError, RecursionError):
        return None


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
