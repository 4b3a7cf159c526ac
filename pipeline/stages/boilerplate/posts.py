"""Posts of social networks that an article quotes: the text of the post, and the line with its author.

1. An author line names a person with a handle in parentheses, after a dash or before a date:
   "- Ada Quill (@adaquill) March 3, 2023". The post can be on the same line.
2. The line above an author line without the post is the text of the post.

A post stays with its author. Only an exact copy of a post with the same author is removed, see ``repeated_lines``.
"""

import re
from collections.abc import Iterator, Sequence

from pipeline.text.lines import Line

_HANDLE = r"[^()@]{1,80} \(@\w{1,40}\)"
_DATE = r"(?:,? (?:on )?\w{3,12}\.? \d{1,2},? \d{4}|,? \d{1,2}\.? \w{3,12}\.? \d{4})"
_AUTHOR_ONLY = re.compile(rf"[-\N{{EM DASH}} ]*{_HANDLE}{_DATE}.{{0,20}}|-+ ?{_HANDLE}")
_WITH_POST = re.compile(rf".*\S ?-+ ?{_HANDLE}{_DATE}.{{0,20}}")
_LINKED_POST = re.compile(r".*\w.*(?:pic\.twitter\.com/|https?://t\.co/)\w+\S{0,3}")


def post_lines(lines: Sequence[Line]) -> frozenset[int]:
    """Numbers of the lines that belong to quoted posts."""
    return frozenset(_numbers(lines))


def is_author_line(line: str) -> bool:
    """Whether the line holds nothing but the author of a post."""
    return "(@" in line and _AUTHOR_ONLY.fullmatch(line) is not None


def is_post_with_author(line: str) -> bool:
    """Whether the line holds a post and its author."""
    return "(@" in line and _WITH_POST.fullmatch(line) is not None


def _numbers(lines: Sequence[Line]) -> Iterator[int]:
    for number, line in enumerate(lines):
        if "@" not in line.text and "t.co/" not in line.text and "pic.twitter" not in line.text:
            continue
        if is_author_line(line.text):
            yield from (number - 1, number) if number else (number,)
        elif is_post_with_author(line.text) or _LINKED_POST.fullmatch(line.text):
            yield number
