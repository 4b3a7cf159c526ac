"""The lines below a heading that are removed with it: "Recommended For You" with its list of links."""

from collections.abc import Sequence
from functools import lru_cache

from pipeline.stages.boilerplate.content_range import ContentRange
from pipeline.stages.boilerplate.rule import Following
from pipeline.text.lines import Line
from pipeline.text.patterns import PatternSet

_MAX_INSIDE_ARTICLE = 12  # lines removed with a heading where the article goes on below
_MAX_ITEM_LENGTH = 220  # characters of a link in a list
_MIN_SENTENCE_SPACES = 2
_ENDS_INSIDE_ARTICLE, _ENDS_AFTER_ARTICLE = (".", '"', "!", "?"), (".",)


def following_lines(lines: Sequence[Line], heading: int, following: Following, content: ContentRange) -> list[int]:
    """Numbers of the lines to remove with the heading.

    1. With patterns: the lines below that match, up to the first that does not.
    2. Without: the lines that look like items of one list, up to the first sentence; where the article goes on below,
       fewer lines and not the last of them, which may be the next subheading.
    """
    if following.lines:
        return _matching_lines(lines, heading, following)
    inside = heading <= content.last
    limit = min(following.at_most, _MAX_INSIDE_ARTICLE) if inside else following.at_most
    below = lines[heading + 1 : heading + 1 + limit]
    items: list[int] = []
    for number, line in enumerate(below, heading + 1):
        if not _is_list_item(line, below[0], inside=number < content.last):
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


def _is_list_item(line: Line, first: Line, *, inside: bool) -> bool:
    """Whether a line can be an item of a list of links: no sentence, and bulleted if the first item is.

    Inside the article a line that ends like a sentence is no item, and neither is a label of one or two words.
    """
    spaces = line.text.count(" ")
    ends = _ENDS_INSIDE_ARTICLE if inside else _ENDS_AFTER_ARTICLE
    is_closed = line.text.endswith(ends) and spaces >= _MIN_SENTENCE_SPACES
    same_bullet = (line.text_start > line.start) == (first.text_start > first.start)
    long_enough = not inside or spaces >= _MIN_SENTENCE_SPACES
    return len(line.text) <= _MAX_ITEM_LENGTH and same_bullet and not is_closed and long_enough


@lru_cache(maxsize=256)
def _pattern_set(patterns: tuple[str, ...]) -> PatternSet:
    return PatternSet(patterns, at="whole")
