"""The lines below a heading that are removed with it: "Recommended For You" with its list of links."""

import re
from collections.abc import Sequence
from functools import lru_cache

from pipeline.stages.boilerplate.content_range import ContentRange
from pipeline.stages.boilerplate.rule import Following
from pipeline.text.lines import Line
from pipeline.text.patterns import PatternSet

_MAX_INSIDE_ARTICLE = 12  # lines removed with a heading where the article goes on below
_MAX_ITEM_LENGTH = 220  # characters of a link in a list
_MIN_SENTENCE_SPACES = 2
_LABELLED_FACT = re.compile(r"[^:;]{1,40}: (?:.{1,30}|.*;.*)")
_ENDS_INSIDE_ARTICLE, _ENDS_AFTER_ARTICLE = (".", '"', "!", "?"), (".",)


def following_lines(
    lines: Sequence[Line], heading: int, following: Following, content: ContentRange, *, is_page: bool
) -> list[int]:
    """Numbers of the lines to remove with the heading.

    1. With patterns: the lines below that match, up to the first that does not.
    2. Without: the lines that look like items of one list, up to the first sentence; where the article goes on below,
       fewer lines and not the last of them, which may be the next subheading.
    3. Lines of one or two words, and facts with a label, are items only in a whole page (``is_page``), whose lists have
       such links. In an article they can be its own list: a team, prize winners, "Man of the match: Ada Quill".
    """
    if following.lines:
        return _matching_lines(lines, heading, following)
    inside = heading <= content.last
    limit = min(following.at_most, _MAX_INSIDE_ARTICLE) if inside else following.at_most
    below = lines[heading + 1 : heading + 1 + limit]
    items: list[int] = []
    for number, line in enumerate(below, heading + 1):
        if not _is_list_item(line, below[0], inside=number < content.last, is_page=is_page):
            break
        items.append(number)
    return items[:-1] if items and items[-1] < content.last else items


def _matching_lines(lines: Sequence[Line], heading: int, following: Following) -> list[int]:
    patterns = _pattern_set(following.lines)
    matching: list[int] = []
    for number in range(heading + 1, min(len(lines), heading + 1 + following.at_most)):
        if not patterns.matches(lines[number].text):
            break
        matching.append(number)
    return matching


def _is_list_item(line: Line, first: Line, *, inside: bool, is_page: bool) -> bool:
    """Whether a line can be an item of a list of links: no sentence, and bulleted if the first item is.

    Inside the article a line that ends like a sentence is no item.
    """
    spaces = line.text.count(" ")
    ends = _ENDS_INSIDE_ARTICLE if inside else _ENDS_AFTER_ARTICLE
    is_closed = line.text.endswith(ends) and spaces >= _MIN_SENTENCE_SPACES
    same_bullet = (line.text_start > line.start) == (first.text_start > first.start)
    is_link = (is_page and not inside) or (spaces >= _MIN_SENTENCE_SPACES and not _LABELLED_FACT.fullmatch(line.text))
    return len(line.text) <= _MAX_ITEM_LENGTH and same_bullet and not is_closed and is_link


@lru_cache(maxsize=256)
def _pattern_set(patterns: tuple[str, ...]) -> PatternSet:
    return PatternSet(patterns, at="whole")
