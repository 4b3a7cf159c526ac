"""Line ends: which of them end a paragraph, which cut one, and which belong to lists, verse and tables."""

import re
from collections.abc import Iterator
from itertools import pairwise

from pipeline.stages.layout.whitespace import Change, Words
from pipeline.text import lexicon

_PROSE = 60  # characters from which a line is no title, no verse and no cell
_NARROWEST, _WIDEST = 50, 130  # characters of the longest line of a text that was broken by a machine
_WORDS = 3  # blanks in a line of prose that was broken, at least
_FEWEST, _MOST = 4, 0.8  # line ends, and the share of them, that must be where the next word did not fit
_SINGLE = re.compile(r"(?<![^\n])([^\n]+)\n(?=([^\n]+))")
_FAR_RARER = 20
_LISTED = ("de", "en", "fr")
_ITEM = re.compile(r"(?:[-*\u2022+]|\d{1,3}[.)]) |[>|#]")
_ENDS = re.compile(r"[.!?\u2026][\"'\u201d\u2019\u00bb)\]]*$")
_OPEN = re.compile(r"[:;,]$")
_WORD = re.compile(r"[^\W\d_]+")
_HYPHEN = re.compile(r"(?<=[^\W\d_])[-\u00ad][ \n]+(?=([^\W\d_]+)(?![^\W_]|-))")
_INITIAL = re.compile(r"(?<![^\n])([A-Z]) (?=([a-z\xdf-\xf6\xf8-\xff]{3,})(?![\w-]))")
_HYPHEN_KEPT = re.compile(r"(?<=[^\W\d_]-)\n{1,2}(?=([^\W\d_]+))")
_LAST_WORD = re.compile(r"(?<![^\W_])[^\W\d_]{2,}$")


def hyphenated(text: str, words: Words) -> Iterator[Change]:
    """A word broken at a line end is whole again, without its hyphen where that is certain, else with it.

    Before a conjunction (pre-, line end, and postwar) a blank stands for the line end. A soft hyphen always goes.
    """
    done = set()
    for found in _HYPHEN.finditer(text):
        first, rest = _LAST_WORD.search(text, found.start() - _PROSE, found.start()), found[1]
        soft = found[0][0] == "\N{SOFT HYPHEN}"
        language = words.language if "\n" in found[0] else ""
        if rest.islower() and (soft or (first and _one_word(text, first[0], rest, language))):
            done.add(found.start() + 1)
            yield *found.span(), ""
    for found in _HYPHEN_KEPT.finditer(text) if words.conjunctions else ():
        if found.start() not in done and found[1].islower():
            yield *found.span(), " " if found[1] in words.conjunctions else ""


def _one_word(text: str, first: str, rest: str, language: str) -> bool:
    """Whether the document has the whole word, and never with a hyphen; or the lexicon has it, and not both parts.

    A part that is far rarer than the whole is as good as none. In German the second half of a word that has a hyphen of
    its own would be capitalised, or the whole be in no lexicon.
    """
    whole = (first + rest).lower()
    if re.search(rf"(?<![\w-]){whole}(?![\w-])", text, re.IGNORECASE):
        return f"{first}-{rest}".lower() not in text.lower()
    if language not in _LISTED or not lexicon.is_word(whole, language):
        return False
    parts = (first.lower(), rest)
    rarer = min(lexicon.share(part, language) for part in parts)
    both = all(lexicon.is_word(part, language) for part in parts)
    return language == "de" or not both or lexicon.share(whole, language) > _FAR_RARER * rarer


def initials(text: str, words: Words) -> Iterator[Change]:
    """A large first letter that stands apart from the rest of its word joins it, where only the whole is a word."""
    for found in _INITIAL.finditer(text) if words.language in _LISTED else ():
        known = lexicon.words(words.language)
        if found[2] not in known and (found[1] + found[2]).lower() in known:
            yield found.end(1), found.end(), ""


def unwrapped(text: str, _: Words) -> Iterator[Change]:
    """Lines that a machine broke at an even width are one paragraph: the next word would not have fitted.

    Most of them must end within a sentence, and be of several words: a list of addresses or credits is not broken.
    """
    ends = [
        found for found in _SINGLE.finditer(text) if not _ITEM.match(found[2]) and not found[1].startswith(("#", "|"))
    ]
    width = max((len(found[1]) for found in ends), default=0)
    full = [found for found in ends if len(found[1]) + 1 + len(found[2].split(" ", 1)[0]) > width]
    within = [found for found in full if not _ENDS.search(found[1]) and found[1].count(" ") >= _WORDS]
    if _NARROWEST <= width <= _WIDEST and len(full) >= max(_FEWEST, _MOST * len(ends)) and 2 * len(within) > len(full):
        for found in full:
            yield found.end(1), found.end(1) + 1, " "


def cut(text: str, words: Words) -> Iterator[Change]:
    """A paragraph cut once in mid-sentence is whole again.

    Certain is it where a long line ends with a comma or a word no sentence ends with, a long one goes on in lower case
    and comes to an end, and the line before is no beginning of an enumeration.
    """
    lines = [(found.start(), found[0]) for found in re.finditer(r"[^\n]+", text)]
    for at, ((start, line), (then, after)) in enumerate(pairwise(lines)):
        if min(len(line), len(after)) < _PROSE or not after[0].islower() or _ITEM.match(line):
            continue
        listed = at > 0 and _OPEN.search(lines[at - 1][1])
        if not listed and _ENDS.search(after) and _unfinished(line, words):
            yield start + len(line), then, " "


def _unfinished(line: str, words: Words) -> bool:
    last = _WORD.findall(line[-20:])[-1:]
    return line.endswith(",") or (line[-1].isalpha() and bool(last) and last[0] in words.unfinished)


def breaks(text: str, _: Words) -> Iterator[Change]:
    """A line end between paragraphs becomes an empty line.

    In a text with empty lines a block of short lines (verse, an address) keeps its line ends; lists, quotations and
    tables keep them anywhere.
    """
    spaced, start = "\n\n" in text, 0
    for block in text.split("\n\n"):
        lines = block.split("\n")
        if not spaced or max(map(len, lines)) >= _PROSE:
            yield from _between(lines, start)
        start += len(block) + 2


def _between(lines: list[str], start: int) -> Iterator[Change]:
    for line, after in pairwise(lines):
        start += len(line) + 1
        kept = (_ITEM.match(line) and _ITEM.match(after)) or (" | " in line and " | " in after)
        if line and after and not kept:
            yield start - 1, start, "\n\n"
