"""Exact copies: a caption that is printed twice in a row, a post that is quoted and embedded.

1. A line of at least ``min_length`` characters that equals the line above it is a copy. Shorter lines can repeat on
   purpose: refrains, cheers, rows of a table. Copies further down stay: interviews and tables repeat whole lines.
2. A quoted post that equals an earlier one with the same author is a copy, and its author line with it.
3. A line that consists of one text twice is cut in half.
"""

from collections.abc import Collection, Sequence
from itertools import pairwise

from pipeline.stages.boilerplate.posts import is_author_line, is_post_with_author
from pipeline.text.lines import Line

RULE = "repeated-line"


def repeated_lines(lines: Sequence[Line], removed: Collection[int], *, min_length: int) -> set[int]:
    """Numbers of the lines that are copies of earlier ones, without those in ``removed``."""
    kept = [number for number in range(len(lines)) if number not in removed]
    copies = {
        number
        for above, number in pairwise(kept)
        if lines[number].text == lines[above].text and len(lines[number].text.strip()) >= min_length
    }
    if any("(@" in line.text for line in lines):
        copies |= _repeated_posts(lines, kept)
    return copies


def _repeated_posts(lines: Sequence[Line], kept: Sequence[int]) -> set[int]:
    copies: set[int] = set()
    posts: set[tuple[str, str]] = set()
    for number, below in pairwise([*kept, -1]):
        text = lines[number].text
        author = lines[below].text if below >= 0 and is_author_line(lines[below].text) else ""
        if not author and not is_post_with_author(text):
            continue
        if (text, author) in posts:
            copies |= {number, below} if author else {number}
        posts.add((text, author))
    return copies


def without_repeated_half(line: Line, *, min_length: int) -> Line:
    """The line with its text once, if it consists of one text twice."""
    text = line.text
    for separator in ("", " "):
        half = (len(text) - len(separator)) // 2
        if half < min_length / 2 or text[0] != text[half + len(separator)]:
            continue
        if text[:half] + separator + text[:half] == text and " " in text[:half].strip():
            return line._replace(text=text[:half])
    return line
