"""Line ends: which end a paragraph, which cut one in two, and which belong to lists, verse and tables."""

import re
from collections.abc import Iterator
from itertools import pairwise

from pipeline.stages.layout.change import Change, WordLists

_MIN_PROSE_LINE = 60  # characters from which a line is no title, verse or table cell
_MIN_WIDTH, _MAX_WIDTH = 50, 130  # longest line of a text that was wrapped at a fixed width
_MIN_SPACES = 3  # spaces of a wrapped line of prose
_MIN_FULL_LINES, _MIN_FULL_SHARE = 4, 0.8  # line ends, and their share, where the next word did not fit
_SINGLE_LINE_END = re.compile(r"(?<![^\n])([^\n]+)\n(?=([^\n]+))")
_LIST_ITEM = re.compile(r"(?:[-*\u2022+]|\d{1,3}[.)]) |[>|#]")
_SENTENCE_END = re.compile(r"[.!?\u2026][\"'\u201d\u2019\u00bb)\]]*$")
_OPENS_LIST = re.compile(r"[:;,]$")
_WORD = re.compile(r"[^\W\d_]+")


def wrapped(text: str, _: WordLists) -> Iterator[Change]:
    """Join lines that were wrapped at a fixed width: at most line ends the next word would not have fitted.

    Most of these lines must end within a sentence and have several words: a list of addresses or credits is not
    wrapped.
    """
    line_ends = [
        match
        for match in _SINGLE_LINE_END.finditer(text)
        if not _LIST_ITEM.match(match[2]) and not match[1].startswith(("#", "|"))
    ]
    width = max((len(match[1]) for match in line_ends), default=0)
    full = [match for match in line_ends if len(match[1]) + 1 + len(match[2].split(" ", 1)[0]) > width]
    mid_sentence = [
        match for match in full if not _SENTENCE_END.search(match[1]) and match[1].count(" ") >= _MIN_SPACES
    ]
    enough = len(full) >= max(_MIN_FULL_LINES, _MIN_FULL_SHARE * len(line_ends))
    if _MIN_WIDTH <= width <= _MAX_WIDTH and enough and 2 * len(mid_sentence) > len(full):
        for match in full:
            yield match.end(1), match.end(1) + 1, " "


def cut_paragraphs(text: str, words: WordLists) -> Iterator[Change]:
    """Join a paragraph that was cut once within a sentence.

    1. A long line ends with a comma or a word that ends no sentence.
    2. The next line is long, goes on in lower case, and ends a sentence.
    3. The line before the two does not open an enumeration.
    """
    lines = [(match.start(), match[0]) for match in re.finditer(r"[^\n]+", text)]
    for number, ((start, line), (next_start, following)) in enumerate(pairwise(lines)):
        if min(len(line), len(following)) < _MIN_PROSE_LINE or not following[0].islower() or _LIST_ITEM.match(line):
            continue
        enumerated = number > 0 and _OPENS_LIST.search(lines[number - 1][1])
        if not enumerated and _SENTENCE_END.search(following) and _is_unfinished(line, words):
            yield start + len(line), next_start, " "


def _is_unfinished(line: str, words: WordLists) -> bool:
    last_word = _WORD.findall(line[-20:])[-1:]
    return line.endswith(",") or (line[-1].isalpha() and bool(last_word) and last_word[0] in words.non_final_words)


def paragraphs(text: str, _: WordLists) -> Iterator[Change]:
    """A line end between paragraphs becomes an empty line.

    In a text with empty lines, a block of short lines (verse, an address) keeps its line ends. Lists, quotations and
    tables keep them in every text.
    """
    spaced, start = "\n\n" in text, 0
    for block in text.split("\n\n"):
        lines = block.split("\n")
        if not spaced or max(map(len, lines)) >= _MIN_PROSE_LINE:
            yield from _between_lines(lines, start)
        start += len(block) + 2


def _between_lines(lines: list[str], start: int) -> Iterator[Change]:
    for line, following in pairwise(lines):
        start += len(line) + 1
        in_list = _LIST_ITEM.match(line) and _LIST_ITEM.match(following)
        in_table = " | " in line and " | " in following
        if line and following and not (in_list or in_table):
            yield start - 1, start, "\n\n"
