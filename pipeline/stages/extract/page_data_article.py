"""Article in the page's data: the state object of a script, from which the page would build its text.

Paywalled pages and pages built by scripts often show a teaser and have the whole article in such an object.

1. Read the JSON of scripts: of type JSON, or assigned to a variable.
2. Candidates are long strings, and lists whose elements have a text each.
3. A candidate is the article if it continues what the page shows: it has most of the visible article's word sequences,
   the first of them near its own start, or, if hardly any is visible, most words of the description.
4. It is running text: a list of all strings of a page, which some frameworks write, has the article too.
"""

import json
import re
from collections import deque
from collections.abc import Iterator
from typing import Any

from pipeline.text.lines import count_words

_MAX_CHARACTERS, _MAX_VALUES = 4_000_000, 50_000  # read from one page
_MIN_WORDS = 150  # of a candidate
_MIN_VISIBLE = 20  # words, from which the visible article is compared
_MIN_SHARED = 0.6
_SHINGLE = 4
_MAX_START = 60  # words of the article before the first that are visible
_MIN_LINE, _MIN_TEXT = 5, 0.8  # words of a line of running text; share of a candidate's words in such lines
_TEXT_KEYS = ("text", "content", "value", "html", "body", "paragraph", "bodyHtml", "articleBody")
_ASSIGNMENT = re.compile(r"=\s*(?=[{\[]\s*[\"{\[])")
_TAG = re.compile(r"<[a-zA-Z/!][^<>]*>")
_BLOCK_END = re.compile(r"</(?:p|div|h[1-6]|li|blockquote)>|<br\s*/?>", re.IGNORECASE)
_WORD = re.compile(r"\w+")


def find_article(tree: Any, visible: str, description: str) -> str:
    """Return the article in the page's data as paragraphs, or "". ``visible`` is the article that the page shows."""
    best = ""
    for value in _script_values(tree):
        for candidate in _candidates(value):
            longer = count_words(candidate) > max(_MIN_WORDS, count_words(best))
            if longer and _is_text(candidate) and _continues(candidate, visible, description):
                best = candidate
    return best


def _script_values(tree: Any) -> Iterator[Any]:
    size = 0
    for script in tree.iter("script"):
        text = script.text or ""
        size += len(text)
        if size > _MAX_CHARACTERS:
            return
        kind = (script.get("type") or "").lower()
        if "ld+json" in kind:
            continue
        start = _ASSIGNMENT.search(text)
        if "json" in kind or start:
            yield _parse(text, start.end() if start and "json" not in kind else 0)


def _parse(text: str, start: int) -> Any:
    try:
        return json.JSONDecoder(strict=False, parse_int=float).raw_decode(text[start:].lstrip())[0]
    except (json.JSONDecodeError, RecursionError):
        return None


def _candidates(value: Any) -> Iterator[str]:
    queue, count = deque([value]), 0
    while queue and count < _MAX_VALUES:
        value, count = queue.popleft(), count + 1
        if isinstance(value, str) and len(value) > _MIN_WORDS * 4:
            yield _plain(value)
        elif isinstance(value, dict):
            queue += value.values()
        elif isinstance(value, list):
            yield "\n\n".join(filter(None, map(_element_text, value)))
            queue += value


def _element_text(element: Any) -> str:
    if isinstance(element, str):
        return _plain(element)
    if isinstance(element, dict):
        return next((_plain(element[key]) for key in _TEXT_KEYS if isinstance(element.get(key), str)), "")
    return ""


def _plain(text: str) -> str:
    """Return the paragraphs of a text that may be HTML."""
    if "<" in text:
        from lxml import html
        from lxml.etree import ParserError

        lines = _BLOCK_END.sub(" \n ", text)
        try:
            text = str(html.fromstring(f"<div>{lines}</div>").text_content())
        except (ParserError, ValueError):
            text = _TAG.sub(" ", text)
    return "\n\n".join(filter(None, (" ".join(line.split()) for line in text.split("\n"))))


def _is_text(candidate: str) -> bool:
    sizes = [count_words(line) for line in candidate.split("\n")]
    return sum(size for size in sizes if size >= _MIN_LINE) >= _MIN_TEXT * sum(sizes)


def _continues(candidate: str, visible: str, description: str) -> bool:
    words, own = _WORD.findall(visible.casefold()), _WORD.findall(candidate.casefold())
    if len(words) >= _MIN_VISIBLE:
        shingles, own_shingles = set(_shingles(words)), _shingles(own)
        starts_alike = not shingles.isdisjoint(own_shingles[:_MAX_START])
        return starts_alike and len(shingles.intersection(own_shingles)) >= _MIN_SHARED * len(shingles)
    wanted = set(_WORD.findall(description.casefold()))
    return len(wanted) > _SHINGLE and len(wanted.intersection(own)) >= _MIN_SHARED * len(wanted)


def _shingles(words: list[str]) -> list[tuple[str, ...]]:
    return [tuple(words[at : at + _SHINGLE]) for at in range(len(words) - _SHINGLE + 1)]
