"""Exact copies: a caption that is printed twice in a row, a post that is quoted and embedded.

1. A line of at least ``min_length`` characters that equals the line above it is a copy. Shorter lines can repeat on
   purpose: refrains, cheers, rows of a table. Copies further down stay: interviews and tables repeat whole lines.
2. A quoted post that equals an earlier one with the same author is a copy, and its author line with it.
3. A line that consists of one text twice is cut in half.
"""

from collections.abc import Collection, Sequence

from pipeline.stages.boilerplate.posts import is_author_line, is_post_with_author
from pipeline.text.lines import Line

RULE = "repeated-line"


def repeated_lines(lines: Sequence[Line], removed: Collection[int], *, min_length: int) -> set[int]:
    """Numbers of the lines that are copies of earlier ones, without those in ``removed``."""
    kept = [number for number in range(len(lines)) if number not in removed]
    texts = [" ".join(lines[number].text.split()) for number in kept]
    copies: set[int] = set()
    posts: set[tuple[str, str]] = set()
    for row, text in enumerate(texts):
        below = texts[row + 1] if row + 1 < len(texts) else ""
        author = below if is_author_line(below) else ""
        post = (text, author)
        if post in posts:
            copies |= {kept[row], kept[row + 1]} if author else {kept[row]}
        elif author or is_post_with_author(text):
            posts.add(post)
        elif row and text == texts[row - 1] and len(text) >= min_length:
            copies.add(kept[row])
    return copies


def without_repeated_half(line: Line, *, min_length: int) -> Line:
    """The line with its text once, if it consists of one text twice."""
    text = line.text
    for separator in ("", " "):
        half = (len(text) - len(separator)) // 2
        if half >= min_length / 2 and text[:half] + separator + text[:half] == text and " " in text[:half].strip():
            return line._replace(text=text[:half])
    return line
