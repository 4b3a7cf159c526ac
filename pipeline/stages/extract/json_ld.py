"""What a page says of itself in JSON-LD, as schema.org has it: the statements about its article."""

import json
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

_TEASER = 200  # characters: a body that short is one
_LARGEST, _MOST = 4_000_000, 5_000  # characters read, objects looked at: a page may hold any amount of either


def objects(tree: Any) -> list[dict[str, Any]]:
    """Every JSON object in the page's JSON-LD, outer ones first; what is no JSON is passed over."""
    found: list[dict[str, Any]] = []
    size = 0
    for script in tree.iter("script"):
        text = script.text or ""
        size += len(text)
        if "ld+json" in (script.get("type") or "") and size <= _LARGEST:
            found += _below(_read(text))
    return found[:_MOST]


def _read(text: str) -> Any:
    start = min((at for at in (text.find("{"), text.find("[")) if at >= 0), default=0)
    try:
        return json.JSONDecoder(strict=False).raw_decode(text, start)[0]
    except (json.JSONDecodeError, RecursionError):
        return None


def _below(value: Any) -> Iterator[dict[str, Any]]:
    waiting, met = deque([value]), 0
    while waiting and met < _MOST:
        value, met = waiting.popleft(), met + 1
        if isinstance(value, dict):
            yield value
            waiting += value.values()
        elif isinstance(value, list):
            waiting += value


def body(objects: Sequence[Mapping[str, Any]]) -> str:
    """The longest ``articleBody`` there is, if it is more than a teaser."""
    bodies = [each["articleBody"] for each in objects if isinstance(each.get("articleBody"), str)]
    longest = max(bodies, key=len, default="")
    return longest if len(longest) > _TEASER else ""
